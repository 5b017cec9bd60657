import { canEverRun } from "../plan/agent-fit.ts";
import type { ScheduleProblem, Task } from "./schedule-problem.ts";

/** Ticks that no schedule can do without: the largest of three bounds. */
export function lowerBound(problem: ScheduleProblem): number {
  const critical = problem.tasks.reduce((longest, { level }) => Math.max(longest, level), 0);
  return Math.max(critical, workBound(problem), exclusionBound(problem));
}

/** For each group of tasks that the same agents can take: their work over these agents. */
function workBound({ tasks, agents, running }: ScheduleProblem): number {
  const isRunning = new Set(running.map(({ task }) => task));
  const work = new Map<string, { ticks: number; readonly agents: number }>();
  const add = (key: string, count: number, ticks: number): void => {
    const group = work.get(key) ?? { ticks: 0, agents: count };
    group.ticks += ticks;
    work.set(key, group);
  };
  for (const [number, { workstream, ticks }] of tasks.entries()) {
    // What runs may run on an agent that is not configured any more.
    if (isRunning.has(number)) continue;
    const fitting = agents.flatMap((agent, index) => (canEverRun(workstream, [agent]) ? [index] : []));
    add(fitting.join(), fitting.length, ticks);
    if (fitting.length < agents.length) add(agents.map((_, index) => index).join(), agents.length, ticks);
  }
  return Math.max(0, ...Array.from(work.values(), (group) => Math.ceil(group.ticks / group.agents)));
}

/** Tasks of which no two run at once, in ticks: what comes before the first, their own work, what follows the last. */
interface Queue {
  readonly head: number;
  readonly work: number;
  readonly tail: number;
}

/** The tasks that hold one of two patterns which overlap run one after the other. */
function exclusionBound({ tasks, exclusion, running }: ScheduleProblem): number {
  const heads = headsOf(tasks);
  // What runs already may break the rule: a scope can be widened while two run.
  const isRunning = new Set(running.map(({ task }) => task));
  const holders: number[][] = exclusion.overlapping.map(() => []);
  for (const [task, patterns] of exclusion.patterns.entries()) {
    if (!isRunning.has(task)) for (const each of patterns) holders[each]?.push(task);
  }
  const queues = holders.map((own) => extend({ head: Infinity, work: 0, tail: Infinity }, own));
  let bound = 0;
  for (const [pattern, queue] of queues.entries()) {
    if (queue.work > 0) bound = Math.max(bound, queue.head + queue.work + queue.tail);
    for (const other of exclusion.overlapping[pattern] ?? []) {
      const others = holders[other] ?? [];
      if (others.length > (holders[pattern]?.length ?? 0)) continue;
      const both = extend(
        queue,
        others.filter((task) => exclusion.patterns[task]?.includes(pattern) !== true),
      );
      if (both.work > 0) bound = Math.max(bound, both.head + both.work + both.tail);
    }
  }
  return bound;

  function extend(queue: Queue, added: readonly number[]): Queue {
    let { head, work, tail } = queue;
    for (const number of added) {
      const { ticks, level } = tasks[number] ?? { ticks: 0, level: 0 };
      head = Math.min(head, heads[number] ?? 0);
      work += ticks;
      tail = Math.min(tail, level - ticks);
    }
    return { head, work, tail };
  }
}

/** Ticks before a task can begin because of the longest chain of dependencies above it. */
function headsOf(tasks: readonly Task[]): readonly number[] {
  const heads: number[] = [];
  for (const { dependencies } of tasks) {
    heads.push(Math.max(0, ...dependencies.map((each) => (heads[each] ?? 0) + (tasks[each]?.ticks ?? 0))));
  }
  return heads;
}
