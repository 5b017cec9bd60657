import { createDependencyOrder } from "../plan/dependency-order.ts";
import type { PlanGraph } from "../plan/graph.ts";
import { overlap } from "../plan/scope.ts";
import { excludedTasks } from "./lanes.ts";
import { headsOf } from "./schedule-bound.ts";
import { scheduleProblem, SHORT_SEARCH } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import type { ScheduleInput, ScheduleProblem } from "./schedule-problem.ts";
import { MOST_PAIRS } from "./shop.ts";

/** Two workstreams that may write the same path, in no order, and the plan's time if they did not; `a` has the smaller id. */
export interface ConflictCost {
  readonly a: string;
  readonly b: string;
  /** A path that both could write. */
  readonly witness: string;
  /** Hours that the plan takes as it is, and if the two did not overlap. */
  readonly makespan: number;
  readonly without: number;
}

/** So many are worth telling. */
const TOLD = 3;

/** Two tasks. */
interface Pair {
  readonly a: number;
  readonly b: number;
  /** Whether one of them starts when the other one ends. */
  readonly meets: boolean;
  /** Ticks of the longest path through both, in their better order. */
  readonly length: number;
}

/**
 * The conflicts that cost most, the worst first: of so many pairs (`most`) the time without their overlap is looked for. They are
 * those that keep each other waiting in the best schedule (`best`), then those that make the longest paths.
 */
export function findConflictCosts(
  problem: ScheduleProblem,
  { graph, pathCase }: Pick<ScheduleInput, "graph" | "pathCase">,
  best: Schedule,
  most: number,
): readonly ConflictCost[] {
  const excluded = most === 0 ? undefined : excludedByScope(problem);
  if (excluded === undefined) return [];
  const pairs = findCandidates(problem, graph, best, excluded).slice(0, most);
  const weighed = pairs.map((pair) => ({ pair, alone: withoutOverlap(problem, pair, excluded) }));
  const short = weighed.map((each) => ({ ...each, without: scheduleProblem(each.alone, SHORT_SEARCH).makespan }));
  const worst = short.toSorted((a, b) => a.without - b.without).slice(0, TOLD);
  const costs = worst.flatMap(({ pair, alone }): readonly ConflictCost[] => {
    const [a, b] = [problem.tasks[pair.a]?.workstream, problem.tasks[pair.b]?.workstream];
    if (a === undefined || b === undefined) return [];
    const witness = overlap(a.scope, b.scope, pathCase)?.witness ?? "";
    return [{ a: a.id, b: b.id, witness, makespan: best.makespan, without: scheduleProblem(alone).makespan }];
  });
  return costs.filter(({ makespan, without }) => without < makespan).toSorted((a, b) => a.without - b.without);
}

type Excluded = readonly ReadonlySet<number>[];

/** That tracks let only one run at once is no conflict of files. */
function excludedByScope({ exclusion, scopeResources }: ScheduleProblem): Excluded | undefined {
  const patterns = exclusion.patterns.map((own) => own.filter((resource) => resource < scopeResources));
  return excludedTasks({ ...exclusion, patterns }, MOST_PAIRS);
}

function findCandidates(
  problem: ScheduleProblem,
  graph: PlanGraph,
  { schedule: rows }: Schedule,
  excluded: Excluded,
): readonly Pair[] {
  const { tasks, running } = problem;
  const ids = tasks.map(({ workstream }) => workstream.id);
  const isOrdered = createDependencyOrder(graph, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ran = new Set(running.map(({ task }) => task));
  const heads = headsOf(tasks);
  const found: Pair[] = [];
  for (const [b, others] of excluded.entries()) {
    for (const a of others) {
      const [first, second] = [byId.get(ids[a] ?? ""), byId.get(ids[b] ?? "")];
      if (first === undefined || second === undefined || first.id > second.id) continue;
      if (ran.has(a) || ran.has(b) || isOrdered(a, b)) continue;
      const meets = first.end === second.start || second.end === first.start;
      found.push({ a, b, meets, length: Math.min(pathThrough(a, b), pathThrough(b, a)) });
    }
  }
  return found.toSorted((a, b) => Number(b.meets) - Number(a.meets) || b.length - a.length);

  function pathThrough(before: number, after: number): number {
    return (heads[before] ?? 0) + (tasks[before]?.ticks ?? 0) + (tasks[after]?.level ?? 0);
  }
}

/** The same, but two tasks do not exclude each other: the first shares a resource with each of the others alone, instead. */
function withoutOverlap(problem: ScheduleProblem, { a, b }: Pair, excluded: Excluded): ScheduleProblem {
  const { patterns, overlapping } = problem.exclusion;
  const others = [...(excluded[a] ?? [])].filter((task) => task !== b);
  const added = new Map(others.map((task, index) => [task, overlapping.length + index]));
  const tracks = (patterns[a] ?? []).filter((resource) => resource >= problem.scopeResources);
  const exclusion = {
    patterns: patterns.map((own, task) => {
      if (task === a) return [...tracks, ...added.values()];
      const number = added.get(task);
      return number === undefined ? own : [...own, number];
    }),
    overlapping: [...overlapping, ...others.map(() => [])],
  };
  return { ...problem, exclusion };
}
