import { mayTake } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import { PRIORITY_RANK } from "./order.ts";

/**
 * The agent that starts a workstream, of those that are free: one that is dedicated to its track, else one without
 * tracks, else one whose own tracks leave it idle, unless it is exclusive. Of equals the one with the higher priority,
 * then the one that the configuration names first. `free` is in the configuration's order.
 */
export function pickAgent(workstream: Workstream, free: readonly AgentConfig[]): AgentConfig | undefined {
  let best: AgentConfig | undefined;
  for (const agent of free) {
    if (mayTake(agent, workstream) && (best === undefined || compare(agent, best, workstream) < 0)) best = agent;
  }
  return best;
}

function compare(a: AgentConfig, b: AgentConfig, workstream: Workstream): number {
  return dedication(a, workstream) - dedication(b, workstream) || PRIORITY_RANK[a.priority] - PRIORITY_RANK[b.priority];
}

/** How far an agent is from being meant for this workstream. */
function dedication({ tracks }: AgentConfig, { track }: Workstream): number {
  if (tracks.length === 0) return 1;
  return track !== undefined && tracks.includes(track) ? 0 : 2;
}
