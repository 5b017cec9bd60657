import type { Pool } from "./pool.ts";
import type { Sequence } from "./sequence.ts";
import type { Places, Shop } from "./shop.ts";

/** Measures how long a schedule keeps tasks waiting that could start. */
export interface IdleMeter {
  /**
   * Whether one task could start for longer at once than so many ticks, and does not: all it depends on has ended, nothing
   * that it excludes runs, its track has room, and an agent that may take it is idle.
   */
  holdsLongerThan(limit: number): boolean;
}

/** What happens to each task: its dependencies have ended, it starts, it ends. Of one moment in this order. */
const CHANGES = ["ready", "start", "end"] as const;

/** Of the schedule that the sequence is at: goes from one change to the next. */
export function createIdleMeter(shop: Shop, { ready, ends, agents, tracks }: Sequence): IdleMeter {
  const { ticks, excluded } = shop;
  const size = ticks.length;
  const staff = createRoom(shop.agents, agents);
  const rooms = [staff, createRoom(shop.tracks, tracks)];
  const leaving = rooms.flatMap((room) => room.leaving);
  /** By number: when each task is ready, when each starts, when each ends; then when what runs now leaves a place. */
  const changes = new Int32Array(CHANGES.length * size + leaving.length);
  const times = new Float64Array(changes.length);
  /** For each task how many of those that it excludes run. */
  const blockers = new Int32Array(size);
  const isWaiting = new Uint8Array(size);
  /** What waits, and excludes nothing that runs; and since when it does, and had a place it could take. */
  const open = new Set<number>();
  const since = new Float64Array(size);
  return { holdsLongerThan };

  function holdsLongerThan(limit: number): boolean {
    putInOrder();
    blockers.fill(0);
    isWaiting.fill(0);
    open.clear();
    for (const room of rooms) room.empty();
    let now = 0;
    /** The end of the last stretch in which every agent was busy: only what waits since then has to be looked at. */
    let fullUntil = 0;
    for (const change of changes) {
      const at = times[change] ?? 0;
      if (at > now) {
        if (!staff.hasAny()) fullUntil = at;
        else if (longestBy(at, fullUntil) > limit) return true;
      }
      now = at;
      perform(change, now);
    }
    return false;
  }

  /** How long at most one of them could have started by then. */
  function longestBy(at: number, fullUntil: number): number {
    let longest = 0;
    for (const task of open) {
      if (rooms.every((room) => room.isFor(task)))
        longest = Math.max(longest, at - Math.max(since[task] ?? 0, fullUntil));
      else since[task] = at;
    }
    return longest;
  }

  function putInOrder(): void {
    for (let task = 0; task < size; task += 1) {
      times[task] = ready[task] ?? 0;
      times[size + task] = (ends[task] ?? 0) - (ticks[task] ?? 0);
      times[2 * size + task] = ends[task] ?? 0;
    }
    for (const [index, { at }] of leaving.entries()) times[CHANGES.length * size + index] = at;
    for (let change = 0; change < changes.length; change += 1) changes[change] = change;
    changes.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  }

  function perform(change: number, now: number): void {
    const task = change % size;
    switch (CHANGES[Math.floor(change / size)]) {
      case "ready":
        isWaiting[task] = 1;
        openIfFree(task, now);
        break;
      case "start":
        isWaiting[task] = 0;
        open.delete(task);
        run(task, 1, now);
        break;
      case "end":
        run(task, -1, now);
        break;
      case undefined:
        leaving[change - CHANGES.length * size]?.leave();
    }
  }

  function run(task: number, by: 1 | -1, now: number): void {
    for (const room of rooms) room.change(task, by);
    for (const other of excluded[task] ?? []) {
      blockers[other] = (blockers[other] ?? 0) + by;
      if (by > 0) open.delete(other);
      else openIfFree(other, now);
    }
  }

  function openIfFree(task: number, now: number): void {
    if (isWaiting[task] === 0 || blockers[task] !== 0) return;
    open.add(task);
    since[task] = now;
  }
}

/** How many places of each group are free. */
interface Room {
  /** None is. */
  empty(): void;
  /** When each place is free for the first time; `leave` makes it so. */
  readonly leaving: readonly { readonly at: number; readonly leave: () => void }[];
  /** A task takes a place, or gives it back. */
  change(task: number, by: 1 | -1): void;
  hasAny(): boolean;
  isFor(task: number): boolean;
}

function createRoom({ asked, freeAt }: Places, { groupOf }: Pool): Room {
  const free = new Int32Array(freeAt.length);
  const leaving = freeAt.flatMap((places, group) => places.map((at) => ({ at, leave: () => release(group, 1) })));
  const empty = (): void => void free.fill(0);
  return { empty, leaving, change, hasAny: () => free.some((count) => count > 0), isFor };

  function release(group: number, places: 1 | -1): void {
    free[group] = (free[group] ?? 0) + places;
  }

  function change(task: number, by: 1 | -1): void {
    if (asked.starts[task] !== asked.starts[task + 1]) release(groupOf[task] ?? 0, by > 0 ? -1 : 1);
  }

  function isFor(task: number): boolean {
    const until = asked.starts[task + 1] ?? 0;
    for (let at = asked.starts[task] ?? 0; at < until; at += 1) if ((free[asked.items[at] ?? 0] ?? 0) > 0) return true;
    return asked.starts[task] === until;
  }
}
