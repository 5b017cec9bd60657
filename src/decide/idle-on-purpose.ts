import type { Sequence } from "./sequence.ts";
import type { Pool } from "./pool.ts";
import type { Places, Shop } from "./shop.ts";

/** Measures how long a schedule keeps tasks waiting that could start. */
export interface IdleMeter {
  /**
   * The longest time, in ticks, for which one task could start and does not: all it depends on has ended, nothing that it
   * excludes runs, its track has room, and an agent that may take it is idle.
   */
  longest(): number;
}

/** What happens to each task: its dependencies have ended, it starts, it ends. */
const CHANGES = ["ready", "start", "end"] as const;

/** Of the schedule that the sequence is at: goes from one change to the next. */
export function createIdleMeter(shop: Shop, { ready, ends, agents, tracks }: Sequence): IdleMeter {
  const { ticks, excluded } = shop;
  const size = ticks.length;
  const rooms = [createRoom(shop.agents, agents), createRoom(shop.tracks, tracks)];
  const leaving = rooms.flatMap(({ leaving: own, free }) => own.map(({ group, at }) => ({ free, group, at })));
  /** By number: those of the tasks of each kind, then what leaves a place that runs now. */
  const changes = new Int32Array(CHANGES.length * size + leaving.length);
  const times = new Float64Array(changes.length);
  /** For each task how many of those that it excludes run. */
  const blockers = new Int32Array(size);
  /** For each task how long it could have started by now. */
  const held = new Float64Array(size);
  const waiting = new Set<number>();
  return { longest };

  function longest(): number {
    putInOrder();
    blockers.fill(0);
    held.fill(0);
    for (const { free } of rooms) free.fill(0);
    waiting.clear();
    let now = 0;
    let most = 0;
    for (const change of changes) {
      const at = times[change] ?? 0;
      if (at > now) most = Math.max(most, hold(at - now));
      now = at;
      perform(change);
    }
    return most;
  }

  /** So much time goes by for all that wait. */
  function hold(span: number): number {
    let most = 0;
    for (const task of waiting) {
      held[task] = couldStart(task) ? (held[task] ?? 0) + span : 0;
      most = Math.max(most, held[task]);
    }
    return most;
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

  function perform(change: number): void {
    const task = change % size;
    switch (CHANGES[Math.floor(change / size)]) {
      case "ready":
        waiting.add(task);
        break;
      case "start":
        waiting.delete(task);
        run(task, 1);
        break;
      case "end":
        run(task, -1);
        break;
      case undefined: {
        const left = leaving[change - CHANGES.length * size];
        if (left !== undefined) left.free[left.group] = (left.free[left.group] ?? 0) + 1;
      }
    }
  }

  function run(task: number, by: 1 | -1): void {
    for (const other of excluded[task] ?? []) blockers[other] = (blockers[other] ?? 0) + by;
    for (const room of rooms) room.change(task, by);
  }

  function couldStart(task: number): boolean {
    return (blockers[task] ?? 0) === 0 && rooms.every((room) => room.isFor(task));
  }
}

/** How many places of each group are free. */
interface Room {
  readonly free: Int32Array;
  /** Of what runs now: when each place is free. */
  readonly leaving: readonly { readonly group: number; readonly at: number }[];
  change(task: number, by: 1 | -1): void;
  isFor(task: number): boolean;
}

function createRoom({ asked, freeAt }: Places, { groupOf }: Pool): Room {
  const free = new Int32Array(freeAt.length);
  const leaving = freeAt.flatMap((places, group) => places.map((at) => ({ group, at })));
  return { free, leaving, change, isFor };

  function change(task: number, by: 1 | -1): void {
    if (asked.starts[task] === asked.starts[task + 1]) return;
    const group = groupOf[task] ?? 0;
    free[group] = (free[group] ?? 0) - by;
  }

  function isFor(task: number): boolean {
    const until = asked.starts[task + 1] ?? 0;
    for (let at = asked.starts[task] ?? 0; at < until; at += 1) if ((free[asked.items[at] ?? 0] ?? 0) > 0) return true;
    return asked.starts[task] === until;
  }
}
