import type { AgentConfig } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import { pickAgent } from "./assign.ts";
import { createRankHeap } from "./rank-heap.ts";
import type { RankHeap } from "./rank-heap.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** When each task ends, in ticks from now, and on which agent; by task number. */
export interface TaskSchedule {
  readonly ends: readonly number[];
  readonly agents: readonly string[];
  readonly makespan: number;
}

/**
 * Goes from one end of a task to the next, and at each starts whatever can start, in this order. A task that waits for a
 * pattern in use is parked with it, so that time is spent on what can start, not on what waits.
 */
export function listSchedule(problem: ScheduleProblem, order: readonly number[]): TaskSchedule {
  const { tasks, exclusion, running } = problem;
  const ranks: number[] = Array.from(order, () => 0);
  for (const [rank, task] of order.entries()) ranks[task] = rank;
  const ends = Array.from(order, () => 0);
  const agents = Array.from(order, () => "");
  const waitsFor = tasks.map(({ dependencies }) => dependencies.length);
  /** How many running tasks hold the pattern, or one that overlaps it. */
  const holders = exclusion.overlapping.map(() => 0);
  const parked = new Map<number, RankHeap>();
  /** The pattern at which a task was parked before it was ready again. */
  const wokenFrom = new Map<number, number>();
  const lines = createLines();
  let free = [...problem.agents];
  let active: number[] = [];
  let now = 0;

  for (const { task, agent } of running) start(task, agent);
  for (const [task, count] of waitsFor.entries()) if (count === 0 && agents[task] === "") makeReady(task);
  startReady();
  while (active.length > 0) {
    now = Math.min(...active.map((task) => ends[task] ?? 0));
    const ended = active.filter((task) => ends[task] === now);
    active = active.filter((task) => ends[task] !== now);
    for (const task of ended) finish(task);
    startReady();
  }
  return { ends, agents, makespan: now };

  function startReady(): void {
    for (let next = lines.next(free); next !== undefined; next = lines.next(free)) {
      const task = order[next.rank] ?? 0;
      const pattern = patternsOf(task).find((each) => (holders[each] ?? 0) > 0);
      if (pattern === undefined) start(task, next.agent.id);
      else park(task, next.rank, pattern);
    }
  }

  function start(task: number, agent: string): void {
    agents[task] = agent;
    ends[task] = now + (tasks[task]?.ticks ?? 0);
    active.push(task);
    free = free.filter(({ id }) => id !== agent);
    for (const pattern of claimedBy(task)) holders[pattern] = (holders[pattern] ?? 0) + 1;
  }

  function finish(task: number): void {
    const agent = agents[task];
    free = problem.agents.filter((each) => each.id === agent || free.includes(each));
    for (const pattern of claimedBy(task)) {
      holders[pattern] = (holders[pattern] ?? 0) - 1;
      if (holders[pattern] === 0) wake(pattern);
    }
    for (const dependent of tasks[task]?.dependents ?? []) {
      waitsFor[dependent] = (waitsFor[dependent] ?? 0) - 1;
      if (waitsFor[dependent] === 0 && agents[dependent] === "") makeReady(dependent);
    }
  }

  function park(task: number, rank: number, pattern: number): void {
    const heap = parked.get(pattern) ?? createRankHeap();
    heap.push(rank);
    parked.set(pattern, heap);
    const former = wokenFrom.get(task);
    wokenFrom.delete(task);
    // It leaves the pattern that it was woken for to the next one.
    if (former !== undefined && holders[former] === 0) wake(former);
  }

  /** One at a time: the first that starts takes the pattern again. */
  function wake(pattern: number): void {
    const rank = parked.get(pattern)?.pop();
    if (rank === undefined) return;
    const task = order[rank] ?? 0;
    wokenFrom.set(task, pattern);
    makeReady(task);
  }

  function makeReady(task: number): void {
    const workstream = tasks[task]?.workstream;
    if (workstream !== undefined) lines.push(workstream, ranks[task] ?? 0);
  }

  function patternsOf(task: number): readonly number[] {
    return exclusion.patterns[task] ?? [];
  }

  function claimedBy(task: number): number[] {
    return patternsOf(task).flatMap((pattern) => [pattern, ...(exclusion.overlapping[pattern] ?? [])]);
  }
}

/** Ready tasks: one line for each kind of work, because agents see no difference inside a kind. */
interface Lines {
  push(workstream: Workstream, rank: number): void;
  /** Takes the first one for which one of these agents can be picked. */
  next(free: readonly AgentConfig[]): { readonly rank: number; readonly agent: AgentConfig } | undefined;
}

function createLines(): Lines {
  const lines = new Map<string, { readonly example: Workstream; readonly heap: RankHeap }>();
  return { push, next };

  function push(workstream: Workstream, rank: number): void {
    const kind = JSON.stringify([workstream.tool, workstream.track]);
    const line = lines.get(kind) ?? { example: workstream, heap: createRankHeap() };
    lines.set(kind, line);
    line.heap.push(rank);
  }

  function next(free: readonly AgentConfig[]): { rank: number; agent: AgentConfig } | undefined {
    if (free.length === 0) return undefined;
    let best: { rank: number; agent: AgentConfig; heap: RankHeap } | undefined;
    for (const { example, heap } of lines.values()) {
      const rank = heap.peek();
      if (rank === undefined || (best !== undefined && best.rank < rank)) continue;
      const agent = pickAgent(example, free);
      if (agent !== undefined) best = { rank, agent, heap };
    }
    best?.heap.pop();
    return best;
  }
}
