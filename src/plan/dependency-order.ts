import type { PlanGraph } from "./graph.ts";

/**
 * Tells of two of the ids, by their places in the list, whether one waits for the other, directly or not. What is on a
 * cycle or waits for one counts as ordered with everything: it can't start. Fast when asked in the order of `b`: it keeps
 * what follows from some thousand neighbouring ones.
 */
export function createDependencyOrder(graph: PlanGraph, ids: readonly string[]): (a: number, b: number) => boolean {
  let links: Links | undefined;
  let block = -1;
  let reached: Reach = [];
  let reaching: Reach = [];
  return (a, b) => {
    // Most plans are never asked about.
    links ??= linksOf(graph, ids);
    const { places, order, before, after } = links;
    const at = places[a] ?? -1;
    if ((places[b] ?? -1) === -1 || at === -1) return true;
    if (Math.floor(b / BLOCK) !== block) {
      block = Math.floor(b / BLOCK);
      const own = places.subarray(block * BLOCK, (block + 1) * BLOCK);
      reached = spread(own, order, before);
      reaching = spread(own, order.toReversed(), after);
    }
    const bit = b % BLOCK;
    return hasBit(reached[at], bit) || hasBit(reaching[at], bit);
  };
}

/** Ids that are looked at together. */
const BLOCK = 1024;

/** The graph by numbers. */
interface Links {
  /** The number of each id of the list; -1: it can never start. */
  readonly places: Int32Array;
  /** All that can start some day, dependencies first. */
  readonly order: readonly number[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

function linksOf(graph: PlanGraph, ids: readonly string[]): Links {
  const numbers = new Map(graph.nodes().map((id, number) => [id, number]));
  const before: number[][] = Array.from(numbers, () => []);
  const after: number[][] = Array.from(numbers, () => []);
  graph.forEachEdge((_edge, _attributes, source, target) => {
    const [from = 0, to = 0] = [numbers.get(source), numbers.get(target)];
    before[to]?.push(from);
    after[from]?.push(to);
  });
  const order = orderOf(before, after);
  const canStart = new Set(order);
  const places = Int32Array.from(ids, (id) => {
    const number = numbers.get(id) ?? -1;
    return canStart.has(number) ? number : -1;
  });
  return { places, order, before, after };
}

/** Dependencies first, without what is on a cycle or waits for one. */
function orderOf(before: Links["before"], after: Links["after"]): readonly number[] {
  const waitsFor = before.map(({ length }) => length);
  const order = [...waitsFor.keys()].filter((number) => waitsFor[number] === 0);
  // The list grows while it is walked.
  for (const number of order) {
    for (const next of after[number] ?? []) {
      const left = (waitsFor[next] ?? 0) - 1;
      waitsFor[next] = left;
      if (left === 0) order.push(next);
    }
  }
  return order;
}

/** For each number which ids of the block lead there, one bit each. */
type Reach = readonly Uint32Array[];

/** Hands each one's bit on along the links; `walk`: those that hand on first. */
function spread(own: Int32Array, walk: readonly number[], from: Links["before"]): Reach {
  const words = Math.ceil(own.length / 32);
  const rows = from.map(() => new Uint32Array(words));
  for (const [bit, number] of own.entries()) {
    const row = rows[number];
    if (row !== undefined) row[bit >>> 5] = (row[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  for (const number of walk) {
    const row = rows[number];
    for (const other of from[number] ?? []) join(row, rows[other]);
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
