import type { Places } from "./shop.ts";

/** When the places of a shop are free, while tasks are put into them one after the other. */
export interface Pool {
  /** All places are free when what runs now leaves them, or at once. */
  reset(now: "busy" | "free"): void;
  /** When a task that may start then finds a place at the earliest. */
  earliest(task: number, start: number): number;
  /** Gives a task a place, and returns when that starts it. */
  take(task: number, mayStart: number): number;
  /** For each task the one that has its place before and after it; -1: none. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** For each task the group of its place. */
  readonly groupOf: Int32Array;
}

/**
 * Each group's places stand in the order in which they become free. Of several that are free the one is taken that was so for
 * the shortest time: the longer gap may still serve a task that is placed later and starts sooner.
 */
export function createPool(ticks: Float64Array, { asked, freeAt }: Places): Pool {
  const size = freeAt.reduce((sum, group) => sum + group.length, 0);
  const first = new Int32Array(freeAt.length + 1);
  const initial = Float64Array.from(freeAt.flat());
  const free = new Float64Array(size);
  const latest = new Int32Array(size);
  const before = new Int32Array(ticks.length).fill(-1);
  const after = new Int32Array(ticks.length).fill(-1);
  const groupOf = new Int32Array(ticks.length);
  for (const [group, places] of freeAt.entries()) first[group + 1] = (first[group] ?? 0) + places.length;
  return { reset, earliest, take, before, after, groupOf };

  function reset(now: "busy" | "free"): void {
    if (now === "busy") free.set(initial);
    else free.fill(0);
    latest.fill(-1);
  }

  function earliest(task: number, start: number): number {
    const group = chooseGroup(task, start);
    return group < 0 ? start : Math.max(start, free[first[group] ?? 0] ?? 0);
  }

  function take(task: number, mayStart: number): number {
    const group = chooseGroup(task, mayStart);
    if (group < 0) return mayStart;
    const last = (first[group + 1] ?? 0) - 1;
    let place = first[group] ?? 0;
    const start = Math.max(free[place] ?? 0, mayStart);
    while (place < last && (free[place + 1] ?? 0) <= start) place += 1;
    groupOf[task] = group;
    follow(latest[place] ?? -1, task);
    const end = start + (ticks[task] ?? 0);
    for (; place < last && (free[place + 1] ?? 0) < end; place += 1) {
      free[place] = free[place + 1] ?? 0;
      latest[place] = latest[place + 1] ?? -1;
    }
    free[place] = end;
    latest[place] = task;
    return start;
  }

  /** The first one asked that has a place free, else the one that has one soonest; -1: the task asks for none. */
  function chooseGroup(task: number, start: number): number {
    let soonest = -1;
    let least = Infinity;
    for (let at = asked.starts[task] ?? 0; at < (asked.starts[task + 1] ?? 0); at += 1) {
      const group = asked.items[at] ?? 0;
      const ticksUntil = free[first[group] ?? 0] ?? 0;
      if (ticksUntil <= start) return group;
      if (ticksUntil < least) {
        least = ticksUntil;
        soonest = group;
      }
    }
    return soonest;
  }

  function follow(earlier: number, task: number): void {
    before[task] = earlier;
    after[task] = -1;
    if (earlier >= 0) after[earlier] = task;
  }
}
