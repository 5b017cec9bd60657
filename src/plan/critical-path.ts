import { compareIds, topologicalOrder } from "./graph.ts";
import type { PlanGraph } from "./graph.ts";

/** A longest chain of dependencies. */
export interface CriticalPath {
  /** From the first workstream to the last; of equally long chains the one with the smaller ids. */
  readonly ids: readonly string[];
  readonly hours: number;
}

/**
 * Hours from each workstream's start to the end of the longest chain of dependents that it begins: what is left of the
 * plan at least. An id on a cycle, or one that waits for a cycle, gets its own estimate.
 */
export function bottomLevels(graph: PlanGraph, estimate: (id: string) => number): Map<string, number> {
  const levels = new Map(graph.nodes().map((id) => [id, estimate(id)]));
  for (const id of topologicalOrder(graph).toReversed()) {
    let longest = 0;
    graph.forEachOutNeighbor(id, (dependent) => {
      longest = Math.max(longest, levels.get(dependent) ?? 0);
    });
    levels.set(id, estimate(id) + longest);
  }
  return levels;
}

/** Of a graph without workstreams, or with none outside its cycles, an empty one. */
export function criticalPath(graph: PlanGraph, estimate: (id: string) => number): CriticalPath {
  const levels = bottomLevels(graph, estimate);
  const order = topologicalOrder(graph);
  const onPath = new Set(order);
  const first = highest(order, levels);
  const ids: string[] = [];
  for (let id = first; id !== undefined;) {
    ids.push(id);
    const dependents: string[] = graph.outNeighbors(id);
    id = highest(
      dependents.filter((dependent) => onPath.has(dependent)),
      levels,
    );
  }
  return { ids, hours: first === undefined ? 0 : (levels.get(first) ?? 0) };
}

/** The id with the highest level, of several the smallest. */
function highest(ids: readonly string[], levels: ReadonlyMap<string, number>): string | undefined {
  const byLevel = (a: string, b: string): number => (levels.get(b) ?? 0) - (levels.get(a) ?? 0) || compareIds(a, b);
  return ids.toSorted(byLevel)[0];
}
