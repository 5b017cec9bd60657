import { findAssignment } from "../decide/assignment.ts";
import { learnEstimates } from "../decide/estimates.ts";
import { stateForecast } from "../decide/forecast.ts";
import { wholePlan } from "../decide/whole-plan.ts";
import { standingByFile } from "../state/standing.ts";
import { assignmentToJson, printAssignment } from "../text/assignment.ts";
import { anyAgents, withUsualAgents } from "./agents.ts";
import { tableStyle } from "./context.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { readHistory } from "./read-history.ts";
import { tellWrongConfiguration } from "./tell-wrong-configuration.ts";
import { readWorkingPlan } from "./working-tree.ts";

export interface AssignOptions {
  /** Undefined: the configured agents, else three. */
  readonly agents: number | undefined;
  /** For so many workstreams, those that start first; undefined: all that are left. */
  readonly next: number | undefined;
  readonly json: boolean;
}

/** `workstreams assign`: which agents to dedicate to which tracks for what is left, and what else would make it shorter. */
export async function assign(context: CommandContext, options: AssignOptions): Promise<ExitCode> {
  const given = options.agents === undefined ? undefined : anyAgents(options.agents, undefined);
  const { plan } = await readWorkingPlan(context.directory, given);
  tellWrongConfiguration(context, plan);
  const staffed = withUsualAgents(plan);
  const { agents } = staffed.config;
  const states = await readHistory(context, plan);
  const now = context.surroundings.now();
  const left =
    states === undefined
      ? wholePlan(plan, agents)
      : stateForecast({ plan: staffed, states, estimates: learnEstimates(staffed, states), now, pauses: new Map() });
  const assignment = findAssignment(left, options.next);
  const reasonOf = (id: string) => states?.get(id)?.reason ?? standingByFile(plan, id)?.reason;
  const never = { reasonOf, now };
  if (options.json) printJson(context, assignmentToJson(assignment));
  else context.print(printAssignment(assignment, agents, never, tableStyle(context)));
  const isGivenUp = (id: string): boolean =>
    plan.workstreams.get(id)?.status === "skip" || states?.get(id)?.state === "cancelled";
  return assignment.unscheduled.every(({ id }) => isGivenUp(id)) ? 0 : 1;
}
