import { listSchedule, orderByStart } from "./list-schedule.ts";
import type { TaskSchedule } from "./list-schedule.ts";
import type { ScheduleProblem, Task } from "./schedule-problem.ts";

/** What a run keeps of the expected schedule, whatever things take: who comes first. */
export interface KeptOrder {
  /** Task numbers by their expected start: of those that can start, the first one gets the free agent. */
  readonly list: readonly number[];
  /** By task number: with those behind which it stays, because they share a path or an agent is kept free, as dependencies. */
  readonly tasks: readonly Task[];
  /** By task number the expected agent: it gets the task if it is free when that can start. */
  readonly agents: readonly string[];
}

/** Each one costs a schedule; what they could still bring is then less than what chance does to it. */
const MOST_HOLDS = 200;

/** Nothing may run yet. */
export function keepOrder(problem: ScheduleProblem, expected: TaskSchedule): KeptOrder {
  const list = orderByStart(problem, expected);
  const loose = holdOvertakers(problem, list, expected);
  if (loose.makespan <= expected.makespan) return loose.order;
  const strict = orderOnAgents(problem, list, expected.agents);
  return strict.makespan < loose.makespan ? strict.order : loose.order;
}

/** An order, and how long the plan takes in it if everything takes as long as expected. */
interface Tried {
  readonly order: KeptOrder;
  readonly makespan: number;
}

/** As few wait for others as makes the plan no longer than expected. */
function holdOvertakers(problem: ScheduleProblem, list: readonly number[], expected: TaskSchedule): Tried {
  const { tasks } = problem;
  const { agents, makespan } = expected;
  const after = pathOrder(problem, list);
  for (let holds = 0; ; holds += 1) {
    const order = { list, tasks: withOrder(tasks, after), agents };
    const played = listSchedule({ ...problem, tasks: order.tasks }, list, agents);
    const starts = list.map((_, task) => (played.ends[task] ?? 0) - (tasks[task]?.ticks ?? 0));
    const isOver = played.makespan <= makespan || holds === MOST_HOLDS;
    if (isOver || !holdBack(tasks, { list, after, starts })) return { order, makespan: played.makespan };
  }
}

/**
 * Each one comes after the one before it on its agent. Where agents differ, one may have to wait for its own though another one
 * is free: whoever only asks who is free gives it to that one, and keeps that from what it is meant for.
 */
function orderOnAgents(problem: ScheduleProblem, list: readonly number[], agents: readonly string[]): Tried {
  const { tasks } = problem;
  const after = pathOrder(problem, list);
  const last = new Map<string, number>();
  for (const task of list) {
    const agent = agents[task] ?? "";
    const before = last.get(agent);
    if (before !== undefined && tasks[task]?.dependencies.includes(before) === false) after[task]?.add(before);
    last.set(agent, task);
  }
  const order = { list, tasks: withOrder(tasks, after), agents };
  return { order, makespan: listSchedule({ ...problem, tasks: order.tasks }, list, agents).makespan };
}

/** Who writes a path first does so: each task comes after the last one before it that shares a path with it. */
function pathOrder({ tasks, exclusion }: ScheduleProblem, list: readonly number[]): Set<number>[] {
  const after = tasks.map(() => new Set<number>());
  const last = new Map<number, number>();
  for (const task of list) {
    const own = exclusion.patterns[task] ?? [];
    for (const pattern of own.flatMap((each) => [each, ...(exclusion.overlapping[each] ?? [])])) {
      const before = last.get(pattern);
      if (before !== undefined && tasks[task]?.dependencies.includes(before) === false) after[task]?.add(before);
    }
    for (const pattern of own) last.set(pattern, task);
  }
  return after;
}

interface Played {
  readonly list: readonly number[];
  readonly after: readonly Set<number>[];
  readonly starts: readonly number[];
}

/**
 * The schedule may leave an agent free on purpose, which who only asks who can start does not. The first task that overtakes
 * others waits until these can start; they go before it then. False: none does.
 */
function holdBack(tasks: readonly Task[], { list, after, starts }: Played): boolean {
  const startOf = (task: number): number => starts[task] ?? 0;
  for (const task of findOvertakers(list, startOf)) {
    const overtaken = list.slice(0, list.indexOf(task)).filter((each) => startOf(each) > startOf(task));
    const awaited = overtaken.flatMap((each) => [...(tasks[each]?.dependencies ?? []), ...(after[each] ?? [])]);
    const added = awaited.filter((each) => !comesAfter(task, each));
    for (const each of added) after[task]?.add(each);
    if (added.length > 0) return true;
  }
  return false;

  function comesAfter(task: number, other: number): boolean {
    return after[task]?.has(other) === true || tasks[task]?.dependencies.includes(other) === true;
  }
}

/** The tasks that start before one that is before them in the list, by their start. */
function findOvertakers(list: readonly number[], startOf: (task: number) => number): readonly number[] {
  let latest = -Infinity;
  const found = list.filter((task) => {
    const overtakes = startOf(task) < latest;
    latest = Math.max(latest, startOf(task));
    return overtakes;
  });
  return found.toSorted((a, b) => startOf(a) - startOf(b) || a - b);
}

function withOrder(tasks: readonly Task[], after: readonly ReadonlySet<number>[]): readonly Task[] {
  const followers = tasks.map((): number[] => []);
  for (const [task, others] of after.entries()) for (const other of others) followers[other]?.push(task);
  return tasks.map((task, number) => ({
    ...task,
    dependencies: [...task.dependencies, ...(after[number] ?? [])],
    dependents: [...task.dependents, ...(followers[number] ?? [])],
  }));
}
