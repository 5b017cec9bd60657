/** What agents spent, in words. */
import type { SpendingLimit } from "../plan/config.ts";
import type { Usage } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { isLimited, spendingOf } from "../state/spending.ts";
import type { Spending } from "../state/spending.ts";
import { count, list } from "./words.ts";

/** "$1,234.50"; what is less than a cent is not shown as nothing. */
export function printUsd(usd: number): string {
  if (usd > 0 && usd < 0.01) return "under $0.01";
  return `$${usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** "12,345 tokens". */
export function printTokens(tokens: number): string {
  return `${grouped(tokens)} tokens`;
}

function grouped(number: number): string {
  return number.toLocaleString("en-US");
}

/** Of one attempt: "$0.42, 12,345 tokens"; only what its agent told, so that it may be empty. */
export function printUsage(usage: Usage | undefined): string {
  if (usage === undefined) return "";
  const tokens = printTokens(usage.inputTokens + usage.outputTokens);
  return usage.usd === undefined ? tokens : `${printUsd(usage.usd)}, ${tokens}`;
}

/** Of several: "$3.20 and 12,345 tokens". */
export function printSpending({ usd, tokens }: Spending): string {
  return `${printUsd(usd)} and ${printTokens(tokens)}`;
}

/** What is limited, against its limit: "$3.20 of $5.00"; without a limit all of it. */
export function printLimited(spent: Spending, limit: SpendingLimit): string {
  if (!isLimited(limit)) return printSpending(spent);
  const { usd, tokens } = limit;
  return list([
    ...(usd === undefined ? [] : [`${printUsd(spent.usd)} of ${printUsd(usd)}`]),
    ...(tokens === undefined ? [] : [`${grouped(spent.tokens)} of ${printTokens(tokens)}`]),
  ]);
}

/**
 * Of a workstream: since its last retry against its limit, and in all where that is more. Empty: its attempts told nothing.
 * `spent`: of all its attempts.
 */
export function printWorkstreamSpending({ spent, spentSinceRetry }: WorkstreamSpending, limit: SpendingLimit): string {
  if (spent.usd === 0 && spent.tokens === 0) return "";
  if (!isLimited(limit)) return printSpending(spent);
  const before = spent.usd !== spentSinceRetry.usd || spent.tokens !== spentSinceRetry.tokens;
  return `${printLimited(spentSinceRetry, limit)}${before ? `, in all ${printSpending(spent)}` : ""}`;
}

export interface WorkstreamSpending {
  readonly spent: Spending;
  readonly spentSinceRetry: Spending;
}

export function spendingOfState({ attempts, spent }: Pick<WorkstreamState, "attempts" | "spent">): WorkstreamSpending {
  return { spent: spendingOf(attempts), spentSinceRetry: spent };
}

/** How many attempts told no figures, which count as nothing: "2 of 5 attempts told no cost"; empty where all did. */
export function printUntold({ attempts, untold }: Spending): string {
  const of = `of ${count(attempts, "attempt")}`;
  if (untold.usd === 0) return "";
  if (untold.usd === untold.tokens) return `${untold.usd} ${of} told no figures, which count as 0`;
  const tokens = untold.tokens === 0 ? "" : `, ${untold.tokens} no tokens either`;
  return `${untold.usd} ${of} told no cost, which counts as 0${tokens}`;
}

/** In the JSON of commands: a figure that nobody told is null. */
export interface UsageJson {
  readonly usd: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export function usageToJson(usage: Usage | undefined): UsageJson | null {
  return usage === undefined ? null : { ...usage, usd: usage.usd ?? null };
}
