import type { Budget, SpendingLimit } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { Attempt, Instant, Snapshot } from "../state/facts.ts";
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
  return {
    total: spendingOf(all),
    today: spentToday(all, now),
    nextDay: startOfDay(now) + DAY,
    budget: config.budget,
  };
}

/** What the attempts spent that ended on the day of `now`, in UTC. */
export function spentToday(attempts: readonly Pick<Attempt, "end">[], now: Instant): Spending {
  const today = startOfDay(now);
  return spendingOf(attempts.filter(({ end }) => end !== undefined && end.at >= today && end.at < today + DAY));
}

function startOfDay(now: Instant): Instant {
  return Math.floor(now / DAY) * DAY;
}

/** What one more attempt may spend: its own limit, or what the workstream or the day has left where that is less. */
export function attemptLimit(
  { perAttempt, perWorkstream, perDay }: Budget,
  spent: { readonly workstream: Spending; readonly today: Spending },
): SpendingLimit {
  const limits = [perAttempt, left(perWorkstream, spent.workstream), left(perDay, spent.today)];
  return { usd: least(limits.map(({ usd }) => usd)), tokens: least(limits.map(({ tokens }) => tokens)) };
}

/** Never nothing: others may have spent it since the attempt was claimed, and to a CLI 0 may mean that there is no limit. */
function left({ usd, tokens }: SpendingLimit, spent: Spending): SpendingLimit {
  return {
    usd: usd === undefined ? undefined : Math.max(Math.round((usd - spent.usd) * CENTS) / CENTS, 1 / CENTS),
    tokens: tokens === undefined ? undefined : Math.max(tokens - spent.tokens, 1),
  };
}

const CENTS = 100;

function least(limits: readonly (number | undefined)[]): number | undefined {
  const told = limits.filter((limit) => limit !== undefined);
  return told.length === 0 ? undefined : Math.min(...told);
}

/** Why nothing starts today any more; undefined: there is money left. */
export function dayReason({ today, nextDay, budget }: Ledger): DaySpent | undefined {
  const limit = budget.perDay;
  return isSpent(limit, today) ? { kind: "day-spent", spent: today, limit, until: nextDay } : undefined;
}
