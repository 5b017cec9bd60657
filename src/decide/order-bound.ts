import type { Links, Shop } from "./shop.ts";

/** Pairs that exclude each other: with more of them this takes longer than it may save. */
const MOST_PAIRS = 50_000;
/** Ends a chain of ever so small delays. */
const MOST_SWEEPS = 1_000;

/**
 * A sharper lower bound, by trial: for each length from `from` to `to` it asks whether two tasks that exclude each other can
 * still run in either order. Where only one is left, it holds, and makes others later; where none is left, no schedule is so
 * short (immediate selection, Carlier and Pinson 1989, for pairs alone). All lengths are multiples of `step`.
 */
export function orderBound(shop: Shop, { from, to, step }: { from: number; to: number; step: number }): number {
  const pairs = pairsOf(shop);
  if (pairs === undefined) return from;
  let least = from;
  let most = to;
  while (least < most) {
    const middle = least + Math.floor((most - least) / step / 2) * step;
    if (isRefuted(shop, pairs, middle)) least = middle + step;
    else most = middle;
  }
  return least;
}

interface Pair {
  readonly a: number;
  readonly b: number;
}

/** Undefined: too many. */
function pairsOf({ excluded }: Shop): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  for (const [a, others] of excluded.entries()) {
    for (const b of others) if (a < b) pairs.push({ a, b });
    if (pairs.length > MOST_PAIRS) return undefined;
  }
  return pairs;
}

/** Whether it finds that no schedule takes `limit` or less. */
function isRefuted(
  { ticks, dependencies, dependents, notBefore }: Shop,
  pairs: readonly Pair[],
  limit: number,
): boolean {
  const heads = notBefore.slice();
  const tails = new Float64Array(ticks.length);
  let hasChanged = true;
  for (let sweep = 0; hasChanged && sweep < MOST_SWEEPS; sweep += 1) {
    hasChanged = false;
    for (let task = 0; task < ticks.length; task += 1) raiseAll(heads, task, dependencies);
    for (let task = ticks.length - 1; task >= 0; task -= 1) raiseAll(tails, task, dependents);
    for (const { a, b } of pairs) {
      const [canBeFirst, canBeSecond] = [fits(a, b), fits(b, a)];
      if (canBeFirst && canBeSecond) continue;
      if (!canBeFirst && !canBeSecond) return true;
      order(canBeFirst ? a : b, canBeFirst ? b : a);
    }
    for (const [task, head] of heads.entries()) if (head + (ticks[task] ?? 0) + (tails[task] ?? 0) > limit) return true;
  }
  return false;

  function fits(first: number, second: number): boolean {
    return (heads[first] ?? 0) + (ticks[first] ?? 0) + (ticks[second] ?? 0) + (tails[second] ?? 0) <= limit;
  }

  function order(first: number, second: number): void {
    raise(heads, second, first);
    raise(tails, first, second);
  }

  function raiseAll(own: Float64Array, task: number, { starts, items }: Links): void {
    for (let at = starts[task] ?? 0; at < (starts[task + 1] ?? 0); at += 1) raise(own, task, items[at] ?? 0);
  }

  function raise(own: Float64Array, task: number, neighbour: number): void {
    const least = (own[neighbour] ?? 0) + (ticks[neighbour] ?? 0);
    if (least <= (own[task] ?? 0)) return;
    own[task] = least;
    hasChanged = true;
  }
}
