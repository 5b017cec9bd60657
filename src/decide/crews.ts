import { mayTake } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import { pickAgent } from "./assign.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** Agents that are the same to every task, in the configuration's order. */
export type Crew = readonly AgentConfig[];

export interface Crews {
  readonly crews: readonly Crew[];
  /** For each kind of tasks the crews that may take it, in the order in which they are asked. */
  readonly asked: readonly (readonly number[])[];
}

export function findCrews({ agents, kinds }: Pick<ScheduleProblem, "agents" | "kinds">): Crews {
  const found = new Map<string, AgentConfig[]>();
  for (const agent of agents) {
    const key = JSON.stringify([kinds.map((kind) => mayTake(agent, kind)), agent.tracks, agent.priority]);
    const crew = found.get(key);
    if (crew === undefined) found.set(key, [agent]);
    else crew.push(agent);
  }
  const crews = [...found.values()];
  const asked = kinds.map((kind) => {
    const order: number[] = [];
    let free = crews.flatMap((crew) => crew.slice(0, 1));
    for (let next = pickAgent(kind, free); next !== undefined; next = pickAgent(kind, free)) {
      const agent = next;
      order.push(crews.findIndex((crew) => crew[0] === agent));
      free = free.filter((each) => each !== agent);
    }
    return order;
  });
  return { crews, asked };
}
