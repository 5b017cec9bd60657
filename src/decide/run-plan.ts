import type { DrawnAttempts } from "./draw-attempts.ts";
import type { KeptOrder } from "./kept-order.ts";
import { layOutRun } from "./lay-out-run.ts";
import type { LaidOutRun } from "./lay-out-run.ts";
import { listSchedule } from "./list-schedule.ts";
import type { TaskSchedule } from "./list-schedule.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** How one run went. */
export interface RunOutcome {
  /** Ticks until the last attempt ended. */
  readonly makespan: number;
  /** The numbers of the workstreams whose every delay would have delayed the end. */
  readonly critical: ReadonlySet<number>;
}

/** Plays a plan from nothing to its end, with these attempts, of which the last one of each workstream delivers. */
export function runPlan(problem: ScheduleProblem, order: KeptOrder, drawn: readonly DrawnAttempts[]): RunOutcome {
  const run = layOutRun(problem, order, drawn);
  const played = listSchedule(run.problem, run.list, run.agents);
  return { makespan: played.makespan, critical: findCritical(run, played) };
}

/** From the tasks that end last, back along all whose end let the next one start. */
function findCritical({ problem, origins }: LaidOutRun, { ends, agents, makespan }: TaskSchedule): ReadonlySet<number> {
  const { tasks, exclusion, limits } = problem;
  const limited = new Set(limits.map(({ track }) => track));
  const endingAt = new Map<number, number[]>();
  for (const task of tasks.keys()) {
    const end = ends[task] ?? 0;
    if (agents[task] === "") continue;
    const others = endingAt.get(end);
    if (others === undefined) endingAt.set(end, [task]);
    else others.push(task);
  }
  const found = new Set<number>();
  const open = [...(endingAt.get(makespan) ?? [])];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    if (found.has(task)) continue;
    found.add(task);
    const start = (ends[task] ?? 0) - (tasks[task]?.ticks ?? 0);
    for (const each of endingAt.get(start) ?? []) if (letsStart(each, task)) open.push(each);
  }
  return new Set(Array.from(found, (task) => origins[task] ?? 0));

  function letsStart(earlier: number, later: number): boolean {
    return (
      agents[earlier] === agents[later] ||
      tasks[earlier]?.dependents.includes(later) === true ||
      excludes(earlier, later) ||
      sharesLimit(earlier, later)
    );
  }

  function sharesLimit(a: number, b: number): boolean {
    const track = tasks[a]?.workstream.track;
    return track !== undefined && limited.has(track) && tasks[b]?.workstream.track === track;
  }

  function excludes(a: number, b: number): boolean {
    const others = exclusion.patterns[b] ?? [];
    return (exclusion.patterns[a] ?? []).some(
      (pattern) =>
        others.includes(pattern) || exclusion.overlapping[pattern]?.some((each) => others.includes(each)) === true,
    );
  }
}
