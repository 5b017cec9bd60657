import type { Priority } from "../plan/workstream.ts";
import { listSchedule, orderByStart } from "./list-schedule.ts";
import type { TaskSchedule } from "./list-schedule.ts";
import type { ScheduleProblem, Task } from "./schedule-problem.ts";

/** What it costs that a workstream ends later by one tick. */
const WEIGHT: Readonly<Record<Priority, number>> = { critical: 8, high: 4, normal: 2, low: 1 };

/**
 * Brings what is critical or of high priority forward, with all it waits for, and puts off what is low: each move is kept that
 * makes the weighted ends earlier and the whole no longer. `lists`: how many schedules may be tried.
 */
export function promote(problem: ScheduleProblem, given: TaskSchedule, lists: number): TaskSchedule {
  const { tasks } = problem;
  let best = given;
  for (const { group, forward } of findMoves(tasks).slice(0, lists)) {
    const order = orderByStart(problem, best);
    const linked = reach(group, (each) => tasks[each]?.[forward ? "dependencies" : "dependents"] ?? []);
    const [inside, outside] = [order.filter((each) => linked.has(each)), order.filter((each) => !linked.has(each))];
    const found = listSchedule(problem, forward ? [...inside, ...outside] : [...outside, ...inside]);
    if (found.makespan <= best.makespan && costOf(problem, found) < costOf(problem, best)) best = found;
  }
  return best;
}

/** Tasks that are brought forward together, or put off. */
interface Move {
  readonly group: readonly number[];
  readonly forward: boolean;
}

/** All of a priority first, because a large plan has no time for many moves; then one task at a time, the most urgent first. */
function findMoves(tasks: readonly Task[]): readonly Move[] {
  const of = (wanted: Priority): number[] =>
    tasks.flatMap(({ workstream: { priority } }, task) => (priority === wanted ? [task] : []));
  const [critical, high, low] = [of("critical"), of("high"), of("low")];
  const together: readonly Move[] = [
    { group: critical, forward: true },
    { group: [...critical, ...high], forward: true },
    { group: low, forward: false },
  ];
  return [
    ...together.filter(({ group }) => group.length > 1),
    ...[...critical, ...high].map(bringForward),
    ...low.map(putOff),
  ];
}

function bringForward(task: number): Move {
  return { group: [task], forward: true };
}

function putOff(task: number): Move {
  return { group: [task], forward: false };
}

/** The tasks and all that is linked to them, however far. */
function reach(tasks: readonly number[], linksOf: (task: number) => readonly number[]): ReadonlySet<number> {
  const found = new Set(tasks);
  for (const each of found) for (const linked of linksOf(each)) found.add(linked);
  return found;
}

function costOf({ tasks }: ScheduleProblem, { ends }: TaskSchedule): number {
  return tasks.reduce((sum, { workstream }, task) => sum + WEIGHT[workstream.priority] * (ends[task] ?? 0), 0);
}
