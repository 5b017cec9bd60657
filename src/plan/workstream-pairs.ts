import { findCasePairs } from "./scope-case-pairs.ts";
import { createDependencyOrder } from "./dependency-order.ts";
import type { Plan } from "./plan.ts";
import { overlappingPairs } from "./scope-pairs.ts";
import type { ScopePair } from "./scope-pairs.ts";
import type { Workstream } from "./workstream.ts";

/** Two workstreams that may write the same path; `a` has the smaller id. */
export interface WorkstreamPair {
  readonly a: Workstream;
  readonly b: Workstream;
}

type ScopedPlan = Pick<Plan, "workstreams" | "graph" | "config">;

/** All pairs of workstreams that may write the same path, in the order of `b`, as they are asked for. */
export function findPairs({ workstreams, config }: ScopedPlan): Generator<WorkstreamPair> {
  const all = [...workstreams.values()];
  return pairsOf(all, overlappingPairs(scopesOf(all), config.scopes.case));
}

/** Only of those that are still to do, and that do not wait for each other anyway. */
export function findUnorderedPairs({ workstreams, graph, config }: ScopedPlan): Generator<WorkstreamPair> {
  const planned = plannedOf(workstreams);
  const isOrdered = createDependencyOrder(
    graph,
    planned.map(({ id }) => id),
  );
  const pairs = overlappingPairs(scopesOf(planned), config.scopes.case, (a, b) => !isOrdered(a, b));
  return pairsOf(planned, pairs);
}

/** Pairs that may write the same path only where case is ignored, though it is not. */
export function* findPairsByCase({ workstreams, config }: ScopedPlan): Generator<WorkstreamPair> {
  if (config.scopes.case === "insensitive") return;
  const planned = plannedOf(workstreams);
  yield* pairsOf(planned, findCasePairs(scopesOf(planned)));
}

function plannedOf(workstreams: Plan["workstreams"]): readonly Workstream[] {
  return [...workstreams.values()].filter(({ status }) => status === "planned");
}

function scopesOf(workstreams: readonly Workstream[]) {
  return workstreams.map(({ scope }) => scope);
}

function* pairsOf(workstreams: readonly Workstream[], pairs: Iterable<ScopePair>): Generator<WorkstreamPair> {
  for (const pair of pairs) {
    const [a, b] = [workstreams[pair.a], workstreams[pair.b]];
    if (a !== undefined && b !== undefined) yield { a, b };
  }
}
