/** Plans of which some workstreams were delivered, for what is learnt from that. */
import type { Plan } from "../../src/plan/plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import type { AgentConfig } from "../../src/plan/config.ts";
import type { WorkstreamState } from "../../src/state/lifecycle.ts";
import type { End } from "../../src/state/facts.ts";
import { HOUR, T0, attempt, plan, state, stateMap, workstream } from "./builders.ts";

/** A workstream with what its one attempt took; undefined: it was not started. */
export interface Past extends Partial<Workstream> {
  readonly hours?: number;
  readonly outcome?: End["outcome"];
}

export interface PastPlan {
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, WorkstreamState>;
}

/** Workstreams are `ws-0`, `ws-1` ... unless named; without `estimate` they have none of their own. */
export function pastPlan(pasts: readonly Past[], agents: readonly AgentConfig[] = []): PastPlan {
  const made = pasts.map(({ hours, outcome = "delivered", ...fields }, index) => {
    const tasks = fields.tasks ?? [];
    const byTasks =
      fields.estimate === undefined ? { estimate: 1 + tasks.length, estimateSource: "tasks" as const } : {};
    const of = workstream({ id: `ws-${index}`, ...fields, ...byTasks });
    return { of, state: hours === undefined ? state({ id: of.id }) : delivered(of, hours, outcome) };
  });
  return {
    plan: plan(
      made.map(({ of }) => of),
      { config: { agents } },
    ),
    states: stateMap(made.map((each) => each.state)),
  };
}

function delivered(of: Workstream, hours: number, outcome: End["outcome"]): WorkstreamState {
  const { id, tool = "command", pattern } = of;
  const made = attempt({ id, claim: { tool, pattern }, end: { outcome, startedAt: T0, at: T0 + hours * HOUR } });
  return state({ id, attempts: [{ ...made, contract: { ...made.contract, workstream: of } }] });
}
