import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { ScheduleInput } from "./schedule-problem.ts";

/** A plan of which nothing has started yet, for these agents: what its files call done is done, what is wrong never runs. */
export function wholePlan(
  { workstreams, problems, graph, config }: Plan,
  agents: readonly AgentConfig[],
): ScheduleInput {
  const having = (wanted: string): readonly string[] =>
    [...workstreams.values()].filter(({ status }) => status === wanted).map(({ id }) => id);
  return {
    workstreams,
    graph,
    agents,
    pathCase: config.scopes.case,
    completed: new Set(having("done")),
    running: [],
    maxParallel: config.maxParallel,
    excluded: new Set([...having("skip"), ...problems.keys()]),
  };
}
