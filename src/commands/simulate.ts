import { schedule } from "../decide/schedule.ts";
import { wholePlan } from "../decide/whole-plan.ts";
import { printSimulation, simulationToJson } from "../text/simulation.ts";
import { USUAL_AGENTS, anyAgents } from "./agents.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { readWorkingPlan } from "./working-tree.ts";

export interface SimulateOptions {
  /** Undefined: the configured agents, else three. */
  readonly agents: number | undefined;
  readonly json: boolean;
}

/** `workstreams simulate`: the whole schedule from the estimates, from nothing to done. */
export async function simulate(context: CommandContext, options: SimulateOptions): Promise<ExitCode> {
  const given = options.agents === undefined ? undefined : anyAgents(options.agents, undefined);
  const { plan } = await readWorkingPlan(context.directory, given);
  const agents = plan.config.agents.length === 0 ? anyAgents(USUAL_AGENTS, undefined) : plan.config.agents;
  const result = schedule(wholePlan(plan, agents));
  if (options.json) printJson(context, simulationToJson(result));
  else context.print(printSimulation(result, agents.length, context.terminal));
  const isSkipped = (id: string) => plan.workstreams.get(id)?.status === "skip";
  return result.unscheduled.every(({ id }) => isSkipped(id)) ? 0 : 1;
}
