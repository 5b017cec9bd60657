import type { AgentConfig } from "../plan/config.ts";
import { pickAgent } from "./assign.ts";
import { countTracks } from "./limited-tracks.ts";
import type { TrackCount } from "./limited-tracks.ts";
import { createPatternLocks } from "./pattern-locks.ts";
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
 * Goes from one end of a task to the next, and at each starts whatever can start, in the order of the list. `planned`: by task
 * number the agent that gets it, if it is free then.
 */
export function listSchedule(
  problem: ScheduleProblem,
  list: readonly number[],
  planned: readonly string[] = [],
): TaskSchedule {
  const { tasks } = problem;
  const ranks = list.map(() => 0);
  for (let rank = 0; rank < list.length; rank += 1) ranks[list[rank] ?? 0] = rank;
  const ends = list.map(() => 0);
  const agents = list.map(() => "");
  const waitsFor = tasks.map(({ dependencies }) => dependencies.length);
  const tracks = countTracks(problem.kinds, problem.limits);
  const lines = createLines(problem, tracks, (rank) => planned[list[rank] ?? 0]);
  const locks = createPatternLocks(problem, ranks, makeReady);
  let free = problem.agents;
  let active: number[] = [];
  let now = 0;

  for (const { task, agent } of problem.running) start(task, agent);
  for (const task of tasks.keys()) if (isReady(task)) makeReady(task);
  // What ends at once makes room, and others ready, before anything starts.
  if (active.every((task) => ends[task] !== now)) startReady();
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
      const task = list[next.rank] ?? 0;
      const pattern = locks.blockedBy(task);
      if (pattern === undefined) start(task, next.agent.id);
      else locks.park(task, pattern);
    }
  }

  function start(task: number, agent: string): void {
    agents[task] = agent;
    ends[task] = now + (tasks[task]?.ticks ?? 0);
    active.push(task);
    free = free.filter(({ id }) => id !== agent);
    locks.hold(task);
    tracks.change(kindOf(task), 1);
  }

  function finish(task: number): void {
    const isBusy = active.some((each) => agents[each] === agents[task]);
    free = problem.agents.filter((each) => free.includes(each) || (each.id === agents[task] && !isBusy));
    locks.release(task);
    tracks.change(kindOf(task), -1);
    for (const dependent of tasks[task]?.dependents ?? []) {
      waitsFor[dependent] = (waitsFor[dependent] ?? 0) - 1;
      if (isReady(dependent)) makeReady(dependent);
    }
  }

  function isReady(task: number): boolean {
    return waitsFor[task] === 0 && agents[task] === "";
  }

  function makeReady(task: number): void {
    lines.push(kindOf(task), ranks[task] ?? 0);
  }

  function kindOf(task: number): number {
    return tasks[task]?.kind ?? 0;
  }
}

/** Task numbers by their start, the first one first. */
export function orderByStart(
  { tasks }: Pick<ScheduleProblem, "tasks">,
  { ends }: Pick<TaskSchedule, "ends">,
): number[] {
  const startOf = (task: number): number => (ends[task] ?? 0) - (tasks[task]?.ticks ?? 0);
  return [...tasks.keys()].toSorted((a, b) => startOf(a) - startOf(b) || a - b);
}

/** Ready tasks, one line for each kind. */
interface Lines {
  push(kind: number, rank: number): void;
  /** Takes the first one whose track is not full and for which one of these agents can be picked. */
  next(free: readonly AgentConfig[]): { readonly rank: number; readonly agent: AgentConfig } | undefined;
}

function createLines(
  { kinds }: ScheduleProblem,
  tracks: TrackCount,
  plannedFor: (rank: number) => string | undefined,
): Lines {
  const lines = kinds.map((example, kind) => ({ kind, example, heap: createRankHeap() }));
  return { push: (kind, rank) => lines[kind]?.heap.push(rank), next };

  function next(free: readonly AgentConfig[]): { rank: number; agent: AgentConfig } | undefined {
    if (free.length === 0) return undefined;
    let best: { rank: number; agent: AgentConfig; heap: RankHeap } | undefined;
    for (const { kind, example, heap } of lines) {
      const rank = heap.peek();
      if (rank === undefined || (best !== undefined && best.rank < rank) || tracks.isFull(kind)) continue;
      const planned = plannedFor(rank);
      const agent = free.find(({ id }) => id === planned) ?? pickAgent(example, free);
      if (agent !== undefined) best = { rank, agent, heap };
    }
    best?.heap.pop();
    return best;
  }
}
