import { findCriticalRows } from "./critical-rows.ts";
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

interface Played {
  readonly task: number;
  readonly agent: string;
  readonly start: number;
  readonly end: number;
}

function findCritical({ problem, origins }: LaidOutRun, { ends, agents }: TaskSchedule): ReadonlySet<number> {
  const { tasks, exclusion } = problem;
  const limits = new Map(problem.limits.map(({ track, most }) => [track, most]));
  const rows = Array.from(tasks, ({ ticks }, task): Played => {
    const end = ends[task] ?? 0;
    return { task, agent: agents[task] ?? "", start: end - ticks, end };
  }).filter(({ agent }) => agent !== "");
  const critical = findCriticalRows(rows, (row, before) => {
    const fullTrack = findFullTrack(row);
    const leaves = (each: Played): boolean => fullTrack !== undefined && trackOf(each) === fullTrack;
    return before.filter((each) => letsStart(each, row) || leaves(each));
  });
  return new Set(Array.from(critical.keys(), ({ task }) => origins[task] ?? 0));

  function letsStart(earlier: Played, later: Played): boolean {
    return (
      earlier.agent === later.agent ||
      tasks[earlier.task]?.dependents.includes(later.task) === true ||
      excludes(earlier.task, later.task)
    );
  }

  /** The row's track, if it was full until the row started. */
  function findFullTrack(row: Played): string | undefined {
    const track = trackOf(row);
    const most = limits.get(track ?? "");
    if (most === undefined) return undefined;
    const active = rows.filter((each) => each.start < row.start && each.end >= row.start && trackOf(each) === track);
    return active.length >= most ? track : undefined;
  }

  function trackOf({ task }: Played): string | undefined {
    return tasks[task]?.workstream.track;
  }

  function excludes(a: number, b: number): boolean {
    const others = exclusion.patterns[b] ?? [];
    return (exclusion.patterns[a] ?? []).some(
      (pattern) =>
        others.includes(pattern) || exclusion.overlapping[pattern]?.some((each) => others.includes(each)) === true,
    );
  }
}
