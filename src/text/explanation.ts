import { learnEstimates } from "../decide/estimates.ts";
import type { Widening } from "../decide/widening.ts";
import { findPattern } from "../plan/patterns.ts";
import type { Plan } from "../plan/plan.ts";
import { CONTEXTS } from "../state/names.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import type { Attempt, Pull, Status } from "../state/facts.ts";
import { adviceFor } from "./advice.ts";
import type { GateState } from "./advice.ts";
import { viewAttempt } from "./attempt-view.ts";
import type { AttemptView } from "./attempt-view.ts";
import { timeToJson, viewTime } from "./expected-time.ts";
import type { ExpectedTime } from "./expected-time.ts";
import { printFailure } from "./failure.ts";
import { spendingOfState, usageToJson } from "./money.ts";
import type { WorkstreamSpending } from "./money.ts";
import { printNotice } from "./notice.ts";
import { printWhy } from "./pattern.ts";
import { plain } from "./plain.ts";
import { printReason } from "./reason.ts";
import { isoTime } from "./time.ts";
import type { Clock } from "./time.ts";

type States = ReadonlyMap<string, WorkstreamState>;

/** A workstream that another one waits for, and what it waits for in turn. */
export interface ChainLink {
  readonly id: string;
  readonly state: StateName;
  readonly reason: string;
  readonly waitsFor: readonly ChainLink[];
  /** Why `waitsFor` is cut: shown elsewhere in the chain, or too deep; undefined: it is complete. */
  readonly cut: "shown-before" | "too-deep" | undefined;
}

/** One gate of its pull request: what the forge holds now. */
interface GateLine extends Status {
  readonly context: string;
}

/** One attempt with what came of it. */
interface ExplainedAttempt extends AttemptView {
  /** Empty where it did not fail. */
  readonly failure: string;
}

/** All there is to say about one workstream. */
export interface Explanation extends WorkstreamSpending {
  readonly id: string;
  readonly title: string;
  readonly state: StateName;
  readonly reason: string;
  readonly notices: readonly string[];
  /** The pattern that holds for it, and why that one; undefined: none. */
  readonly pattern: { readonly id: string; readonly why: string } | undefined;
  /** Undefined: nothing took time and nothing will, or its file can't be read. */
  readonly time: ExpectedTime | undefined;
  /** What it waits for and is not completed, down to the roots; failed and blocked ones first. */
  readonly waitsFor: readonly ChainLink[];
  readonly attempts: readonly ExplainedAttempt[];
  readonly pull:
    | {
        readonly number: number;
        readonly state: Pull["state"];
        readonly gates: readonly GateLine[];
      }
    | undefined;
  readonly next: readonly string[];
}

/** How far down the chain is followed: deeper ones are explained by asking for one of its ids. */
const DEPTH = 10;

/** Gathers what `workstreams explain` says. Throws for an id without a state. */
export function explain(id: string, plan: Plan, states: States, clock: Clock): Explanation {
  const state = states.get(id);
  if (state === undefined) throw new Error(`no state for ${id}`);
  const shown = new Set([id]);
  return {
    id,
    title: plain(plan.workstreams.get(id)?.title ?? id),
    state: state.state,
    reason: printReason(state.reason, { id, now: clock.now }),
    notices: state.notices.map(printNotice),
    pattern: viewPattern(id, plan),
    time: viewTime(plan.workstreams.get(id), state, learnEstimates(plan, states)),
    waitsFor: state.state === "completed" ? [] : chain(id, { plan, states, clock, shown }, 1),
    attempts: state.attempts.map((attempt) => explainAttempt(state, attempt)),
    ...spendingOfState(state),
    pull: state.pull === undefined ? undefined : viewPull(state.pull),
    next: adviceFor(id, state.reason, whatItWaitsOn(state)),
  };
}

/** Of an open pull request: whether it could be merged now. */
function whatItWaitsOn({ pull }: WorkstreamState): GateState {
  const all = pull?.statuses.get(CONTEXTS.all)?.state;
  if (all === undefined || all === "success") return "free";
  return pull?.mergeability.kind === "conflict" ? "conflict" : "missing";
}

function viewPattern(id: string, { workstreams, config }: Plan): Explanation["pattern"] {
  const workstream = workstreams.get(id);
  const pattern = workstream && findPattern(config.patterns, workstream);
  return workstream && pattern && { id: pattern.id, why: printWhy(pattern, workstream) };
}

function explainAttempt(state: WorkstreamState, attempt: Attempt): ExplainedAttempt {
  const failure = attempt.end?.failure;
  return { ...viewAttempt(state, attempt), failure: failure === undefined ? "" : printFailure(failure) };
}

interface Walk {
  readonly plan: Plan;
  readonly states: States;
  readonly clock: Clock;
  /** Ids that are in the chain already; grows on the way. */
  readonly shown: Set<string>;
}

function chain(id: string, walk: Walk, depth: number): readonly ChainLink[] {
  return openDependencies(id, walk).map((state) => linkTo(state, walk, depth));
}

function linkTo(state: WorkstreamState, walk: Walk, depth: number): ChainLink {
  const { id } = state;
  const link = { id, state: state.state, reason: printReason(state.reason, { id, now: walk.clock.now }) };
  const more = openDependencies(id, walk).length > 0;
  if (more && walk.shown.has(id)) return { ...link, waitsFor: [], cut: "shown-before" };
  if (more && depth >= DEPTH) return { ...link, waitsFor: [], cut: "too-deep" };
  walk.shown.add(id);
  return { ...link, waitsFor: chain(id, walk, depth + 1), cut: undefined };
}

const STOPPED: ReadonlySet<StateName> = new Set(["failed", "cancelled", "blocked"]);

function openDependencies(id: string, { plan, states }: Walk): readonly WorkstreamState[] {
  const open = (plan.workstreams.get(id)?.dependsOn ?? []).flatMap((each) => {
    const state = states.get(each);
    return state === undefined || state.state === "completed" ? [] : [state];
  });
  return [...open.filter((each) => STOPPED.has(each.state)), ...open.filter((each) => !STOPPED.has(each.state))];
}

function viewPull(pull: Pull): Explanation["pull"] {
  const gates = [CONTEXTS.scope, CONTEXTS.acceptance, CONTEXTS.overlap, CONTEXTS.all].flatMap((context) => {
    const status = pull.statuses.get(context);
    return status === undefined ? [] : [{ context, state: status.state, description: plain(status.description) }];
  });
  return { number: pull.number, state: pull.state, gates };
}

/** What `workstreams explain --json` prints: an `Explanation` with ISO times, null where there is nothing. */
export function explanationToJson(
  id: string,
  plan: Plan,
  states: States,
  clock: Clock,
  widening?: Widening,
): Readonly<Record<string, unknown>> {
  const { attempts, pull, pattern, time, waitsFor, ...rest } = explain(id, plan, states, clock);
  return {
    ...rest,
    pattern: pattern ?? null,
    time: time === undefined ? null : timeToJson(time),
    waitsFor: waitsFor.map(linkToJson),
    attempts: attempts.map(attemptToJson),
    pull: pull ?? null,
    outside: widening ?? null,
  };
}

function attemptToJson(attempt: ExplainedAttempt): Readonly<Record<string, unknown>> {
  const { startedAt, endedAt } = attempt;
  return {
    ...attempt,
    startedAt: startedAt === undefined ? null : isoTime(startedAt),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    usage: usageToJson(attempt.usage),
  };
}

function linkToJson(link: ChainLink): Readonly<Record<string, unknown>> {
  return { ...link, waitsFor: link.waitsFor.map(linkToJson), cut: link.cut ?? null };
}
