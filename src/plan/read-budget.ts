import type { BudgetFile, SpendingLimitFile } from "./budget-schema.ts";
import type { Budget, SpendingLimit } from "./config.ts";
import { toNumber } from "./fields.ts";

/** What the configuration leaves out has no limit. */
export function readBudget(file: BudgetFile | null | undefined): Budget {
  return {
    perAttempt: readLimit(file?.per_attempt),
    perWorkstream: readLimit(file?.per_workstream),
    perDay: readLimit(file?.per_day),
  };
}

function readLimit(file: SpendingLimitFile | null | undefined): SpendingLimit {
  return { usd: toNumber(file?.usd), tokens: file?.tokens ?? undefined };
}
