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

/** Whether there is something to start: an agent without a command would fail every attempt. */
export function hasCommand({ command = "" }: AgentConfig): boolean {
  return (typeof command === "string" ? command : (command[0] ?? "")).trim() !== "";
}
