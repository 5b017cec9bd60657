import { PRIORITY_RANK } from "./order.ts";
import { listSchedule } from "./list-schedule.ts";
import type { TaskSchedule } from "./list-schedule.ts";
import { lowerBound } from "./schedule-bound.ts";
import { stateProblem, TICKS_PER_HOUR } from "./schedule-problem.ts";
import type { ScheduleInput, ScheduleProblem, Task, Unscheduled } from "./schedule-problem.ts";

export type { ScheduleInput } from "./schedule-problem.ts";

/** Hours from now; what runs already has a negative start. */
interface ScheduleRow {
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
}

/**
 * The whole expected course of a plan. List scheduling by critical path, then a number of changed lists, of which the
 * best is kept. The same input gives the same answer everywhere: the search is counted in steps, not in seconds.
 */
export function schedule(input: ScheduleInput): Schedule {
  const problem = stateProblem(input);
  const bound = lowerBound(problem);
  const best = search(problem, bound, SEARCH_STEPS);
  const work = problem.tasks.reduce((sum, { ticks }) => sum + ticks, 0);
  return {
    makespan: toHours(best.makespan),
    lowerBound: toHours(bound),
    speedup: best.makespan === 0 ? 1 : work / best.makespan,
    schedule: rowsOf(problem, best),
    unscheduled: problem.unscheduled,
  };
}

/** Hours that the best schedule found takes, of a problem that was stated before; `quick`: that the first one takes. */
export function findMakespan(problem: ScheduleProblem, effort: "quick" | "thorough"): number {
  const steps = effort === "quick" ? 0 : SEARCH_STEPS;
  return toHours(search(problem, lowerBound(problem), steps).makespan);
}

/** Hours that no schedule of a problem can do without. */
export function findLowerBound(problem: ScheduleProblem): number {
  return toHours(lowerBound(problem));
}

/** Tasks that all changed lists together may place. */
const SEARCH_STEPS = 20_000;
const SEED = 1;

/** Changes the best list so far a little, again and again, and keeps what is not worse. */
function search(problem: ScheduleProblem, bound: number, steps: number): TaskSchedule {
  const random = createRandom(SEED);
  let weights = problem.tasks.map(({ level }) => level);
  let best = listSchedule(problem, orderBy(problem, weights));
  const rounds = Math.floor(steps / Math.max(problem.tasks.length, 1));
  for (let round = 0; round < rounds && best.makespan > bound; round += 1) {
    const changed = weights.map((weight) => weight * (0.85 + 0.3 * random()));
    const found = listSchedule(problem, orderBy(problem, changed));
    if (found.makespan > best.makespan) continue;
    best = found;
    weights = changed;
  }
  return best;
}

/** Task numbers, the heaviest first; of equals by priority, then as numbered. */
function orderBy({ tasks }: ScheduleProblem, weights: readonly number[]): number[] {
  const priority = (number: number): number => PRIORITY_RANK[tasks[number]?.workstream.priority ?? "normal"];
  return [...tasks.keys()].toSorted(
    (a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || priority(a) - priority(b) || a - b,
  );
}

/** Numbers from 0 to 1, the same for the same seed (Park and Miller's generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
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

function toHours(ticks: number): number {
  return ticks / TICKS_PER_HOUR;
}
