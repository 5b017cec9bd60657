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

/** "12,345". */
function printNumber(number: number): string {
  return number.toLocaleString("en-US");
}

/** Of one attempt: "$0.42, 12,345 tokens"; only what its agent told, so that it may be empty. */
export function printUsage(usage: Usage | undefined): string {
  if (usage === undefined) return "";
  const tokens = `${printNumber(usage.inputTokens + usage.outputTokens)} tokens`;
  return usage.usd === undefined ? tokens : `${printUsd(usage.usd)}, ${tokens}`;
}

/** Of several: "$3.20 and 12,345 tokens". */
export function printSpending({ usd, tokens }: Spending): string {
  return `${printUsd(usd)} and ${printNumber(tokens)} tokens`;
}

/** What is limited, against its limit: "$3.20 of $5.00"; without a limit all of it. */
export function printLimited(spent: Spending, limit: SpendingLimit): string {
  if (!isLimited(limit)) return printSpending(spent);
  const { usd, tokens } = limit;
  return list([
    ...(usd === undefined ? [] : [`${printUsd(spent.usd)} of ${printUsd(usd)}`]),
    ...(tokens === undefined ? [] : [`${printNumber(spent.tokens)} of ${printNumber(tokens)} tokens`]),
  ]);
}

/** Of a workstream: against its limit, which counts from the last retry, and in all where that is more; empty: nothing is told. */
export function printWorkstreamSpending(
  { attempts, spent }: Pick<WorkstreamState, "attempts" | "spent">,
  limit: SpendingLimit,
): string {
  const all = spendingOf(attempts);
  if (all.usd === 0 && all.tokens === 0) return "";
  if (!isLimited(limit)) return printSpending(all);
  const earlier = all.usd !== spent.usd || all.tokens !== spent.tokens;
  return `${printLimited(spent, limit)}${earlier ? `, in all ${printSpending(all)}` : ""}`;
}

/** How many attempts told no figures, which count as nothing: "2 of 5 attempts told no cost"; empty where all did. */
export function printUntold({ attempts, untold }: Spending): string {
  const of = `of ${count(attempts, "attempt")}`;
  if (untold.usd === 0) return "";
  if (untold.usd === untold.tokens) return `${untold.usd} ${of} told no figures, which count as 0`;
  const tokens = untold.tokens === 0 ? "" : `, ${untold.tokens} no tokens either`;
  return `${untold.usd} ${of} told no cost, which counts as 0${tokens}`;
}
