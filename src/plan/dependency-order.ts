import { topologicalOrder } from "./graph.ts";
import type { PlanGraph } from "./graph.ts";

/**
 * Tells of two of the ids, by their places in the list, whether one waits for the other, directly or not. What is on a
 * cycle or waits for one counts as ordered with everything: it can't start. Fast when asked in the order of `a`: it keeps
 * what follows from some thousand neighbouring ones.
 */
export function createDependencyOrder(graph: PlanGraph, ids: readonly string[]): (a: number, b: number) => boolean {
  const order = topologicalOrder(graph);
  const positions = new Map(order.map((id, position) => [id, position]));
  const places = Int32Array.from(ids, (id) => positions.get(id) ?? -1);
  const before = neighbours(order, positions, (id) => graph.inNeighbors(id));
  const after = neighbours(order, positions, (id) => graph.outNeighbors(id));
  let block = -1;
  let reached: Reach = [];
  let reaching: Reach = [];
  return (a, b) => {
    const at = places[b] ?? -1;
    if ((places[a] ?? -1) === -1 || at === -1) return true;
    if (Math.floor(a / BLOCK) !== block) {
      block = Math.floor(a / BLOCK);
      const own = places.subarray(block * BLOCK, (block + 1) * BLOCK);
      reached = spread(own, [...order.keys()], before);
      reaching = spread(own, [...order.keys()].toReversed(), after);
    }
    const bit = a % BLOCK;
    return hasBit(reached[at], bit) || hasBit(reaching[at], bit);
  };
}

/** Ids that are looked at together. */
const BLOCK = 1024;

/** For each position which ids of the block lead there, one bit each. */
type Reach = readonly Uint32Array[];

/** By position. */
type Neighbours = readonly (readonly number[])[];

function neighbours(
  order: readonly string[],
  positions: ReadonlyMap<string, number>,
  of: (id: string) => readonly string[],
): Neighbours {
  return order.map((id) => of(id).flatMap((each) => positions.get(each) ?? []));
}

/** Hands each one's bit on along the dependencies; `walk`: all positions, those that hand on first. */
function spread(own: Int32Array, walk: readonly number[], from: Neighbours): Reach {
  const words = Math.ceil(own.length / 32);
  const rows = walk.map(() => new Uint32Array(words));
  for (const [bit, position] of own.entries()) {
    const row = rows[position];
    if (row !== undefined) row[bit >>> 5] = (row[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  for (const position of walk) {
    const row = rows[position];
    for (const other of from[position] ?? []) join(row, rows[other]);
  }
  return rows;
}

function join(row: Uint32Array | undefined, other: Uint32Array | undefined): void {
  if (row === undefined || other === undefined) return;
  for (let word = 0; word < row.length; word += 1) row[word] = (row[word] ?? 0) | (other[word] ?? 0);
}

function hasBit(row: Uint32Array | undefined, bit: number): boolean {
  return (((row?.[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}
