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
import { createCertainStarts } from "./certain-starts.ts";
import { isDue } from "./due.ts";
import type { Estimates } from "./estimates.ts";
import { stateForecast } from "./forecast.ts";
import { compareReady } from "./order.ts";
import type { AgentPauses } from "./paused-agents.ts";
import { planAhead } from "./plan-ahead.ts";
import type { Ahead, Purpose } from "./plan-ahead.ts";
import { agentReason, freeAgents, runningOnes, unendedAgent } from "./staff.ts";
import { trackRoom } from "./track-limits.ts";
import type { TrackRoom } from "./track-limits.ts";

export interface ChooseInput {
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly branches: ReadonlyMap<string, Sha>;
  /** Hours from a workstream's start to the plan's end along its longest chain. */
  readonly levels: ReadonlyMap<string, number>;
  readonly estimates: Estimates;
  readonly wishes: (id: string) => Wishes;
  readonly now: Instant;
  readonly canary: boolean;
  readonly pauses: AgentPauses;
  readonly ledger: Ledger;
  /** Whether what was delivered is merged without a person, once its gates pass. */
  readonly mergesByItself: boolean;
}

type ClaimAction = Extract<Action, { kind: "claim" }>;

export interface Starts {
  readonly claims: readonly ClaimAction[];
  /** As given, with `ready` and due `retrying` ones that do not start now turned into `held`. */
  readonly states: ReadonlyMap<string, WorkstreamState>;
}

/** What starts now, on which agent; why the others do not. Never two scopes that overlap, never two on one agent. */
export function chooseStarts(input: ChooseInput): Starts {
  const running = [...input.states.values()].find((state) => unendedAgent(state) !== undefined);
  const taken: Taken = {
    live: liveScopes(input.states, input.plan.config.scopes.case),
    free: freeAgents(input),
    room: trackRoom(input.plan.config, runningOnes(input)),
    claims: [],
    isAnyRunning: running !== undefined,
    canary: input.canary ? running?.id : undefined,
  };
  for (let round = 1; ; round += 1) {
    const before = taken.claims.length;
    const held = serve(input, taken);
    const isAnyLater = [...held.values()].some(({ kind }) => kind === "on-purpose");
    // What is left until later is looked at once more beside what has just started, as the next tick would.
    if (taken.claims.length > before && isAnyLater && round < MOST_ROUNDS) continue;
    const states = new Map(input.states);
    for (const [id, reason] of held) {
      const state = states.get(id);
      if (state !== undefined) states.set(id, { ...state, state: "held", reason });
    }
    return { claims: taken.claims, states };
  }
}

/** Each one plans the rest anew; what the last one leaves is for the next tick. */
const MOST_ROUNDS = 3;

/** What is taken while candidates are served one after the other. */
interface Taken {
  readonly live: ScopeIndex;
  readonly free: AgentConfig[];
  readonly room: TrackRoom;
  readonly claims: ClaimAction[];
  isAnyRunning: boolean;
  /** The workstream that runs alone until a pull request has landed. */
  canary: string | undefined;
}

/** Serves all that have not started yet; returns why the others do not start. */
function serve(input: ChooseInput, taken: Taken): ReadonlyMap<string, Reason> {
  const started = new Set(taken.claims.map(({ id }) => id));
  const waiting = findDue(input).filter(({ state }) => !started.has(state.id));
  // Looking ahead takes by far the longest: only where something can start does it matter.
  const canAnyStart = waiting.some((candidate) => startIfPossible(candidate, input, taken).kind === "start");
  const outlook = canAnyStart && !input.canary ? lookAhead(input, taken) : undefined;
  const held = new Map<string, Reason>();
  for (const candidate of inOrder(waiting, input, outlook)) {
    const { state, workstream } = candidate;
    const start = startOrHold(candidate, input, taken, outlook);
    if (start.kind === "hold") held.set(state.id, start.reason);
    if (start.kind !== "start") continue;
    taken.claims.push(claimAction(candidate, start.agent, input));
    taken.free.splice(taken.free.indexOf(start.agent), 1);
    taken.live.add(state.id, workstream.scope);
    taken.room.add(workstream);
    taken.isAnyRunning = true;
    if (input.canary) taken.canary = state.id;
  }
  return held;
}

interface Candidate {
  readonly state: WorkstreamState;
  readonly workstream: Workstream;
}

