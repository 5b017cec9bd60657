import { createRankHeap } from "./rank-heap.ts";

/** A task of which nothing runs beside the others: when it can begin at the earliest, how long it takes, what follows it. */
export interface Queued {
  readonly head: number;
  readonly ticks: number;
  readonly tail: number;
}

/**
 * When the last one and what follows it ends at the earliest: the one with the longest tail first, interrupted by any that
 * can begin and has a longer one (Jackson's preemptive schedule, Carlier 1982).
 */
export function queueBound(queue: readonly Queued[]): number {
  const byTail = queue.toSorted((a, b) => b.tail - a.tail);
  const rankOf = new Map(byTail.map((each, rank) => [each, rank]));
  const left = byTail.map(({ ticks }) => ticks);
  const coming = queue.toSorted((a, b) => b.head - a.head);
  const waiting = createRankHeap();
  let now = 0;
  let bound = 0;
  for (;;) {
    if (waiting.peek() === undefined) now = Math.max(now, coming.at(-1)?.head ?? now);
    for (let next = coming.at(-1); next !== undefined && next.head <= now; next = coming.at(-1)) {
      waiting.push(rankOf.get(next) ?? 0);
      coming.pop();
    }
    const rank = waiting.peek();
    if (rank === undefined) return bound;
    const span = Math.min(left[rank] ?? 0, (coming.at(-1)?.head ?? Infinity) - now);
    now += span;
    left[rank] = (left[rank] ?? 0) - span;
    if (left[rank] > 0) continue;
    waiting.pop();
    bound = Math.max(bound, now + (byTail[rank]?.tail ?? 0));
  }
}
