import type { Plan } from "../plan/plan.ts";
import type { Instant } from "../state/facts.ts";
import { HOUR } from "../state/hour.ts";
import type { Overview } from "./action.ts";
import { learnEstimates } from "./estimates.ts";
import { stateForecast } from "./forecast.ts";
import { schedule } from "./schedule.ts";

/**
 * Milliseconds until the plan is done: the schedule of what is left, in the pace of what was done so far. Undefined
 * before the first attempt has delivered, because estimates alone say nothing about these agents' pace.
 */
export function timeLeft(plan: Plan, { states, pauses }: Overview, now: Instant): number | undefined {
  const estimates = learnEstimates(plan, states);
  if (estimates.pace === undefined) return undefined;
  const { makespan } = schedule(stateForecast({ plan, states, estimates, now, pauses }));
  return makespan * HOUR;
}
