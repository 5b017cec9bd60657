/** What is refused or said before a run claims anything. */
import { uncommittedPaths } from "../git/uncommitted.ts";
import type { AgentConfig } from "../plan/config.ts";
import { isRunnable } from "../plan/agent-fit.ts";
import { configurationErrors, configurationWarnings } from "../plan/configuration-errors.ts";
import type { Plan } from "../plan/plan.ts";
import { CONFIG_PATHS, WORKSTREAMS_DIRECTORY, isSource } from "../plan/source.ts";
import { printDiagnostics } from "../text/diagnostic.ts";
import { plain } from "../text/plain.ts";
import { list } from "../text/words.ts";
import { USUAL_AGENTS, anyAgents } from "./agents.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import type { Project } from "./project.ts";

export interface AgentOptions {
  /** How many agents that take any tool; undefined: the configured ones. */
  readonly agents: number | undefined;
  /** A shell command line, instead of each agent's own; or a program with its arguments. */
  readonly agentCommand: string | readonly string[] | undefined;
}

/** Refuses what could not work, warns of what may not be meant; the answer is the agents that run. */
export async function checkBeforeRun(
  context: CommandContext,
  project: Project,
  plan: Plan,
  options: AgentOptions,
): Promise<readonly AgentConfig[]> {
  refuseWrongConfiguration(context, plan);
  const agents = runAgents(plan, options);
  refuseUnrunnable(agents, options);
  await refuseBranchInTheWay(project);
  warnOfProblems(context, plan);
  await warnOfUncommitted(context, project);
  return agents;
}

/** The agents that the caller asks for, else the configured ones with the caller's command, if there is one. */
function runAgents(plan: Plan, { agents, agentCommand }: AgentOptions): readonly AgentConfig[] {
  const configured = plan.config.agents;
  if (agents !== undefined || configured.length === 0) return anyAgents(agents ?? USUAL_AGENTS, agentCommand);
  return agentCommand === undefined ? configured : configured.map((agent) => ({ ...agent, command: agentCommand }));
}

/** Better said before anything is claimed. */
function refuseUnrunnable(agents: readonly AgentConfig[], { agents: count }: AgentOptions): void {
  const mute = agents.filter((agent) => !isRunnable(agent)).map((agent) => agent.id);
  if (mute.length === 0) return;
  const other =
    count === undefined
      ? "set `command` of each agent in the configuration"
      : "leave --agents out, which takes the place of the configured agents";
  throw new CommandError(2, `no command for ${mute.join(", ")}: give --agent-command, or ${other}`);
}

/** A configuration that says something else than it means is no base to start work from. */
function refuseWrongConfiguration(context: CommandContext, plan: Plan): void {
  const errors = configurationErrors(plan);
  if (errors.length === 0) return;
  context.talk(printDiagnostics(errors, context.terminal.color));
  throw new CommandError(1, "nothing was started: the configuration is wrong; correct it and commit it");
}

/** Git can't have a branch `workstreams` and branches `workstreams/<id>`: no work could ever be delivered. */
export async function refuseBranchInTheWay(project: Project): Promise<void> {
  const inTheWay = (await project.refs.list(["refs/heads/workstreams"])).startsWith("refs/heads/workstreams ");
  if (inTheWay)
    throw new CommandError(
      2,
      "a branch named workstreams is in the way: rename it (git branch -m workstreams <another name>)",
    );
}

/**
 * Wrong files block themselves and what depends on them, never the rest; the start of a run says so. And a configuration may
 * say something else than was meant.
 */
function warnOfProblems(context: CommandContext, plan: Plan): void {
  const errors = plan.diagnostics.filter(({ severity }) => severity === "error");
  const told = [...configurationWarnings(plan), ...errors];
  if (told.length > 0) context.talk(printDiagnostics(told, context.terminal.color));
  if (errors.length === 0) return;
  context.talk("these workstreams and what depends on them are blocked; the others go on");
}

/** A run reads what is committed: files that are not are easily taken for part of it. */
async function warnOfUncommitted(context: CommandContext, project: Project): Promise<void> {
  const changed = (await uncommittedPaths(project.repository, [WORKSTREAMS_DIRECTORY, ...CONFIG_PATHS])).filter(
    isSource,
  );
  if (changed.length === 0) return;
  context.talk(`not part of this run until they are committed to ${project.base}: ${plain(list(changed, 5))}`);
}
