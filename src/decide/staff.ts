import { mayTake } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Instant } from "../state/facts.ts";
import type { Reason, WorkstreamState } from "../state/lifecycle.ts";
import { liveAttempt } from "../state/own-facts.ts";
import { pauseEnd } from "./paused-agents.ts";
import type { AgentPauses } from "./paused-agents.ts";

/** The agents, what they do, and which of them get no work. */
interface Staff {
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly pauses: AgentPauses;
}

/** Why no agent takes a workstream that could start: those that fit it are busy or paused. */
export function agentReason(workstream: Workstream, { plan, pauses }: Staff): Reason {
  const fitting = fittingAgents(workstream, plan);
  const busy = fitting.filter((id) => !pauses.has(id));
  const agents = fitting.toSorted((a, b) => compareEnds(pauseEnd(pauses.get(a)), pauseEnd(pauses.get(b))));
  const pause = pauses.get(agents[0] ?? "");
  if (busy.length > 0 || pause === undefined) return { kind: "no-free-agent", busy };
  return { kind: "agents-paused", agents, pause };
}

/** The one that is over first comes first, one that never ends by itself last. */
function compareEnds(a: Instant | undefined, b: Instant | undefined): number {
  if (a === b) return 0;
  return (a ?? Infinity) - (b ?? Infinity);
}

function fittingAgents(workstream: Workstream, plan: Plan): readonly string[] {
  return plan.config.agents.filter((agent) => mayTake(agent, workstream)).map((agent) => agent.id);
}

/** Those that can be given something now, in the configuration's order. */
export function freeAgents({ plan, states, pauses }: Staff): AgentConfig[] {
  const { agents } = plan.config;
  const busy = new Set([...states.values()].map(unendedAgent));
  const free = agents.filter(({ id }) => !busy.has(id) && !pauses.has(id));
  const unended = [...busy].filter((agent) => agent !== undefined).length;
  return free.slice(0, Math.max(agents.length - unended, 0));
}

/** Of each attempt without end, as it was when it was claimed. */
export function runningOnes({ plan, states }: Staff): readonly Workstream[] {
  return [...states.values()].flatMap((state) => {
    const live = liveAttempt(state);
    return live === undefined ? [] : (live.contract.workstream ?? plan.workstreams.get(state.id) ?? []);
  });
}

/** The agent of an attempt without end, also a dead one: it is free when the attempt has ended. */
export function unendedAgent(state: WorkstreamState): string | undefined {
  return liveAttempt(state)?.claim.agent;
}
