import { wholeBetween } from "./random.ts";
import type { Random } from "./random.ts";

/** Pairs of tasks whose order was turned round a short while ago, and must not be turned back yet. */
export interface TabuList {
  /** That `later` comes before `earlier` again. */
  forbid(later: number, earlier: number): void;
  /** Whether the first one may not come before the second. */
  forbids(first: number, second: number): boolean;
  /** Begins the next iteration. */
  renew(): void;
}

/** Iterations: short, because each move turns several pairs round, and one forbidden pair is enough to forbid a move. */
const LEAST_TENURE = 4;
const MOST_TENURE = 12;
/** Of the table; where there are more pairs, some share a place and are forbidden together. */
const MOST_PLACES = 2 ** 20;

export function createTabuList(tasks: number, random: Random): TabuList {
  const places = Math.min(2 ** Math.ceil(Math.log2(tasks * tasks + 1)), MOST_PLACES);
  const until = new Int32Array(places);
  let iteration = 0;
  let tenure = 0;
  return { forbid, forbids, renew };

  function forbid(later: number, earlier: number): void {
    until[placeOf(later, earlier)] = iteration + tenure;
  }

  function forbids(first: number, second: number): boolean {
    return (until[placeOf(first, second)] ?? 0) > iteration;
  }

  function renew(): void {
    iteration += 1;
    tenure = wholeBetween(random, LEAST_TENURE, MOST_TENURE);
  }

  function placeOf(first: number, second: number): number {
    return (first * tasks + second) & (places - 1);
  }
}
