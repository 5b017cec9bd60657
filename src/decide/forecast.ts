import type { Plan } from "../plan/plan.ts";
import type { Instant } from "../state/facts.ts";
import { HOUR } from "../state/hour.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { liveAttempt } from "../state/own-facts.ts";
import type { Estimates } from "./estimates.ts";
import type { AgentPauses } from "./paused-agents.ts";
import type { ScheduleInput } from "./schedule.ts";

export interface ForecastInput {
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly estimates: Estimates;
  readonly now: Instant;
  /** Agents that get no work from now on. */
  readonly pauses: AgentPauses;
  /** What starts in this very moment. */
  readonly starting?: readonly Starting[];
}

export interface Starting {
  readonly id: string;
  readonly agent: string;
}

/** There is nothing left to do for an agent; that people merge it is taken for granted. */
const OVER: ReadonlySet<StateName> = new Set(["completed", "landing", "in-review", "changes-requested", "taken-over"]);
/** Nobody knows whether it will ever start. */
const OUT: ReadonlySet<StateName> = new Set(["failed", "cancelled", "blocked"]);

/** What is left of a plan, from where it stands now, to be scheduled. */
export function stateForecast(input: ForecastInput): ScheduleInput {
  const { plan, states, estimates, now, pauses, starting = [] } = input;
  const all = [...states.values()];
  const inStates = (wanted: ReadonlySet<StateName>): Set<string> =>
    new Set(all.filter(({ state }) => wanted.has(state)).map(({ id }) => id));
  return {
    workstreams: plan.workstreams,
    graph: plan.graph,
    agents: plan.config.agents.filter(({ id }) => !pauses.has(id)),
    pathCase: plan.config.scopes.case,
    completed: inStates(OVER),
    running: [
      ...all.flatMap((state) => {
        const claim = liveAttempt(state)?.claim;
        return claim === undefined ? [] : [{ id: state.id, agent: claim.agent, elapsed: (now - claim.at) / HOUR }];
      }),
      ...starting.map(({ id, agent }) => ({ id, agent, elapsed: 0 })),
    ],
    excluded: inStates(OUT),
    maxParallel: plan.config.maxParallel,
    estimate: (workstream) => estimates.of(workstream).hours,
  };
}
