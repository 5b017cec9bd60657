import type { Budget } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { Instant, Snapshot } from "../state/facts.ts";
import type { Reason } from "../state/lifecycle.ts";
import { isSpent, spendingOf } from "../state/spending.ts";
import type { Spending } from "../state/spending.ts";

/** What all attempts spent, also those of workstreams that are gone, and what they may spend. */
export interface Ledger {
  readonly total: Spending;
  /** Of the attempts that ended on this day, in UTC. */
  readonly today: Spending;
  /** When the next day begins. */
  readonly nextDay: Instant;
  readonly budget: Budget;
}

type DaySpent = Extract<Reason, { kind: "day-spent" }>;

const DAY = 86_400_000;

export function readLedger({ config }: Pick<Plan, "config">, { attempts }: Snapshot, now: Instant): Ledger {
  const all = [...attempts.values()].flat();
  const today = Math.floor(now / DAY) * DAY;
  const nextDay = today + DAY;
  return {
    total: spendingOf(all),
    today: spendingOf(all.filter(({ end }) => end !== undefined && end.at >= today && end.at < nextDay)),
    nextDay,
    budget: config.budget,
  };
}

/** Why nothing starts today any more; undefined: there is money left. */
export function dayReason({ today, nextDay, budget }: Ledger): DaySpent | undefined {
  const limit = budget.perDay;
  return isSpent(limit, today) ? { kind: "day-spent", spent: today, limit, until: nextDay } : undefined;
}
