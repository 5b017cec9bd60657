import type { Links, Shop } from "./shop.ts";

/** Tasks, dependencies and pairs that it looks at: more take longer than they may save. */
const MOST_STEPS = 2_000_000;

/**
 * A sharper lower bound, by trial: for each length from `from` to `to` it asks whether two tasks that exclude each other can
 * still run in either order. Where only one is left, it holds, and makes others later; where none is left, no schedule is so
 * short (immediate selection, Carlier and Pinson 1989, for pairs alone). All lengths are multiples of `step`.
 */
export function orderBound(shop: Shop, { from, to, step }: { from: number; to: number; step: number }): number {
  const pairs = pairsOf(shop);
  const sweep = shop.ticks.length + shop.dependencies.items.length + shop.dependents.items.length + pairs.length;
  let left = Math.floor(MOST_STEPS / sweep);
  let least = from;
  let most = to;
  while (least < most) {
    const middle = least + Math.floor((most - least) / step / 2) * step;
    if (isRefuted(middle)) least = middle + step;
    else most = middle;
  }
  return least;

  /** Whether it finds that no schedule takes `limit` or less. */
  function isRefuted(limit: number): boolean {
    const trial = createTrial(shop, pairs, limit);
    let outcome: Outcome = "changed";
    for (; outcome === "changed" && left > 0; left -= 1) outcome = trial.sweep();
    return outcome === "refuted";
  }
}

interface Pair {
  readonly a: number;
  readonly b: number;
}

function pairsOf({ excluded }: Shop): readonly Pair[] {
  return excluded.flatMap((others, a) => Array.from(others, (b) => ({ a, b })).filter(({ b }) => a < b));
}

type Outcome = "refuted" | "changed" | "unchanged";

/** What is known of schedules that take no longer than `limit`: how early and how late each task runs. */
function createTrial(
  { ticks, dependencies, dependents, notBefore }: Shop,
  pairs: readonly Pair[],
  limit: number,
): { sweep(): Outcome } {
  const heads = notBefore.slice();
  const tails = new Float64Array(ticks.length);
  let hasChanged = false;
  return { sweep };

  /** Looks at everything once. */
  function sweep(): Outcome {
    hasChanged = false;
    for (let task = 0; task < ticks.length; task += 1) raiseAll(heads, task, dependencies);
    for (let task = ticks.length - 1; task >= 0; task -= 1) raiseAll(tails, task, dependents);
    for (const { a, b } of pairs) {
      const [isOneWay, isOtherWay] = [fits(a, b), fits(b, a)];
      if (isOneWay && isOtherWay) continue;
      if (!isOneWay && !isOtherWay) return "refuted";
      order(isOneWay ? a : b, isOneWay ? b : a);
    }
    for (const [task, head] of heads.entries()) {
      if (head + (ticks[task] ?? 0) + (tails[task] ?? 0) > limit) return "refuted";
    }
    return hasChanged ? "changed" : "unchanged";
  }

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
