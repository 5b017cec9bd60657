import type { Shop } from "./shop.ts";

/** When the agents of a shop are free, while tasks are placed one after the other. */
export interface CrewPool {
  /** All agents are free when what they run now ends, or at once. */
  reset(now: "busy" | "free"): void;
  /** Gives a task to an agent, and returns when that starts it. `earliest`: when the task may start. */
  take(task: number, earliest: number): number;
  /** For each task the one that its agent does before and after it; -1: none. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** For each task the crew of its agent. */
  readonly crewOf: Int32Array;
}

/**
 * Each crew's agents stand in the order in which they become free. Of several that are free the one is taken that was idle
 * for the shortest time: the longer gap may still serve a task that is placed later and starts sooner.
 */
export function createCrewPool({ ticks, asked, freeAt }: Shop): CrewPool {
  const size = freeAt.reduce((sum, crew) => sum + crew.length, 0);
  const first = new Int32Array(freeAt.length + 1);
  const initial = Float64Array.from(freeAt.flat());
  const free = new Float64Array(size);
  const latest = new Int32Array(size);
  const before = new Int32Array(ticks.length).fill(-1);
  const after = new Int32Array(ticks.length).fill(-1);
  const crewOf = new Int32Array(ticks.length);
  for (const [crew, agents] of freeAt.entries()) first[crew + 1] = (first[crew] ?? 0) + agents.length;
  return { reset, take, before, after, crewOf };

  function reset(now: "busy" | "free"): void {
    if (now === "busy") free.set(initial);
    else free.fill(0);
    latest.fill(-1);
  }

  function take(task: number, earliest: number): number {
    const crew = chooseCrew(task, earliest);
    const last = (first[crew + 1] ?? 0) - 1;
    let agent = first[crew] ?? 0;
    const start = Math.max(free[agent] ?? 0, earliest);
    while (agent < last && (free[agent + 1] ?? 0) <= start) agent += 1;
    crewOf[task] = crew;
    follow(latest[agent] ?? -1, task);
    const end = start + (ticks[task] ?? 0);
    for (; agent < last && (free[agent + 1] ?? 0) < end; agent += 1) {
      free[agent] = free[agent + 1] ?? 0;
      latest[agent] = latest[agent + 1] ?? -1;
    }
    free[agent] = end;
    latest[agent] = task;
    return start;
  }

  /** The first one asked that has somebody free, else the one that has somebody soonest. */
  function chooseCrew(task: number, earliest: number): number {
    let soonest = 0;
    let least = Infinity;
    for (let at = asked.starts[task] ?? 0; at < (asked.starts[task + 1] ?? 0); at += 1) {
      const crew = asked.items[at] ?? 0;
      const ticksUntil = free[first[crew] ?? 0] ?? 0;
      if (ticksUntil <= earliest) return crew;
      if (ticksUntil < least) {
        least = ticksUntil;
        soonest = crew;
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
