import type { AgentConfig } from "../plan/config.ts";
import { findConflictCosts } from "./conflict-costs.ts";
import type { ConflictCost } from "./conflict-costs.ts";
import { findFurtherAgents } from "./further-agents.ts";
import type { FurtherAgent } from "./further-agents.ts";
import { proposeTracks, shortest, weigh } from "./propose-tracks.ts";
import type { ProposalEffort } from "./propose-tracks.ts";
import { LIST_ONLY, scheduleProblem, SHORT_SEARCH } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { stateProblem } from "./schedule-problem.ts";
import type { ScheduleInput, ScheduleProblem, Unscheduled } from "./schedule-problem.ts";

/** Which agents to dedicate to which tracks for what is left, and what else would make it shorter. Hours. */
export interface Assignment {
  /** The given agents, with the tracks that are proposed. */
  readonly agents: readonly AgentConfig[];
  /** With these agents. */
  readonly schedule: Schedule;
  /** The plan's time where no agent is dedicated to a track. */
  readonly withoutTracks: number;
  /** The least time found with an agent that is; undefined: nothing that is left has a track. */
  readonly withTracks: number | undefined;
  /** With the tracks that the agents have now; undefined: they have none, or someone could take nothing any more. */
  readonly asConfigured: number | undefined;
  readonly further: readonly FurtherAgent[];
  readonly conflicts: readonly ConflictCost[];
  /** Of all that is left, by id. */
  readonly unscheduled: readonly Unscheduled[];
  /** How many ways to dedicate agents were compared. */
  readonly compared: number;
  /** The plan is so large that few were, by simple schedules, and that conflicts were not weighed. */
  readonly isLarge: boolean;
}

/** How much is tried, by the number of workstreams: all of it stays within seconds. */
interface Effort extends ProposalEffort {
  readonly upTo: number;
  readonly conflicts: number;
}

const SMALL: Effort = { upTo: 300, ways: 40, placements: SHORT_SEARCH, finalists: 3, conflicts: 12 };
const MEDIUM: Effort = { upTo: 2_000, ways: 12, placements: SHORT_SEARCH, finalists: 2, conflicts: 6 };
const LARGE: Effort = { upTo: Infinity, ways: 4, placements: LIST_ONLY, finalists: 1, conflicts: 0 };

/**
 * Proposes tracks for agents, judged by the schedule itself: never what takes longer than agents without tracks, or than the
 * tracks that they have. `next`: only for so many workstreams, those that start first.
 */
export function findAssignment(input: ScheduleInput, next = Infinity): Assignment {
  const free = input.agents.map((agent): AgentConfig => ({ ...agent, tracks: [], exclusive: false }));
  const whole = stateProblem({ ...input, agents: free });
  const problem = whole.tasks.length <= next ? whole : stateProblem(onlyNext(whole, { ...input, agents: free }, next));
  const effort = [SMALL, MEDIUM].find(({ upTo }) => problem.tasks.length <= upTo) ?? LARGE;
  const plain = { agents: free, schedule: scheduleProblem(problem) };
  const { compared, best: proposed } = proposeTracks(problem, effort);
  const configured = input.agents.some(({ tracks }) => tracks.length > 0) ? weigh(problem, input.agents) : undefined;
  // Of equals the one that changes least.
  const best = shortest([configured, proposed]);
  const chosen = shortest([best, plain]) ?? plain;
  const judged = { ...problem, agents: chosen.agents };
  return {
    ...chosen,
    withoutTracks: plain.schedule.makespan,
    withTracks: best?.schedule.makespan,
    asConfigured: configured?.schedule.makespan,
    further: findFurtherAgents(judged, chosen.schedule.makespan),
    conflicts: findConflictCosts(judged, input, chosen.schedule, effort.conflicts),
    unscheduled: whole.unscheduled,
    compared,
    isLarge: effort === LARGE,
  };
}

/** The same for those workstreams alone that start first. */
function onlyNext(problem: ScheduleProblem, input: ScheduleInput, next: number): ScheduleInput {
  const first = new Set(
    scheduleProblem(problem)
      .schedule.slice(0, next)
      .map(({ id }) => id),
  );
  const others = [...input.workstreams.keys()].filter((id) => !first.has(id));
  return { ...input, excluded: new Set([...input.excluded, ...others]) };
}
