import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";

/** How many agents a plan is looked at with where neither the configuration nor the caller says. */
export const USUAL_AGENTS = 3;

/** `count` agents `agent-1`, `agent-2`... that take any tool and run `command`. */
export function anyAgents(count: number, command: string | readonly string[] | undefined): readonly AgentConfig[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `agent-${index + 1}`,
    type: "command",
    tools: "any",
    tracks: [],
    exclusive: false,
    priority: "normal",
    command,
    model: undefined,
    args: [],
    version: undefined,
    baseUrl: undefined,
    home: "own",
    env: [],
  }));
}

/** Where none is configured, some that take any tool: they make no workstream of the plan right or wrong. */
export function withUsualAgents(found: Plan): Plan {
  if (found.config.agents.length > 0) return found;
  return { ...found, config: { ...found.config, agents: anyAgents(USUAL_AGENTS, undefined) } };
}
