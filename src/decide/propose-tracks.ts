import { canEverRun } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import { findDedications } from "./dedications.ts";
import { scheduleProblem } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";
import { findTrackShares } from "./track-shares.ts";

/** How much is tried for a proposal. */
export interface ProposalEffort {
  /** Ways to dedicate agents. */
  readonly ways: number;
  /** Of each way's schedule. */
  readonly placements: number;
  /** So many of the ways that look best are scheduled as carefully as the plan itself is. */
  readonly finalists: number;
}

/** Agents with tracks, and the schedule that they have. */
export interface Weighed {
  readonly agents: readonly AgentConfig[];
  readonly schedule: Schedule;
}

/** The first one of the shortest. */
export function shortest(all: readonly (Weighed | undefined)[]): Weighed | undefined {
  return all.filter((each) => each !== undefined).toSorted((a, b) => a.schedule.makespan - b.schedule.makespan)[0];
}

/** Undefined: something could be taken by nobody. */
export function weigh(problem: ScheduleProblem, agents: readonly AgentConfig[]): Weighed | undefined {
  return isFit(problem.kinds, agents) ? { agents, schedule: scheduleProblem({ ...problem, agents }) } : undefined;
}

/** The shortest of the ways to dedicate agents that were tried; undefined: there is nothing to dedicate. */
export function proposeTracks(
  problem: ScheduleProblem,
  effort: ProposalEffort,
): { readonly compared: number; readonly best: Weighed | undefined } {
  const look = (agents: readonly AgentConfig[]): Look => ({
    agents,
    makespan: scheduleProblem({ ...problem, agents }, effort.placements).makespan,
  });
  const ways = findWays(problem, effort.ways).map(look);
  const finalists = ways.toSorted((a, b) => a.makespan - b.makespan).slice(0, effort.finalists);
  const exclusive = finalists.slice(0, 1).map((first) => makeExclusive(problem, first, look, effort.ways));
  const weighed = [...finalists, ...exclusive].map(({ agents }) => weigh(problem, agents));
  return { compared: ways.length, best: shortest(weighed) };
}

/** Agents with tracks, and a first look at how long the plan takes with them. */
interface Look {
  readonly agents: readonly AgentConfig[];
  readonly makespan: number;
}

/** The distinct ones, at most so many; none for one agent, which does everything anyway. */
function findWays({ tasks, agents }: ScheduleProblem, most: number): readonly (readonly AgentConfig[])[] {
  const shares = findTrackShares({ tasks, agents });
  const ways = new Map<string, readonly AgentConfig[]>();
  for (const tracks of shares.length === 0 || agents.length < 2 ? [] : findDedications(shares, agents.length)) {
    if (ways.size === most) break;
    ways.set(
      JSON.stringify(tracks),
      agents.map((agent, index) => ({ ...agent, tracks: tracks[index] ?? [] })),
    );
  }
  return [...ways.values()];
}

/** Keeps an agent for its tracks alone wherever that makes the plan shorter. */
function makeExclusive(
  { kinds }: ScheduleProblem,
  given: Look,
  look: (agents: readonly AgentConfig[]) => Look,
  most: number,
): Look {
  let best = given;
  const dedicated = [...given.agents.keys()].filter((index) => given.agents[index]?.tracks.length !== 0);
  for (const index of dedicated.slice(0, most)) {
    const agents = best.agents.map((agent, each) => (each === index ? { ...agent, exclusive: true } : agent));
    const next = isFit(kinds, agents) ? look(agents) : best;
    if (next.makespan < best.makespan) best = next;
  }
  return best;
}

/** Whether each kind of workstreams can be taken by somebody. */
function isFit(kinds: ScheduleProblem["kinds"], agents: readonly AgentConfig[]): boolean {
  return kinds.every((kind) => canEverRun(kind, agents));
}
