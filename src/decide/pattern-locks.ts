import { createRankHeap } from "./rank-heap.ts";
import type { RankHeap } from "./rank-heap.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** Which patterns running tasks hold, and which tasks wait for them. */
export interface PatternLocks {
  /** A pattern of the task that somebody holds or overlaps now. */
  blockedBy(task: number): number | undefined;
  hold(task: number): void;
  release(task: number): void;
  /** Puts a ready task aside until this pattern is free. */
  park(task: number, pattern: number): void;
}

/**
 * `ranks`: the place of each task in the list. `wake` is told when a parked task may be tried again. A freed pattern wakes
 * one task of each kind, not all that wait for it: the first that starts takes it again, and one that has to be parked
 * elsewhere hands it on.
 */
export function createPatternLocks(
  { tasks, kinds, exclusion }: Pick<ScheduleProblem, "tasks" | "kinds" | "exclusion">,
  ranks: readonly number[],
  wake: (task: number) => void,
): PatternLocks {
  /** How many running tasks hold the pattern, or one that overlaps it. */
  const holders = exclusion.overlapping.map(() => 0);
  /** By pattern, then by kind. */
  const parked = new Map<number, RankHeap[]>();
  /** The pattern for which a task was woken. */
  const wokenFor = new Map<number, number>();
  const taskAt: number[] = [];
  for (let task = 0; task < ranks.length; task += 1) taskAt[ranks[task] ?? 0] = task;
  return { blockedBy, hold: (task) => change(task, 1), release: (task) => change(task, -1), park };

  function blockedBy(task: number): number | undefined {
    return exclusion.patterns[task]?.find((pattern) => isHeld(pattern));
  }

  function park(task: number, pattern: number): void {
    const kind = tasks[task]?.kind ?? 0;
    const heaps = parked.get(pattern) ?? kinds.map(createRankHeap);
    parked.set(pattern, heaps);
    heaps[kind]?.push(ranks[task] ?? 0);
    const former = wokenFor.get(task);
    wokenFor.delete(task);
    if (former !== undefined && !isHeld(former)) wakeFirst(former, kind);
  }

  function change(task: number, by: 1 | -1): void {
    for (const pattern of exclusion.patterns[task] ?? []) {
      changeOne(pattern, by);
      for (const other of exclusion.overlapping[pattern] ?? []) changeOne(other, by);
    }
  }

  function changeOne(pattern: number, by: 1 | -1): void {
    holders[pattern] = (holders[pattern] ?? 0) + by;
    if (parked.has(pattern) && !isHeld(pattern)) for (const kind of kinds.keys()) wakeFirst(pattern, kind);
  }

  function wakeFirst(pattern: number, kind: number): void {
    const rank = parked.get(pattern)?.[kind]?.pop();
    if (rank === undefined) return;
    const task = taskAt[rank] ?? 0;
    wokenFor.set(task, pattern);
    wake(task);
  }

  function isHeld(pattern: number): boolean {
    return (holders[pattern] ?? 0) > 0;
  }
}
