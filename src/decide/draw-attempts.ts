import type { Random } from "./random.ts";
import { toTicks } from "./ticks.ts";
import type { Task } from "./schedule-problem.ts";

/** How uncertain a plan is. */
export interface Odds {
  /** Standard deviation of the logarithm of what an attempt takes over what is expected of it. */
  readonly spread: number;
  /** The share of attempts that fail, 0 to 1. */
  readonly failureRate: number;
  /** Hours that the next attempt waits after this many. */
  readonly backoff: (attempts: number) => number;
}

/** What comes of one workstream: its attempts up to the one that delivers, or all that it has. */
export interface DrawnAttempts {
  /** What each takes, in ticks, and what it waits for before: 0 for the first. */
  readonly attempts: readonly { readonly ticks: number; readonly pause: number }[];
  readonly delivers: boolean;
}

/** Durations are log-normal, the expected one is the median; one that fails takes as long as one that delivers. */
export function drawAttempts({ ticks, workstream }: Task, odds: Odds, random: Random): DrawnAttempts {
  const attempts: { ticks: number; pause: number }[] = [];
  for (let number = 0; number < Math.max(workstream.maxAttempts, 1); number += 1) {
    const pause = number === 0 ? 0 : toTicks(odds.backoff(number));
    attempts.push({ ticks: Math.round(ticks * Math.exp(odds.spread * drawNormal(random))), pause });
    if (random() >= odds.failureRate) return { attempts, delivers: true };
  }
  return { attempts, delivers: false };
}

/** From the standard normal distribution (Box and Muller 1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
