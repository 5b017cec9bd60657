import type { Block, CriticalPath } from "./critical-blocks.ts";
import type { Sequence } from "./sequence.ts";
import { hasLink } from "./shop.ts";
import type { Shop } from "./shop.ts";

/** The task at one place of the critical path goes right behind another one of its block, or right before an earlier one. */
type Visit = (from: number, to: number, kind: Block["kind"]) => void;

/**
 * The moves that can shorten a critical path. In a lane: each task of a block to its ends, the first and the last one also
 * between the others (N6 of Balas and Vazacopoulos, 1998, and what Zhang et al., 2007, add). Of an agent: two neighbours.
 */
export function forEachMove({ from, to, kind }: Block, visit: Visit): void {
  for (let place = from; place < to; place += 1) {
    visit(place, kind === "lane" ? to : place + 1, kind);
    if (kind === "lane" && place > from) visit(from, place, kind);
  }
  if (kind === "agent") return;
  for (let place = from + 2; place <= to; place += 1) {
    visit(place, from, kind);
    if (place < to) visit(to, place - 1, kind);
  }
}

export interface BlockMoves {
  /** Whether no chain of dependencies, as far as heads and tails tell, is turned round. */
  canMove(from: number, to: number): boolean;
  /** About how long the longest path through the moved tasks gets; exact above `limit` it need not be. */
  estimate(from: number, to: number, kind: Block["kind"], limit: number): number;
  /** Changes the order. */
  perform(from: number, to: number): void;
}

export function createBlockMoves(shop: Shop, sequence: Sequence, { tasks: path }: CriticalPath): BlockMoves {
  const { ticks, dependencies, dependents, lanes, crowded } = shop;
  const { order, places, ends, tails, ready, rests, holder, before, after } = sequence;
  const { agents } = sequence;
  /** The block's tasks that a move is about, in their new order, and when they could start then. */
  const moved = new Int32Array(path.length);
  const starts = new Float64Array(path.length);
  let count = 0;
  const isMoved = new Uint8Array(path.length);
  const isCarried = new Uint8Array(path.length);
  const carried = new Int32Array(path.length);
  return { canMove, estimate, perform };

  function canMove(from: number, to: number): boolean {
    const task = path[from] ?? 0;
    const other = path[to] ?? 0;
    const between = (from < to ? rests : ready)[task] ?? 0;
    const limit = (from < to ? tails : ends)[other] ?? 0;
    if (between > limit) return false;
    return between < limit || !hasLink(from < to ? dependents : dependencies, task, other);
  }

  function estimate(from: number, to: number, kind: Block["kind"], limit: number): number {
    arrange(from, to);
    const ofAgent = kind === "agent";
    let end = ofAgent ? endOf(agents.before[path[Math.min(from, to)] ?? 0] ?? -1) : 0;
    for (let at = 0; at < count; at += 1) {
      const task = moved[at] ?? 0;
      let start = Math.max(end, ready[task] ?? 0);
      for (let slot = lanes.starts[task] ?? 0; slot < (lanes.starts[task + 1] ?? 0); slot += 1) {
        start = Math.max(start, endBefore(slot));
      }
      const earlier = crowded && !ofAgent ? (agents.before[task] ?? -1) : -1;
      if (earlier >= 0 && isMoved[earlier] === 0) start = Math.max(start, ends[earlier] ?? 0);
      starts[at] = start;
      end = start + (ticks[task] ?? 0);
    }
    let longest = 0;
    let tail = ofAgent ? tailOf(agents.after[path[Math.max(from, to)] ?? 0] ?? -1) : 0;
    for (let at = count - 1; at >= 0 && longest <= limit; at -= 1) {
      const task = moved[at] ?? 0;
      tail = Math.max(tail, rests[task] ?? 0);
      for (let slot = lanes.starts[task] ?? 0; slot < (lanes.starts[task + 1] ?? 0); slot += 1) {
        tail = Math.max(tail, tailAfter(slot));
      }
      const later = crowded && !ofAgent ? (agents.after[task] ?? -1) : -1;
      if (later >= 0 && isMoved[later] === 0) tail = Math.max(tail, tails[later] ?? 0);
      tail += ticks[task] ?? 0;
      longest = Math.max(longest, (starts[at] ?? 0) + tail);
    }
    for (let at = 0; at < count; at += 1) isMoved[moved[at] ?? 0] = 0;
    return longest;
  }

  function arrange(from: number, to: number): void {
    count = 0;
    if (from > to) add(path[from] ?? 0);
    for (let place = from < to ? from + 1 : to; place < (from < to ? to + 1 : from); place += 1) add(path[place] ?? 0);
    if (from < to) add(path[from] ?? 0);
  }

  function add(task: number): void {
    moved[count] = task;
    count += 1;
    isMoved[task] = 1;
  }

  /** When the last task of the lane ends that comes before this slot and is not moved. */
  function endBefore(slot: number): number {
    let earlier = before[slot] ?? -1;
    while (earlier >= 0 && isMoved[holder[earlier] ?? 0] === 1) earlier = before[earlier] ?? -1;
    return earlier < 0 ? 0 : (ends[holder[earlier] ?? 0] ?? 0);
  }

  function tailAfter(slot: number): number {
    let later = after[slot] ?? -1;
    while (later >= 0 && isMoved[holder[later] ?? 0] === 1) later = after[later] ?? -1;
    return later < 0 ? 0 : (tails[holder[later] ?? 0] ?? 0);
  }

  function endOf(task: number): number {
    return task < 0 ? 0 : (ends[task] ?? 0);
  }

  function tailOf(task: number): number {
    return task < 0 ? 0 : (tails[task] ?? 0);
  }

  /** What must come after a task that goes to a later place goes with it; so does what must come before one that goes to an earlier. */
  function perform(from: number, to: number): void {
    const task = path[from] ?? 0;
    const step = from < to ? 1 : -1;
    const goal = places[path[to] ?? 0] ?? 0;
    arrange(from, to);
    isMoved[task] = 0;
    let size = 0;
    let free = places[task] ?? 0;
    carry(task);
    for (let place = free + step; place !== goal + step; place += step) {
      const each = order[place] ?? 0;
      if (follows(each, step)) carry(each);
      else {
        order[free] = each;
        free += step;
      }
    }
    for (let at = 0; at < size; at += 1) {
      const each = carried[at] ?? 0;
      isCarried[each] = 0;
      order[free] = each;
      free += step;
    }
    for (let at = 0; at < count; at += 1) isMoved[moved[at] ?? 0] = 0;

    function carry(each: number): void {
      carried[size] = each;
      size += 1;
      isCarried[each] = 1;
    }
  }

  function follows(task: number, step: number): boolean {
    const links = step > 0 ? dependencies : dependents;
    for (let at = links.starts[task] ?? 0; at < (links.starts[task + 1] ?? 0); at += 1) {
      if (isCarried[links.items[at] ?? 0] === 1) return true;
    }
    if (isMoved[task] === 1) return false;
    for (let slot = lanes.starts[task] ?? 0; slot < (lanes.starts[task + 1] ?? 0); slot += 1) {
      const next = (step > 0 ? before : after)[slot] ?? -1;
      if (next >= 0 && isCarried[holder[next] ?? 0] === 1) return true;
    }
    return false;
  }
}
