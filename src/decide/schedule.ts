import type { TaskSchedule } from "./list-schedule.ts";
import { lowerBound } from "./schedule-bound.ts";
import { stateProblem } from "./schedule-problem.ts";
import type { ScheduleInput, ScheduleProblem, Task, Unscheduled } from "./schedule-problem.ts";
import { searchSchedule } from "./schedule-search.ts";
import type { Hold } from "./schedule-search.ts";
import { toHours } from "./ticks.ts";

export type { ScheduleInput } from "./schedule-problem.ts";

/** Hours from now; what runs already has a negative start. */
export interface ScheduleRow {
  readonly id: string;
  readonly agent: string;
  readonly start: number;
  readonly end: number;
}

export interface Schedule {
  /** Hours until everything that can be scheduled has ended. */
  readonly makespan: number;
  /** Hours that no schedule can do without. */
  readonly lowerBound: number;
  /** The sum of what is left to do over the makespan: how much faster than one agent; 1 where nothing is left. */
  readonly speedup: number;
  /** By start, then id. */
  readonly schedule: readonly ScheduleRow[];
  /** By id. */
  readonly unscheduled: readonly Unscheduled[];
  /** Of the search; none where the first schedule is as short as the lower bound, or the plan is too large. */
  readonly iterations: number;
  /** Hours by which the search made it shorter than the first schedule, which never leaves an agent idle that could work. */
  readonly gain: number;
}

/**
 * Steps that a search may take: with `FULL_SEARCH` it takes about a tenth of a second, more where many schedules hold something
 * too long.
 */
export const FULL_SEARCH = 12_000_000;
export const SHORT_SEARCH = 600_000;
export const LIST_ONLY = 0;

/**
 * The whole expected course of a plan. The same input gives the same answer everywhere: the search is counted in the tasks,
 * dependencies and resources that it looks at, not in seconds. A large plan is searched less, a very large one not at all. No
 * workstream is held on purpose for longer than the whole gains by it.
 */
export function schedule(input: ScheduleInput, steps = FULL_SEARCH): Schedule {
  return scheduleProblem(stateProblem(input), steps);
}

/**
 * The same of a problem that was stated before; its agents may have been changed since. `hold`: for measuring what the rule
 * costs.
 */
export function scheduleProblem(problem: ScheduleProblem, steps = FULL_SEARCH, hold?: Hold): Schedule {
  const { schedule: best, bound, iterations, gain } = searchSchedule(problem, lowerBound(problem), steps, hold);
  const work = problem.tasks.reduce((sum, { ticks }) => sum + ticks, 0);
  return {
    makespan: toHours(best.makespan),
    lowerBound: toHours(bound),
    speedup: best.makespan === 0 ? 1 : work / best.makespan,
    schedule: rowsOf(problem, best),
    unscheduled: problem.unscheduled,
    iterations,
    gain: toHours(gain),
  };
}

/** Hours that no schedule of a problem can do without. */
export function findLowerBound(problem: ScheduleProblem): number {
  return toHours(lowerBound(problem));
}

function rowsOf(problem: ScheduleProblem, { ends, agents }: TaskSchedule): ScheduleRow[] {
  const elapsed = new Map(problem.running.map(({ task, elapsedTicks }) => [task, elapsedTicks]));
  const rows = problem.tasks.map(({ workstream, ticks }: Task, number): ScheduleRow => {
    const end = ends[number] ?? 0;
    const start = end - ticks - (elapsed.get(number) ?? 0);
    return { id: workstream.id, agent: agents[number] ?? "", start: toHours(start), end: toHours(end) };
  });
  return rows.toSorted((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}
