import { compareIds } from "../plan/graph.ts";
import type { Priority, Workstream } from "../plan/workstream.ts";

/** The smaller, the sooner. */
export const PRIORITY_RANK: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3 };

/**
 * The order in which ready workstreams are served: those that a person asked to start (`raised`), then the one with most of
 * the plan behind it, which has the least slack, then by priority, then by id. `levels`: hours from a workstream's start to
 * the plan's end.
 */
export function compareReady(
  levels: ReadonlyMap<string, number>,
  raised: ReadonlySet<string>,
): (a: Workstream, b: Workstream) => number {
  return (a, b) =>
    Number(raised.has(b.id)) - Number(raised.has(a.id)) ||
    compareHours(levels.get(b.id) ?? 0, levels.get(a.id) ?? 0) ||
    PRIORITY_RANK[a.priority] - PRIORITY_RANK[b.priority] ||
    compareIds(a.id, b.id);
}

/** Hours are sums of fractions: what is the same to a millionth of an hour is the same. */
function compareHours(a: number, b: number): number {
  return Math.round(a * 1e6) - Math.round(b * 1e6);
}
