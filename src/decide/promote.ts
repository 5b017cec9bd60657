import type { Priority } from "../plan/workstream.ts";
import { listSchedule } from "./list-schedule.ts";
import type { TaskSchedule } from "./list-schedule.ts";
import { PRIORITY_RANK } from "./order.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** What it costs that a workstream ends later by one tick. */
const WEIGHT: Readonly<Record<Priority, number>> = { critical: 8, high: 4, normal: 2, low: 1 };

/**
 * Brings what is critical or of high priority forward, with all it waits for, and puts off what is low: each move is kept that
 * makes the weighted ends earlier and the whole no longer. `lists`: how many schedules may be tried.
 */
export function promote(problem: ScheduleProblem, given: TaskSchedule, lists: number): TaskSchedule {
  const { tasks } = problem;
  const moved = tasks.flatMap(({ workstream: { priority } }, task) => (priority === "normal" ? [] : [task]));
  const priorityOf = (task: number): Priority => tasks[task]?.workstream.priority ?? "normal";
  const byUrgency = moved.toSorted((a, b) => PRIORITY_RANK[priorityOf(a)] - PRIORITY_RANK[priorityOf(b)] || a - b);
  let best = given;
  for (const task of byUrgency.slice(0, lists)) {
    const order = orderOf(problem, best);
    const isLow = priorityOf(task) === "low";
    const group = reach(task, (each) => tasks[each]?.[isLow ? "dependents" : "dependencies"] ?? []);
    const [inside, outside] = [order.filter((each) => group.has(each)), order.filter((each) => !group.has(each))];
    const found = listSchedule(problem, isLow ? [...outside, ...inside] : [...inside, ...outside]);
    if (found.makespan <= best.makespan && costOf(problem, found) < costOf(problem, best)) best = found;
  }
  return best;
}

/** Task numbers by their start. */
function orderOf({ tasks }: ScheduleProblem, { ends }: TaskSchedule): readonly number[] {
  const startOf = (task: number): number => (ends[task] ?? 0) - (tasks[task]?.ticks ?? 0);
  return [...tasks.keys()].toSorted((a, b) => startOf(a) - startOf(b) || a - b);
}

/** The task and all that is linked to it, however far. */
function reach(task: number, linksOf: (task: number) => readonly number[]): ReadonlySet<number> {
  const found = new Set([task]);
  for (const each of found) for (const linked of linksOf(each)) found.add(linked);
  return found;
}

function costOf({ tasks }: ScheduleProblem, { ends }: TaskSchedule): number {
  return tasks.reduce((sum, { workstream }, task) => sum + WEIGHT[workstream.priority] * (ends[task] ?? 0), 0);
}
