import { nearest } from "../plan/nearest.ts";
import { agentTarget } from "../state/names.ts";
import { CommandError } from "./command-error.ts";
import type { Look } from "./tick.ts";

/** The agents that a person may mean: the configured ones, and those that attempts were given to. */
export function knownAgents({ reading }: Look): ReadonlySet<string> {
  const claimed = [...reading.snapshot.attempts.values()].flat().map(({ claim }) => claim.agent);
  return new Set([...reading.plan.config.agents.map(({ id }) => id), ...claimed]);
}

/** Refuses an agent that nobody knows, and names the nearest one. */
export function checkAgent(seen: Look, agent: string): void {
  const known = knownAgents(seen);
  if (known.has(agent)) return;
  const near = nearest(agent, known);
  const hint =
    near === undefined ? `there are ${[...known].join(", ") || "none"}` : `did you mean ${agentTarget(near)}?`;
  throw new CommandError(1, `there is no agent ${JSON.stringify(agent)}: ${hint}`);
}
