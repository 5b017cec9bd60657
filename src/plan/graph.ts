import graphology from "graphology";
import type { DirectedGraph } from "graphology";
import { topologicalGenerations } from "graphology-dag";
import { strongComponents } from "./strong-components.ts";

/** Nodes are workstream ids, in the order of the ids; an edge runs from a dependency to its dependent. */
export type PlanGraph = DirectedGraph;

/** Duplicate edges count once and self-edges not at all; both ends of an edge must be among `ids`. */
export function buildGraph(
  ids: Iterable<string>,
  edges: Iterable<readonly [dependency: string, dependent: string]>,
): PlanGraph {
  // graphology is CommonJS: Node finds its classes on the default export only.
  const graph = new graphology.DirectedGraph({ allowSelfLoops: false });
  for (const id of [...new Set(ids)].toSorted()) graph.addNode(id);
  for (const [dependency, dependent] of edges) {
    if (dependency !== dependent) graph.mergeEdge(dependency, dependent);
  }
  return graph;
}

/** What `id` waits for directly, in the order of the ids. */
export function dependenciesOf(graph: PlanGraph, id: string): string[] {
  return graph.inNeighbors(id).toSorted();
}

/** What waits for `id` directly, in the order of the ids. */
export function dependentsOf(graph: PlanGraph, id: string): string[] {
  return graph.outNeighbors(id).toSorted();
}

/** Everything that `id` waits for; `id` itself only where it is on a cycle. */
export function ancestorsOf(graph: PlanGraph, id: string): Set<string> {
  return reachableFrom([id], (each) => graph.inNeighbors(each));
}

/** Everything that waits for `id`; `id` itself only where it is on a cycle. */
export function descendantsOf(graph: PlanGraph, id: string): Set<string> {
  return reachableFrom([id], (each) => graph.outNeighbors(each));
}

/**
 * One trail for each knot of cycles: from its smallest id the shortest way back to that id, which therefore stands at
 * both ends. Each id of a trail depends on the next one. Trails in the order of their first ids.
 */
export function findCycles(graph: PlanGraph): string[][] {
  return knots(graph)
    .map((knot) => trailThrough(graph, knot.toSorted()))
    .toSorted(([a = ""], [b = ""]) => compareIds(a, b));
}

/** Dependencies first, ids of one generation in order; ids on cycles and everything that waits for them are left out. */
export function topologicalOrder(graph: PlanGraph): string[] {
  return generations(graph).flat();
}

/**
 * The first generation waits for nothing, each further one for something of the one before; sorted inside. Ids on cycles
 * and everything that waits for them are left out.
 */
export function generations(graph: PlanGraph): string[][] {
  return topologicalGenerations(acyclicPart(graph)).map((generation) => generation.toSorted());
}

/** What is not completed and waits for nothing any more, in the order of the ids. */
export function readyIds(graph: PlanGraph, completed: ReadonlySet<string>): string[] {
  return graph.filterNodes(
    (id) => !completed.has(id) && graph.everyInNeighbor(id, (dependency) => completed.has(dependency)),
  );
}

/** What has no dependencies at all, in the order of the ids. */
export function independentIds(graph: PlanGraph): string[] {
  return graph.filterNodes((id) => graph.inDegree(id) === 0);
}

/**
 * The same graph without the edges that a longer way implies; for display. Edges on cycles and below them are all kept.
 */
export function transitiveReduction(graph: PlanGraph): PlanGraph {
  const order = topologicalOrder(graph);
  const positions = new Map(order.map((id, position) => [id, position]));
  const words = Math.ceil(order.length / 32);
  /** Row `p`: the positions that can be reached from position `p`, one bit each. */
  const reach = new Uint32Array(order.length * words);
  const reduced = buildGraph(graph.nodes(), []);

  for (const [position, id] of [...order.entries()].toReversed()) {
    const row = position * words;
    // The nearest first: a later one may be reachable through them.
    for (const next of sortedPositions(graph.outNeighbors(id), positions)) {
      if (hasBit(reach, row, next)) continue;
      reduced.addEdge(id, order[next]);
      setBit(reach, row, next);
      const from = next * words;
      for (let word = next >>> 5; word < words; word += 1) {
        reach[row + word] = (reach[row + word] ?? 0) | (reach[from + word] ?? 0);
      }
    }
  }
  graph.forEachEdge((_edge, _attributes, source, target) => {
    if (!positions.has(target)) reduced.addEdge(source, target);
  });
  return reduced;
}

/** Code unit order: the same on every machine, whatever its language. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function reachableFrom(starts: readonly string[], nextOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of nextOf(id)) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** The strongly connected components that hold a cycle. */
function knots(graph: PlanGraph): string[][] {
  return strongComponents(graph.nodes(), (id) => graph.outNeighbors(id)).filter((component) => component.length > 1);
}

/** Breadth first along the dependencies, from the first member back to itself. */
function trailThrough(graph: PlanGraph, knot: readonly string[]): string[] {
  const [start = ""] = knot;
  const members = new Set(knot);
  const cameFrom = new Map<string, string>();
  const open = [start];
  // The list grows while it is walked.
  for (const id of open) {
    for (const dependency of dependenciesOf(graph, id)) {
      if (!members.has(dependency) || cameFrom.has(dependency)) continue;
      cameFrom.set(dependency, id);
      open.push(dependency);
    }
    if (cameFrom.has(start)) break;
  }
  const trail = [start];
  for (let id = cameFrom.get(start); id !== start && id !== undefined; id = cameFrom.get(id)) trail.push(id);
  trail.push(start);
  return trail.toReversed();
}

/** The graph without its cycles and all that waits for them; the graph itself where it has none. */
function acyclicPart(graph: PlanGraph): PlanGraph {
  const cyclic = knots(graph).flat();
  if (cyclic.length === 0) return graph;
  const part = graph.copy();
  for (const id of reachableFrom(cyclic, (each) => graph.outNeighbors(each))) part.dropNode(id);
  return part;
}

/** Ascending; without those that have no position. */
function sortedPositions(ids: readonly string[], positions: ReadonlyMap<string, number>): number[] {
  return ids.flatMap((id) => positions.get(id) ?? []).toSorted((a, b) => a - b);
}

function hasBit(bits: Uint32Array, row: number, position: number): boolean {
  return (((bits[row + (position >>> 5)] ?? 0) >>> (position & 31)) & 1) === 1;
}

function setBit(bits: Uint32Array, row: number, position: number): void {
  const word = row + (position >>> 5);
  bits[word] = (bits[word] ?? 0) | (1 << (position & 31));
}