/** What could start now if nobody were in its way. */
function findDue({ plan, states, now }: ChooseInput): readonly Candidate[] {
  const due = [...states.values()].filter((state) => isDue(state, now));
  return due.flatMap((state) => {
    const workstream = plan.workstreams.get(state.id);
    return workstream === undefined ? [] : [{ state, workstream }];
  });
}

/** The expected course of the plan, and whether what it keeps others waiting for is certain to start. */
interface Outlook {
  readonly ahead: Ahead;
  readonly isCertain: (id: string) => boolean;
}

function lookAhead(input: ChooseInput, { live, claims }: Taken): Outlook {
  const forecast = stateForecast({ ...input, starting: claims });
  const paused = [...input.plan.workstreams.keys()].filter((id) => input.wishes(id).pause !== undefined);
  const ahead = planAhead({ ...forecast, excluded: new Set([...forecast.excluded, ...paused]) });
  const starts = new Set(claims.map(({ id }) => id));
  return { ahead, isCertain: createCertainStarts({ ...input, live, starts }) };
}

/**
 * Those that a person asked to start come first, then in the order of the expected course; those that it starts at the same
 * time in the order of compareReady.
 */
function inOrder(waiting: readonly Candidate[], { levels, wishes }: ChooseInput, outlook: Outlook | undefined) {
  const ids = waiting.map(({ state }) => state.id);
  const raised = new Set(ids.filter((id) => wishes(id).restart?.verb === "start"));
  const starts = new Map(ids.map((id) => [id, raised.has(id) ? 0 : (outlook?.ahead.startOf(id) ?? 0)]));
  const compare = compareReady(levels, raised);
  return waiting.toSorted(({ workstream: a }, { workstream: b }) => {
    const [startA = 0, startB = 0] = [starts.get(a.id), starts.get(b.id)];
    return startA === startB ? compare(a, b) : startA - startB;
  });
}

type Start =
  | { readonly kind: "start"; readonly agent: AgentConfig }
  | { readonly kind: "hold"; readonly reason: Reason }
  /** Nobody says which agents there are: it stays ready. */
  | { readonly kind: "leave" };

function startOrHold(candidate: Candidate, input: ChooseInput, taken: Taken, outlook: Outlook | undefined): Start {
  const start = startIfPossible(candidate, input, taken);
  if (start.kind !== "start") return start;
  const { state, workstream } = candidate;
  const { id } = state;
  const planned = taken.free.find((agent) => agent.id === outlook?.ahead.agentOf(id) && mayTake(agent, workstream));
  const purpose = input.wishes(id).restart?.verb === "start" ? undefined : findPurpose(id, taken, outlook);
  if (purpose !== undefined) return hold({ kind: "on-purpose", ...purpose });
  return planned === undefined ? start : { kind: "start", agent: planned };
}

/** Whether it can start, whatever the expected course says. */
function startIfPossible({ state: { id }, workstream }: Candidate, input: ChooseInput, taken: Taken): Start {
  const { pause } = input.wishes(id);
  if (pause !== undefined) return hold({ kind: "paused", who: pause.who, at: pause.at });
  const spent = dayReason(input.ledger);
  if (spent !== undefined) return hold(spent);
  const clash = taken.live.firstOverlap(workstream.scope, id);
  const { until } = input.plan.config.overlap;
  if (clash !== undefined) return hold({ kind: "overlap", holder: clash.id, witness: clash.witness, until });
  if (taken.canary !== undefined) return hold({ kind: "canary", holder: taken.canary });
  if (input.plan.config.agents.length === 0) return { kind: "leave" };
  const full = taken.room.reasonAgainst(workstream);
  if (full !== undefined) return hold(full);
  const agent = pickAgent(workstream, taken.free);
  return agent === undefined ? hold(agentReason(workstream, input)) : { kind: "start", agent };
}

/** Something has to be under way, so that there is a next look; and what is waited for has to come for certain. */
function findPurpose(id: string, { isAnyRunning }: Taken, outlook: Outlook | undefined): Purpose | undefined {
  const purpose = isAnyRunning ? outlook?.ahead.purposeOf(id) : undefined;
  return purpose !== undefined && outlook?.isCertain(purpose.ahead) === true ? purpose : undefined;
}

function hold(reason: Reason): Start {
  return { kind: "hold", reason };
}

function claimAction({ state, workstream }: Candidate, agent: AgentConfig, input: ChooseInput): ClaimAction {
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
