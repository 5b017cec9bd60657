import type { AgentConfig } from "./config.ts";
import type { Workstream } from "./workstream.ts";

/** Whether the agent's CLI is the one the workstream asks for; a workstream without a tool fits every agent. */
export function takesTool(agent: AgentConfig, workstream: Workstream): boolean {
  return agent.tools === "any" || workstream.tool === undefined || agent.tools.includes(workstream.tool);
}

/** Whether the agent may take the workstream when it is free: its tool fits, and so does its track if it is exclusive. */
export function mayTake(agent: AgentConfig, workstream: Workstream): boolean {
  if (!takesTool(agent, workstream)) return false;
  return !agent.exclusive || (workstream.track !== undefined && agent.tracks.includes(workstream.track));
}

/** Whether any of the agents can run it at all, be it busy or free. */
export function canEverRun(workstream: Workstream, agents: readonly AgentConfig[]): boolean {
  return agents.some((agent) => mayTake(agent, workstream));
}

/** The agent as it works on a workstream: it runs the command of the workstream's pattern, if that has one. */
export function agentFor(agent: AgentConfig, { command }: Workstream): AgentConfig {
  return command === undefined ? agent : { ...agent, command };
}

/** The pattern whose command runs in place of the agent's own, for what `agentFor` gave; undefined: its own runs. */
export function patternOfCommand({ command }: AgentConfig, workstream: Workstream): string | undefined {
  return workstream.command !== undefined && workstream.command === command ? workstream.pattern : undefined;
}

/** Whether there is something to start: an agent of the type `command` without one would fail every attempt. */
export function isRunnable({ type, command = "" }: AgentConfig): boolean {
  return type !== "command" || (typeof command === "string" ? command : (command[0] ?? "")).trim() !== "";
}
