import type { SpendingLimit } from "../plan/config.ts";
import type { Attempt } from "./facts.ts";
import type { FailureCode } from "./failure.ts";

/** What attempts spent together, by the figures that their agents told. */
export interface Spending {
  readonly usd: number;
  /** Read and written together. */
  readonly tokens: number;
  /** How many attempts of which an agent ran have ended. */
  readonly attempts: number;
  /** How many of them told no such figure: they may have spent something all the same. */
  readonly untold: { readonly usd: number; readonly tokens: number };
}

/** Where no figures came with them: ends before any agent ran. */
const NOTHING_RAN: ReadonlySet<FailureCode> = new Set(["agent-start", "install", "setup", "pattern-start"]);
/** Sums of dollars are exact to what an end keeps of them. */
const MICRO = 1e6;

/** Adds up what attempts that have ended spent. */
export function spendingOf(attempts: Iterable<Pick<Attempt, "end">>): Spending {
  let [micros, tokens, ended] = [0, 0, 0];
  const untold = { usd: 0, tokens: 0 };
  for (const { end } of attempts) {
    if (end === undefined) continue;
    const { failure, usage } = end;
    if (usage === undefined && failure !== undefined && NOTHING_RAN.has(failure.code)) continue;
    ended++;
    micros += Math.round((usage?.usd ?? 0) * MICRO);
    tokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    if (usage?.usd === undefined) untold.usd++;
    if (usage === undefined) untold.tokens++;
  }
  return { usd: micros / MICRO, tokens, attempts: ended, untold };
}

/** Whether something is limited at all. */
export function isLimited({ usd, tokens }: SpendingLimit): boolean {
  return usd !== undefined || tokens !== undefined;
}

/** Whether what was spent is more than one of the two limits. */
export function isExceeded(limit: SpendingLimit, { usd, tokens }: Spending): boolean {
  return usd > (limit.usd ?? Infinity) || tokens > (limit.tokens ?? Infinity);
}

/** Whether what was spent has reached one of the two limits. */
export function isSpent(limit: SpendingLimit, { usd, tokens }: Spending): boolean {
  return usd >= (limit.usd ?? Infinity) || tokens >= (limit.tokens ?? Infinity);
}
