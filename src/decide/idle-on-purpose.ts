import type { Sequence } from "./sequence.ts";
import type { Shop } from "./shop.ts";

/** Measures how long a schedule keeps tasks waiting that could start. */
export interface IdleMeter {
  /**
   * The longest time, in ticks, for which one task could start and does not: all it depends on has ended, nothing that it
   * excludes runs, and an agent that may take it is idle.
   */
  longest(): number;
}

/** What happens to each task: its dependencies have ended, it starts, it ends. */
const CHANGES = ["ready", "start", "end"] as const;

/** Of the schedule that the sequence is at: goes from one change to the next. */
export function createIdleMeter(shop: Shop, { ready, ends, crewOf }: Sequence): IdleMeter {
  const { ticks, excluded, asked } = shop;
  const size = ticks.length;
  const busy = shop.freeAt.flatMap((agents, crew) => agents.map((at) => ({ crew, at })));
  /** By number: those of the tasks of each kind, then for each agent that it has ended what it runs now. */
  const changes = new Int32Array(CHANGES.length * size + busy.length);
  const times = new Float64Array(changes.length);
  const free = new Int32Array(shop.freeAt.length);
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
    free.fill(0);
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
    for (const [index, { at }] of busy.entries()) times[CHANGES.length * size + index] = at;
    for (let change = 0; change < changes.length; change += 1) changes[change] = change;
    changes.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  }

  function perform(change: number): void {
    const task = change % size;
    const crew = crewOf[task] ?? 0;
    switch (CHANGES[Math.floor(change / size)]) {
      case "ready":
        waiting.add(task);
        break;
      case "start":
        waiting.delete(task);
        block(task, 1);
        release(crew, -1);
        break;
      case "end":
        block(task, -1);
        release(crew, 1);
        break;
      case undefined:
        release(busy[change - CHANGES.length * size]?.crew ?? 0, 1);
    }
  }

  function release(crew: number, agents: 1 | -1): void {
    free[crew] = (free[crew] ?? 0) + agents;
  }

  function block(task: number, by: 1 | -1): void {
    for (const other of excluded[task] ?? []) blockers[other] = (blockers[other] ?? 0) + by;
  }

  function couldStart(task: number): boolean {
    if ((blockers[task] ?? 0) > 0) return false;
    for (let at = asked.starts[task] ?? 0; at < (asked.starts[task + 1] ?? 0); at += 1) {
      if ((free[asked.items[at] ?? 0] ?? 0) > 0) return true;
    }
    return false;
  }
}
