import { createPool } from "./pool.ts";
import type { Pool } from "./pool.ts";
import type { Links, Shop } from "./shop.ts";

/**
 * An order of all tasks, and the schedule that it means: each in its turn as early as what comes before it allows. What
 * belongs to a lane's task is by slots: places in `shop.lanes.items`.
 */
export interface Sequence {
  /** May be changed from outside, before `settle`: what comes after another one stays behind it. */
  readonly order: Int32Array;
  /** For each task its place in the order. */
  readonly places: Int32Array;
  /** For each task when it ends, and from its start how long the longest path to the schedule's end is. */
  readonly ends: Float64Array;
  readonly tails: Float64Array;
  /** The same, but what its dependencies alone allow, and what its dependents alone ask for after it. */
  readonly ready: Float64Array;
  readonly rests: Float64Array;
  /** For each slot its task. */
  readonly holder: Int32Array;
  /** For each slot the ones before and after it in its lane; -1: none. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** What each task has a place in, where the shop is crowded. */
  readonly agents: Pool;
  readonly tracks: Pool;
  /** Makes the schedule of the order; returns its makespan. */
  settle(): number;
}

/** One of the two ways to place all tasks: from the first on as early, or from the last on as late as they can. */
interface Direction {
  readonly first: "earliest" | "latest";
  readonly waitsFor: Links;
  readonly ends: Float64Array;
}

export function createSequence(shop: Shop): Sequence {
  const { ticks, dependents, lanes, laneCount, notBefore } = shop;
  const size = ticks.length;
  const order = new Int32Array(size);
  const places = new Int32Array(size);
  const ready = new Float64Array(size);
  const rests = new Float64Array(size);
  const tails = new Float64Array(size);
  const holder = new Int32Array(lanes.items.length);
  for (let task = 0; task < size; task += 1) holder.fill(task, lanes.starts[task], lanes.starts[task + 1]);
  const before = new Int32Array(holder.length);
  const after = new Int32Array(holder.length);
  const latest = new Int32Array(laneCount);
  const laneEnds = new Float64Array(laneCount);
  const agents = createPool(ticks, shop.agents);
  const tracks = createPool(ticks, shop.tracks);
  const hasLimits = shop.tracks.freeAt.length > 0;
  const left: Direction = { first: "earliest", waitsFor: shop.dependencies, ends: new Float64Array(size) };
  const right: Direction = { first: "latest", waitsFor: shop.dependents, ends: new Float64Array(size) };
  const { ends } = left;
  const measured = { order, places, ends, tails, ready, rests };
  const links = { holder, before, after, agents, tracks };
  return { ...measured, ...links, settle };

  /**
   * Where agents are short, the tasks are first pushed to the right as far as they go, the last one first, and then to the
   * left again in the order that this gives (double justification, Valls et al. 2005). The order of each lane stays.
   */
  function settle(): number {
    if (shop.crowded) {
      placeFrom(left);
      sortNearly(order, ends, 1);
      placeFrom(right);
      sortNearly(order, right.ends, -1);
    }
    const makespan = placeFrom(left);
    linkLanes();
    measureTails();
    return makespan;
  }

  function placeFrom({ first, waitsFor, ends: own }: Direction): number {
    const isLeft = first === "earliest";
    let makespan = 0;
    laneEnds.fill(0);
    agents.reset(isLeft ? "busy" : "free");
    tracks.reset(isLeft ? "busy" : "free");
    for (let step = 0; step < size; step += 1) {
      const task = order[isLeft ? step : size - 1 - step] ?? 0;
      let start = isLeft ? (notBefore[task] ?? 0) : 0;
      for (let at = waitsFor.starts[task] ?? 0; at < (waitsFor.starts[task + 1] ?? 0); at += 1) {
        start = Math.max(start, own[waitsFor.items[at] ?? 0] ?? 0);
      }
      if (isLeft) ready[task] = start;
      const until = lanes.starts[task + 1] ?? 0;
      for (let slot = lanes.starts[task] ?? 0; slot < until; slot += 1) {
        start = Math.max(start, laneEnds[lanes.items[slot] ?? 0] ?? 0);
      }
      if (shop.crowded) start = findPlace(task, start);
      const end = start + (ticks[task] ?? 0);
      own[task] = end;
      makespan = Math.max(makespan, end);
      for (let slot = lanes.starts[task] ?? 0; slot < until; slot += 1) laneEnds[lanes.items[slot] ?? 0] = end;
    }
    return makespan;
  }

  function findPlace(task: number, earliest: number): number {
    if (!hasLimits) return agents.take(task, earliest);
    const start = agents.take(task, tracks.earliest(task, earliest));
    return tracks.take(task, start);
  }

  function linkLanes(): void {
    latest.fill(-1);
    for (let place = 0; place < size; place += 1) {
      const task = order[place] ?? 0;
      places[task] = place;
      for (let slot = lanes.starts[task] ?? 0; slot < (lanes.starts[task + 1] ?? 0); slot += 1) {
        const lane = lanes.items[slot] ?? 0;
        const earlier = latest[lane] ?? -1;
        before[slot] = earlier;
        after[slot] = -1;
        latest[lane] = slot;
        if (earlier >= 0) after[earlier] = slot;
      }
    }
  }

  function measureTails(): void {
    for (let place = size - 1; place >= 0; place -= 1) {
      const task = order[place] ?? 0;
      let rest = 0;
      for (let at = dependents.starts[task] ?? 0; at < (dependents.starts[task + 1] ?? 0); at += 1) {
        rest = Math.max(rest, tails[dependents.items[at] ?? 0] ?? 0);
      }
      rests[task] = rest;
      for (let slot = lanes.starts[task] ?? 0; slot < (lanes.starts[task + 1] ?? 0); slot += 1) {
        const next = after[slot] ?? -1;
        rest = Math.max(rest, tailOf(next < 0 ? -1 : (holder[next] ?? -1)));
      }
      if (shop.crowded) rest = Math.max(rest, tailOf(agents.after[task] ?? -1), tailOf(tracks.after[task] ?? -1));
      tails[task] = rest + (ticks[task] ?? 0);
    }
  }

  function tailOf(task: number): number {
    return task < 0 ? 0 : (tails[task] ?? 0);
  }
}

/** Sorts by keys, stable, up or down; takes as long as the order is far from it. */
function sortNearly(order: Int32Array, keys: Float64Array, sign: 1 | -1): void {
  for (let from = 1; from < order.length; from += 1) {
    const task = order[from] ?? 0;
    const key = sign * (keys[task] ?? 0);
    let to = from;
    for (; to > 0 && sign * (keys[order[to - 1] ?? 0] ?? 0) > key; to -= 1) order[to] = order[to - 1] ?? 0;
    order[to] = task;
  }
}
