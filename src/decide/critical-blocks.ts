import type { Random } from "./random.ts";
import type { Sequence } from "./sequence.ts";
import { hasLink } from "./shop.ts";
import type { Shop } from "./shop.ts";

/** A stretch of a critical path, by places on it, in which each task could do without the one before it. */
export interface Block {
  readonly from: number;
  readonly to: number;
  /** `lane`: all exclude each other. `agent`: each waits for the agent of the one before it. */
  readonly kind: "lane" | "agent";
}

/** A chain of tasks without a gap that ends with the schedule: to shorten it is the only way to a better one. */
export interface CriticalPath {
  /** Finds one of a schedule that is so long; of several any. */
  walk(makespan: number): void;
  /** Its tasks are in the last places, up to the end. */
  readonly tasks: Int32Array;
  blocks(): readonly Block[];
}

type Wait = "dependency" | Block["kind"];

export function createCriticalPath(shop: Shop, sequence: Sequence, random: Random): CriticalPath {
  const { ticks, dependencies, lanes, excluded, crowded } = shop;
  const { ends, ready, holder, before, agents } = sequence;
  const size = ticks.length;
  const tasks = new Int32Array(size);
  /** Why the task at this place waits for the one before it. */
  const waits: Wait[] = Array.from(tasks, () => "dependency");
  let first = size;
  let cause = -1;
  let wait: Wait = "dependency";
  let causes = 0;
  return { walk, tasks, blocks };

  function walk(makespan: number): void {
    first = size;
    for (let task = lastTask(makespan); task >= 0; task = cause) {
      first -= 1;
      tasks[first] = task;
      findCause(task);
      waits[first] = wait;
    }
  }

  function lastTask(makespan: number): number {
    causes = 0;
    cause = -1;
    for (let task = 0; task < size; task += 1) if (ends[task] === makespan) offer(task, "dependency");
    return cause;
  }

  /** Any of those whose end starts the task. */
  function findCause(task: number): void {
    const start = (ends[task] ?? 0) - (ticks[task] ?? 0);
    causes = 0;
    cause = -1;
    if (start === 0) return;
    if (ready[task] === start) {
      for (let at = dependencies.starts[task] ?? 0; at < (dependencies.starts[task + 1] ?? 0); at += 1) {
        const each = dependencies.items[at] ?? 0;
        if (ends[each] === start) offer(each, "dependency");
      }
    }
    for (let slot = lanes.starts[task] ?? 0; slot < (lanes.starts[task + 1] ?? 0); slot += 1) {
      const earlier = before[slot] ?? -1;
      const each = earlier < 0 ? -1 : (holder[earlier] ?? -1);
      if (each >= 0 && each !== cause && ends[each] === start) offer(each, "lane");
    }
    const each = crowded ? (agents.before[task] ?? -1) : -1;
    if (each >= 0 && each !== cause && ends[each] === start) offer(each, "agent");
    if (wait !== "dependency" && hasLink(dependencies, task, cause)) wait = "dependency";
  }

  function offer(task: number, why: Wait): void {
    causes += 1;
    if (causes > 1 && random() * causes >= 1) return;
    cause = task;
    wait = why;
  }

  function blocks(): readonly Block[] {
    const found: Block[] = [];
    for (let from = first; from < size - 1;) {
      const kind = waits[from + 1] ?? "dependency";
      let to = from + 1;
      while (to < size - 1 && goesOn(from, to, kind)) to += 1;
      if (kind !== "dependency") found.push({ from, to, kind });
      from = to;
    }
    return found;
  }

  function goesOn(from: number, to: number, kind: Wait): boolean {
    if (waits[to + 1] !== kind) return false;
    if (kind === "agent") return true;
    const others = excluded[tasks[to + 1] ?? 0];
    for (let place = from; place < to; place += 1) if (others?.has(tasks[place] ?? 0) !== true) return false;
    return true;
  }
}
