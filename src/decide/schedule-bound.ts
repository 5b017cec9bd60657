import { canEverRun } from "../plan/agent-fit.ts";
import { queueBound } from "./queue-bound.ts";
import type { Queued } from "./queue-bound.ts";
import type { ScheduleProblem, Task } from "./schedule-problem.ts";
import { busyUntil, roomIn } from "./shop.ts";

/** Ticks that no schedule can do without: the largest of three bounds. Every makespan is a sum of whole tasks. */
export function lowerBound(problem: ScheduleProblem): number {
  const critical = problem.tasks.reduce((longest, { level }) => Math.max(longest, level), 0);
  const running = new Set(problem.running.map(({ task }) => task));
  const heads = headsOf(problem.tasks);
  // What runs may break the rules: a scope was widened while two ran, or its agent is not configured any more.
  const queued = problem.tasks.map(({ ticks, level }, task): Queued | undefined =>
    running.has(task) ? undefined : { head: heads[task] ?? 0, ticks, tail: level - ticks },
  );
  const bound = Math.max(critical, workBound(problem, queued), exclusionBound(problem, queued));
  const step = commonStep(problem);
  return step === 0 ? bound : Math.ceil(bound / step) * step;
}

/** The longest time of which what is left of every task is a multiple; 0 of nothing. */
export function commonStep({ tasks }: Pick<ScheduleProblem, "tasks">): number {
  return tasks.reduce((divisor, { ticks }) => commonDivisor(ticks, divisor), 0);
}

/**
 * For each group of tasks that the same agents can take: their work, and what these agents do already, over these agents. The
 * room in a track with a limit counts like agents of its own.
 */
function workBound(problem: ScheduleProblem, queued: readonly (Queued | undefined)[]): number {
  const { tasks, agents } = problem;
  const busy = agents.map(({ id }) => busyUntil(id, problem));
  const groups = new Map<string, Group>();
  const add = (fitting: readonly number[], task: Queued): void => {
    const group = groups.get(fitting.join()) ?? { queue: [], busy: fitting.map((index) => busy[index] ?? 0) };
    group.queue.push(task);
    groups.set(fitting.join(), group);
  };
  const all = [...agents.keys()];
  for (const [number, { workstream }] of tasks.entries()) {
    const task = queued[number];
    if (task === undefined) continue;
    const fitting = all.filter((index) => canEverRun(workstream, agents.slice(index, index + 1)));
    add(fitting, task);
    if (fitting.length < agents.length) add(all, task);
  }
  const tracks = problem.limits.map((limit): Group => {
    const queue = queued.filter((_, task) => tasks[task]?.workstream.track === limit.track);
    return { queue: queue.filter((task) => task !== undefined), busy: roomIn(limit, problem) };
  });
  return Math.max(0, ...[...groups.values(), ...tracks].map(teamBound));
}

/** Tasks, and for each of the agents that can take them, or places in their track, how long it is still taken by another. */
interface Group {
  readonly queue: Queued[];
  readonly busy: readonly number[];
}

/** No agent begins before it is free and its first task can, nor ends after what its last task has to be followed by. */
function teamBound({ queue, busy }: Group): number {
  const agents = busy.length;
  const work = queue.reduce((sum, { ticks }) => sum + ticks, 0);
  // With fewer tasks some agent may do none of them.
  const ends = queue.length < 2 * agents - 1 ? 0 : least(queue, "head", agents) + least(queue, "tail", agents);
  const taken = busy.reduce((sum, ticks) => sum + ticks, 0);
  return Math.ceil((work + Math.max(ends, taken)) / agents);
}

function least(queue: readonly Queued[], key: "head" | "tail", count: number): number {
  const sorted = Float64Array.from(queue, (task) => task[key]).toSorted();
  return sorted.subarray(0, count).reduce((sum, ticks) => sum + ticks, 0);
}

/** Longer queues are as good as bounded by their sum. */
const MOST_QUEUED = 100;

/** The tasks that hold one of two patterns which overlap run one after the other. */
function exclusionBound({ exclusion }: ScheduleProblem, queued: readonly (Queued | undefined)[]): number {
  const holders: number[][] = exclusion.overlapping.map(() => []);
  for (const [task, patterns] of exclusion.patterns.entries()) {
    if (queued[task] !== undefined) for (const each of patterns) holders[each]?.push(task);
  }
  let bound = 0;
  for (const [pattern, own] of holders.entries()) {
    const sum = sumUp({ head: Infinity, ticks: 0, tail: Infinity }, own);
    bound = Math.max(bound, boundOf(sum, own));
    for (const other of exclusion.overlapping[pattern] ?? []) {
      const others = holders[other] ?? [];
      if (others.length > own.length) continue;
      const added = others.filter((task) => exclusion.patterns[task]?.includes(pattern) !== true);
      if (added.length > 0) bound = Math.max(bound, boundOf(sumUp(sum, added), own, added));
    }
  }
  return bound;

  function sumUp(sum: Queued, added: readonly number[]): Queued {
    let { head, ticks, tail } = sum;
    for (const number of added) {
      const task = queued[number];
      if (task === undefined) continue;
      head = Math.min(head, task.head);
      ticks += task.ticks;
      tail = Math.min(tail, task.tail);
    }
    return { head, ticks, tail };
  }

  function boundOf({ head, ticks, tail }: Queued, ...parts: readonly (readonly number[])[]): number {
    const simple = ticks === 0 ? 0 : head + ticks + tail;
    if (parts.reduce((sum, { length }) => sum + length, 0) > MOST_QUEUED) return simple;
    return Math.max(simple, queueBound(parts.flatMap((part) => part.flatMap((task) => queued[task] ?? []))));
  }
}

/** Ticks before a task can begin because of the longest chain of dependencies above it. */
export function headsOf(tasks: readonly Task[]): readonly number[] {
  const heads: number[] = [];
  for (const { dependencies } of tasks) {
    heads.push(Math.max(0, ...dependencies.map((each) => (heads[each] ?? 0) + (tasks[each]?.ticks ?? 0))));
  }
  return heads;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
