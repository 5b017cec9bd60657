import type { Plan } from "../plan/plan.ts";
import type { Instant } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { schedule, SHORT_SEARCH } from "./schedule.ts";

const HOUR = 3_600_000;

/**
 * Milliseconds until the plan is done: the schedule of what is left, in the pace of what was done so far. Undefined
 * before the first attempt has delivered, because estimates alone say nothing about these agents' pace.
 */
export function timeLeft(plan: Plan, states: ReadonlyMap<string, WorkstreamState>, now: Instant): number | undefined {
  const pace = findPace(plan, states);
  if (pace === undefined) return undefined;
  const all = [...states.values()];
  const over = all.filter(({ state }) => state === "completed" || state === "in-review");
  const out = all.filter(({ state }) => state === "failed" || state === "cancelled" || state === "blocked");
  const running = all.flatMap(({ id, attempts }) => {
    const latest = attempts.at(-1);
    if (latest === undefined || latest.end !== undefined) return [];
    return [{ id, agent: latest.claim.agent, elapsed: (now - latest.claim.at) / HOUR / pace }];
  });
  const input = {
    workstreams: plan.workstreams,
    graph: plan.graph,
    agents: plan.config.agents,
    pathCase: plan.config.scopes.case,
    completed: new Set(over.map(({ id }) => id)),
    running,
    maxParallel: plan.config.maxParallel,
    excluded: new Set(out.map(({ id }) => id)),
  };
  const { makespan } = schedule(input, SHORT_SEARCH);
  return makespan * pace * HOUR;
}

/** Hours that took, for each hour that was estimated: the median over the delivered attempts. */
function findPace(plan: Plan, states: ReadonlyMap<string, WorkstreamState>): number | undefined {
  const paces = [...states.values()].flatMap(({ id, attempts }) => {
    const estimate = plan.workstreams.get(id)?.estimate;
    const end = attempts.findLast((attempt) => attempt.end?.outcome === "delivered")?.end;
    return estimate === undefined || end === undefined ? [] : [(end.at - end.startedAt) / HOUR / estimate];
  });
  return paces.toSorted((a, b) => a - b)[Math.floor(paces.length / 2)];
}
