import type { Ledger } from "../decide/budget.ts";
import { isLimited, isSpent } from "../state/spending.ts";
import { printLimited, printSpending, printUntold } from "./money.ts";
import { printTime } from "./time.ts";

/**
 * What is spent in all and today, against the budget: "spent: $3.20 and 12,345 tokens, today $1.10 of $50.00". Undefined
 * where there is nothing to say: no agent told a figure, and no budget is set.
 */
export function printLedger(ledger: Ledger): string | undefined {
  const { total, today, nextDay, budget } = ledger;
  if (total.usd === 0 && total.tokens === 0 && !hasBudget(ledger)) return undefined;
  const over = isSpent(budget.perDay, today) ? `, so that nothing starts before ${printTime(nextDay)}` : "";
  const untold = printUntold(total);
  return (
    `spent: ${printSpending(total)}, today ${printLimited(today, budget.perDay)}${over}` +
    (untold === "" ? "" : `; ${untold}`)
  );
}

function hasBudget({ budget }: Ledger): boolean {
  return isLimited(budget.perDay) || isLimited(budget.perWorkstream);
}
