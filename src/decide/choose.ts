import { mayTake } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import { createScopeIndex } from "../plan/scope-index.ts";
import type { ScopeIndex } from "../plan/scope-index.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Instant, Sha } from "../state/facts.ts";
import type { Reason, WorkstreamState } from "../state/lifecycle.ts";
import { agentTarget } from "../state/names.ts";
import type { Wishes } from "../state/wishes.ts";
import type { Action } from "./action.ts";
import { pickAgent } from "./assign.ts";
import { dayReason } from "./budget.ts";
import type { Ledger } from "./budget.ts";
import { compareReady } from "./order.ts";
import { pauseEnd } from "./paused-agents.ts";
import type { AgentPauses } from "./paused-agents.ts";
import { trackRoom } from "./track-limits.ts";
import type { TrackRoom } from "./track-limits.ts";

export interface ChooseInput {
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly branches: ReadonlyMap<string, Sha>;
  /** Hours from a workstream's start to the plan's end along its longest chain. */
  readonly levels: ReadonlyMap<string, number>;
  readonly wishes: (id: string) => Wishes;
  readonly now: Instant;
  readonly canary: boolean;
  readonly pauses: AgentPauses;
  readonly ledger: Ledger;
}

export interface Starts {
  readonly claims: readonly Action[];
  /** As given, with `ready` and due `retrying` ones that do not start now turned into `held`. */
  readonly states: ReadonlyMap<string, WorkstreamState>;
}

/** What starts now, on which agent; why the others do not. Never two scopes that overlap, never two on one agent. */
export function chooseStarts(input: ChooseInput): Starts {
  const live = liveScopes(input.states, input.plan.config.scopes.case);
  const free = freeAgents(input);
  const room = trackRoom(input.plan.config, runningOnes(input));
  const running = [...input.states.values()].find((state) => unendedAgent(state) !== undefined);
  let canary = input.canary ? running?.id : undefined;
  const claims: Action[] = [];
  const states = new Map(input.states);
  for (const candidate of candidates(input)) {
    const { state, workstream } = candidate;
    const start = startOrHold(candidate, input, { live, free, room, canary });
    if (start.kind === "hold") states.set(state.id, { ...state, state: "held", reason: start.reason });
    if (start.kind !== "start") continue;
    claims.push(claimAction(candidate, start.agent, input));
    free.splice(free.indexOf(start.agent), 1);
    live.add(state.id, workstream.scope);
    room.add(workstream);
    if (input.canary) canary = state.id;
  }
  return { claims, states };
}

interface Candidate {
  readonly state: WorkstreamState;
  readonly workstream: Workstream;
}

/** What could start now if nobody were in its way, in the order in which it is served. */
function candidates({ plan, states, levels, wishes, now }: ChooseInput): readonly Candidate[] {
  const due = [...states.values()].filter((state) => isDue(state, now));
  const found = due.flatMap((state) => {
    const workstream = plan.workstreams.get(state.id);
    return workstream === undefined ? [] : [{ state, workstream }];
  });
  const raised = new Set(found.map(({ state }) => state.id).filter((id) => wishes(id).restart?.verb === "start"));
  const compare = compareReady(levels, raised);
  return found.toSorted((a, b) => compare(a.workstream, b.workstream));
}

function isDue({ state, reason }: WorkstreamState, now: Instant): boolean {
  return state === "ready" || (reason.kind === "retry" && reason.notBefore <= now);
}

/** What is taken while candidates are served one after the other. */
interface Taken {
  readonly live: ScopeIndex;
  readonly free: readonly AgentConfig[];
  readonly room: TrackRoom;
  /** The workstream that runs alone until a pull request has landed. */
  readonly canary: string | undefined;
}

type Start =
  | { readonly kind: "start"; readonly agent: AgentConfig }
  | { readonly kind: "hold"; readonly reason: Reason }
  /** Nobody says which agents there are: it stays ready. */
  | { readonly kind: "leave" };

function startOrHold({ state, workstream }: Candidate, input: ChooseInput, taken: Taken): Start {
  const { pause } = input.wishes(state.id);
  if (pause !== undefined) return hold({ kind: "paused", who: pause.who, at: pause.at });
  const spent = dayReason(input.ledger);
  if (spent !== undefined) return hold(spent);
  const clash = taken.live.firstOverlap(workstream.scope, state.id);
  const { until } = input.plan.config.overlap;
  if (clash !== undefined) return hold({ kind: "overlap", holder: clash.id, witness: clash.witness, until });
  if (taken.canary !== undefined) return hold({ kind: "canary", holder: taken.canary });
  if (input.plan.config.agents.length === 0) return { kind: "leave" };
  const full = taken.room.reasonAgainst(workstream);
  if (full !== undefined) return hold(full);
  const agent = pickAgent(workstream, taken.free);
  return agent === undefined ? hold(agentReason(workstream, input)) : { kind: "start", agent };
}

function agentReason(workstream: Workstream, { plan, pauses }: ChooseInput): Reason {
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

function hold(reason: Reason): Start {
  return { kind: "hold", reason };
}

function fittingAgents(workstream: Workstream, plan: Plan): readonly string[] {
  return plan.config.agents.filter((agent) => mayTake(agent, workstream)).map((agent) => agent.id);
}

function claimAction({ state, workstream }: Candidate, agent: AgentConfig, input: ChooseInput): Action {
  const { id, attempts } = state;
  return {
    kind: "claim",
    id,
    attempt: (attempts.at(-1)?.number ?? 0) + 1,
    agent: agent.id,
    tool: workstream.tool ?? agent.type,
    pattern: workstream.pattern,
    replaces: input.branches.get(id),
    answers: input.wishes(id).restart?.at,
    resumed: input.wishes(agentTarget(agent.id)).resume?.at,
  };
}

function liveScopes(states: ReadonlyMap<string, WorkstreamState>, pathCase: PathCase): ScopeIndex {
  const index = createScopeIndex(pathCase);
  for (const { id, holds } of states.values()) if (holds !== undefined) index.add(id, holds);
  return index;
}

function freeAgents({ plan, states, pauses }: ChooseInput): AgentConfig[] {
  const { agents } = plan.config;
  const busy = new Set([...states.values()].map(unendedAgent));
  const free = agents.filter(({ id }) => !busy.has(id) && !pauses.has(id));
  const unended = [...busy].filter((agent) => agent !== undefined).length;
  return free.slice(0, Math.max(agents.length - unended, 0));
}

/** Of each attempt without end, as it was when it was claimed. */
function runningOnes({ plan, states }: ChooseInput): readonly Workstream[] {
  return [...states.values()].flatMap((state) => {
    if (unendedAgent(state) === undefined) return [];
    return state.attempts.at(-1)?.contract.workstream ?? plan.workstreams.get(state.id) ?? [];
  });
}

/** The agent of an attempt without end, also a dead one: it is free when the attempt has ended. */
function unendedAgent({ attempts }: WorkstreamState): string | undefined {
  const latest = attempts.at(-1);
  return latest !== undefined && latest.end === undefined ? latest.claim.agent : undefined;
}
