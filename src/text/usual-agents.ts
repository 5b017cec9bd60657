import { configurationErrors } from "../plan/configuration-errors.ts";
import type { Plan } from "../plan/plan.ts";

/** Why a plan is looked at with agents of nobody's configuration, and how. */
export function printUsualAgents(plan: Plan, how: string): string {
  const isWrong = configurationErrors(plan).length > 0;
  const why = isWrong ? "the configuration is wrong, so none of its agents count" : "no agents are configured";
  return `${why}: ${how}`;
}
