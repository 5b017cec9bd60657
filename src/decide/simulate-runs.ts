import { compareIds } from "../plan/graph.ts";
import { drawAttempts } from "./draw-attempts.ts";
import type { Odds } from "./draw-attempts.ts";
import { keepOrder } from "./kept-order.ts";
import { createRandom } from "./random.ts";
import { runPlan } from "./run-plan.ts";
import type { Schedule } from "./schedule.ts";
import { stateProblem } from "./schedule-problem.ts";
import type { ScheduleInput } from "./schedule-problem.ts";
import { toHours, toTicks } from "./ticks.ts";

export interface RunsOptions extends Odds {
  /** How many; at least 1. */
  readonly runs: number;
  /** The same seed gives the same runs everywhere. */
  readonly seed: number;
}

/** Hours: so many of the runs were over by then. */
export interface Percentiles {
  readonly p50: number;
  readonly p80: number;
  readonly p95: number;
}

/** How many runs of a plan went. */
export interface Runs {
  readonly runs: number;
  /** The runs in which nothing failed for good; the rest of what is said is about them. */
  readonly finished: number;
  /** Undefined where no run finished. */
  readonly finish: Percentiles | undefined;
  /** The share of the finished runs in which a delay of the workstream would have delayed the end; the greatest first. */
  readonly critical: readonly { readonly id: string; readonly probability: number }[];
}

/**
 * Plays a plan from nothing many times, each time with other durations and failures, and always in the order of `expected`.
 * `onRun` is told how many are over.
 */
export function simulateRuns(
  input: ScheduleInput,
  expected: Schedule,
  options: RunsOptions,
  onRun: (over: number) => void = () => {},
): Runs {
  const problem = stateProblem(input);
  const rows = new Map(expected.schedule.map((row) => [row.id, row]));
  const planned = problem.tasks.map(({ workstream }) => rows.get(workstream.id));
  const order = keepOrder(problem, {
    ends: planned.map((row) => toTicks(row?.end ?? 0)),
    agents: planned.map((row) => row?.agent ?? ""),
    makespan: toTicks(expected.makespan),
  });
  const random = createRandom(options.seed);
  const counts = problem.tasks.map(() => 0);
  const makespans: number[] = [];
  for (let over = 1; over <= options.runs; over += 1) {
    const drawn = problem.tasks.map((task) => drawAttempts(task, options, random));
    if (drawn.every(({ delivers }) => delivers)) {
      const { makespan, critical } = runPlan(problem, order, drawn);
      makespans.push(toHours(makespan));
      for (const task of critical) counts[task] = (counts[task] ?? 0) + 1;
    }
    onRun(over);
  }
  const shares = problem.tasks.map(({ workstream }, task) => ({
    id: workstream.id,
    probability: (counts[task] ?? 0) / Math.max(makespans.length, 1),
  }));
  return {
    runs: options.runs,
    finished: makespans.length,
    finish: percentilesOf(makespans),
    critical: shares.toSorted((a, b) => b.probability - a.probability || compareIds(a.id, b.id)),
  };
}

function percentilesOf(hours: readonly number[]): Percentiles | undefined {
  const sorted = hours.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? 0;
  return sorted.length === 0 ? undefined : { p50: at(0.5), p80: at(0.8), p95: at(0.95) };
}
