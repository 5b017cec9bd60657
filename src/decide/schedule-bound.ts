import { canEverRun } from "./assign.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

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

/**
 * Tasks that hold one of two patterns which overlap run one after the other: the earliest can't begin before the shortest
 * chain of dependencies above them, and the last is followed by the shortest chain below.
 */
function exclusionBound({ tasks, exclusion }: ScheduleProblem): number {
  const heads = headsOf({ tasks });
  const holders: number[][] = exclusion.overlapping.map(() => []);
  for (const [task, patterns] of exclusion.patterns.entries()) for (const each of patterns) holders[each]?.push(task);
  let bound = 0;
  for (const [pattern, others] of exclusion.overlapping.entries()) {
    for (const other of [pattern, ...others]) {
      if (other < pattern) continue;
      bound = Math.max(bound, oneByOne(new Set([...(holders[pattern] ?? []), ...(holders[other] ?? [])])));
    }
  }
  return bound;

  function oneByOne(group: ReadonlySet<number>): number {
    let head = Infinity;
    let work = 0;
    let tail = Infinity;
    for (const number of group) {
      const { ticks, level } = tasks[number] ?? { ticks: 0, level: 0 };
      head = Math.min(head, heads[number] ?? 0);
      work += ticks;
      tail = Math.min(tail, level - ticks);
    }
    return group.size === 0 ? 0 : head + work + tail;
  }
}

/** Ticks before a task can begin because of the longest chain of dependencies above it. */
function headsOf({ tasks }: Pick<ScheduleProblem, "tasks">): readonly number[] {
  const heads: number[] = [];
  for (const { dependencies } of tasks) {
    heads.push(Math.max(0, ...dependencies.map((each) => (heads[each] ?? 0) + (tasks[each]?.ticks ?? 0))));
  }
  return heads;
}
