import type { Ledger } from "../decide/budget.ts";
import type { SpendingLimit } from "../plan/config.ts";
import { isLimited, isSpent } from "../state/spending.ts";
import type { Spending } from "../state/spending.ts";
import { printLimited, printSpending, printUntold } from "./money.ts";
import { printTime } from "./time.ts";

/** What is spent, in pieces of a sentence; `untold` may be empty. */
export interface LedgerParts {
  /** "$3.20 and 12,345 tokens". */
  readonly total: string;
  /** "today $1.10 of $50.00". */
  readonly today: string;
  /** "2 of 5 attempts told no figures, which count as 0". */
  readonly untold: string;
}

/** Undefined where there is nothing to say: no agent told a figure, and no budget is set. */
export function ledgerParts(ledger: Ledger): LedgerParts | undefined {
  const { total, today, nextDay, budget } = ledger;
  if (total.usd === 0 && total.tokens === 0 && !hasBudget(ledger)) return undefined;
  const over = isSpent(budget.perDay, today) ? `, so that nothing starts before ${printTime(nextDay)}` : "";
  return {
    total: printSpending(total),
    today: `today ${printLimited(today, budget.perDay)}${over}`,
    untold: printUntold(total),
  };
}

/** In one line, for a terminal; undefined where there is nothing to say. */
export function printLedger(ledger: Ledger): string | undefined {
  const parts = ledgerParts(ledger);
  return parts && `spent: ${parts.total}, ${parts.today}${parts.untold === "" ? "" : `; ${parts.untold}`}`;
}

function hasBudget({ budget }: Ledger): boolean {
  return isLimited(budget.perDay) || isLimited(budget.perWorkstream);
}

/** In the JSON of commands; a limit that is not set is null. */
export interface LedgerJson {
  readonly total: Spending;
  readonly today: Spending;
  readonly perDay: LimitJson;
  readonly perWorkstream: LimitJson;
}

interface LimitJson {
  readonly usd: number | null;
  readonly tokens: number | null;
}

export function ledgerToJson({ total, today, budget }: Ledger): LedgerJson {
  return { total, today, perDay: limitToJson(budget.perDay), perWorkstream: limitToJson(budget.perWorkstream) };
}

function limitToJson({ usd, tokens }: SpendingLimit): LimitJson {
  return { usd: usd ?? null, tokens: tokens ?? null };
}
