import type { AgentConfig } from "../plan/config.ts";
import { scheduleProblem } from "./schedule.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** What one more agent buys: like one that there is, but for any track. */
export interface FurtherAgent {
  /** Of agents that take the same tools one is enough to tell. */
  readonly tools: AgentConfig["tools"];
  /** Hours that the plan takes with it. */
  readonly makespan: number;
}

/** One for each set of tools that the agents take, in their order. `makespan`: hours that the plan takes without it. */
export function findFurtherAgents(problem: ScheduleProblem, makespan: number): readonly FurtherAgent[] {
  const kinds = new Map(problem.agents.map((agent) => [JSON.stringify(agent.tools), agent]));
  return Array.from(kinds.values(), (agent): FurtherAgent => {
    const added: AgentConfig = { ...agent, id: freeId(problem.agents), tracks: [], exclusive: false };
    const found = scheduleProblem({ ...problem, agents: [...problem.agents, added] });
    // What is done with fewer can be done with more, be it found or not.
    return { tools: agent.tools, makespan: Math.min(found.makespan, makespan) };
  });
}

function freeId(agents: readonly AgentConfig[]): string {
  const ids = new Set(agents.map(({ id }) => id));
  let number = agents.length + 1;
  while (ids.has(`agent-${number}`)) number += 1;
  return `agent-${number}`;
}
