import type { Overview } from "../decide/action.ts";
import type { Ledger } from "../decide/budget.ts";
import { measureAccuracy } from "../decide/estimate-accuracy.ts";
import { learnEstimates } from "../decide/estimates.ts";
import type { Estimates } from "../decide/estimates.ts";
import { expectCourse } from "../decide/expected-course.ts";
import type { ExpectedCourse } from "../decide/expected-course.ts";
import { stateForecast } from "../decide/forecast.ts";
import { schedule } from "../decide/schedule.ts";
import type { ScheduleInput } from "../decide/schedule.ts";
import type { Plan } from "../plan/plan.ts";
import type { Attempt, Instant } from "../state/facts.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { printAgentPause } from "./agent-pause.ts";
import { viewAttempt } from "./attempt-view.ts";
import type { AttemptState, AttemptView } from "./attempt-view.ts";
import { countStates } from "./counts.ts";
import type { StateCount } from "./counts.ts";
import { driftOf } from "./drift.ts";
import type { Delivery, Drift } from "./drift.ts";
import type { EstimateNumbers } from "./estimate-table.ts";
import { viewTime } from "./expected-time.ts";
import type { ExpectedTime } from "./expected-time.ts";
import { printFailure } from "./failure.ts";
import { spendingOfState } from "./money.ts";
import type { WorkstreamSpending } from "./money.ts";
import { plain } from "./plain.ts";
import { printReason } from "./reason.ts";
import type { Clock } from "./time.ts";

/** One attempt with what came of it. */
export interface ReportAttempt extends AttemptView {
  /** From its start to its end or, where it still runs, to now; undefined: not started. */
  readonly durationMs: number | undefined;
  /** Empty where it did not fail. */
  readonly failure: string;
}

export interface ReportWorkstream extends WorkstreamSpending {
  readonly id: string;
  readonly title: string;
  readonly state: StateName;
  readonly reason: string;
  /** Of one that is blocked by others: where the chain begins. */
  readonly root: string | undefined;
  readonly attempts: readonly ReportAttempt[];
  /** Agent time of all its attempts. */
  readonly durationMs: number;
  /** Undefined: nothing took time and nothing will, or its file can't be read. */
  readonly time: ExpectedTime | undefined;
  readonly pull: number | undefined;
}

/** An agent that gets no work now. */
export interface PausedAgent {
  readonly agent: string;
  readonly reason: string;
}

/** One attempt on the time axis. */
export interface Bar {
  readonly id: string;
  readonly attempt: number;
  readonly state: AttemptState;
  readonly from: Instant;
  readonly to: Instant;
  readonly failure: string;
}

/** What one agent did, by time. */
export interface Lane {
  readonly agent: string;
  readonly bars: readonly Bar[];
}

export interface Totals {
  readonly workstreams: number;
  readonly states: readonly StateCount[];
  readonly completed: number;
  readonly attempts: number;
  /** Attempts that ended, and those of them that delivered. */
  readonly ended: number;
  readonly delivered: number;
  /** Completed of all workstreams, 0 to 1; undefined for an empty plan. */
  readonly completionRate: number | undefined;
  /** Delivered of all ended attempts, 0 to 1; undefined before the first end. */
  readonly deliveryRate: number | undefined;
  /** From the first start to the last end or merge (to now while an attempt runs); undefined before the first start. */
  readonly span: { readonly from: Instant; readonly to: Instant } | undefined;
  /** Agents' work added up, in milliseconds: what one agent would have needed for the same attempts. */
  readonly agentTimeMs: number;
  /** Agents at work at the same time, on average over the time in which any was; undefined without work. */
  readonly parallelism: number | undefined;
  /** Agent time divided by wall time: how much faster than one agent after the other; undefined without work. */
  readonly speedup: number | undefined;
}

/** What is left of a plan, as it is expected to go from now on. */
export interface ExpectedRest extends ExpectedCourse {
  /** Until all of it is done. */
  readonly hours: number;
}

/** All that a report shows; report-markdown.ts and report-html.ts print it. */
export interface ReportData {
  readonly at: Instant;
  readonly totals: Totals;
  readonly workstreams: readonly ReportWorkstream[];
  readonly lanes: readonly Lane[];
  readonly ledger: Ledger;
  readonly estimates: EstimateNumbers;
  readonly paused: readonly PausedAgent[];
  /** Of every delivered workstream what it declared against what it changed. */
  readonly drift: readonly Drift[];
  /** Undefined: nothing is left that an agent could do. */
  readonly expected: ExpectedRest | undefined;
}

type States = ReadonlyMap<string, WorkstreamState>;

export function reportData(
  plan: Plan,
  { states, ledger, pauses }: Overview,
  clock: Clock,
  deliveries: readonly Delivery[] = [],
): ReportData {
  const learnt = learnEstimates(plan, states);
  const workstreams = Array.from(states.values(), (state) => reportWorkstream(plan, state, learnt, clock));
  const lanes = lanesOf(plan, workstreams, clock);
  const drift = deliveries.map(driftOf);
  const paused = Array.from(pauses, ([agent, pause]) => ({ agent, reason: printAgentPause([agent], pause) }));
  const totals = totalsOf(states, workstreams, lanes);
  const estimates = {
    pace: learnt.pace,
    spread: learnt.spread,
    accuracy: measureAccuracy(learnt.samples),
  };
  const expected = expectRest(stateForecast({ plan, states, estimates: learnt, now: clock.now, pauses }));
  return { at: clock.now, totals, workstreams, lanes, ledger, estimates, paused, drift, expected };
}

function expectRest(left: ScheduleInput): ExpectedRest | undefined {
  const found = schedule(left);
  return found.schedule.length === 0 ? undefined : { hours: found.makespan, ...expectCourse(left, found) };
}

function reportWorkstream(plan: Plan, state: WorkstreamState, estimates: Estimates, clock: Clock): ReportWorkstream {
  const attempts = state.attempts.map((attempt) => reportAttempt(state, attempt, clock));
  return {
    id: state.id,
    title: plain(plan.workstreams.get(state.id)?.title ?? state.id),
    state: state.state,
    reason: printReason(state.reason, { id: state.id, now: clock.now }),
    root: state.reason.kind === "dependency" ? state.reason.root : undefined,
    attempts,
    durationMs: attempts.reduce((all, each) => all + (each.durationMs ?? 0), 0),
    time: viewTime(plan.workstreams.get(state.id), state, estimates),
    pull: state.pull?.number,
    ...spendingOfState(state),
  };
}

function reportAttempt(state: WorkstreamState, attempt: Attempt, clock: Clock): ReportAttempt {
  const view = viewAttempt(state, attempt);
  const { startedAt, endedAt } = view;
  const failure = attempt.end?.failure;
  return {
    ...view,
    durationMs: startedAt === undefined ? undefined : Math.max(0, (endedAt ?? clock.now) - startedAt),
    failure: failure === undefined ? "" : printFailure(failure),
  };
}

/** One lane for each agent that ran something, in the configuration's order, then those it does not name any more. */
function lanesOf(plan: Plan, workstreams: readonly ReportWorkstream[], clock: Clock): readonly Lane[] {
  const bars = new Map<string, Bar[]>(plan.config.agents.map((agent) => [agent.id, []]));
  for (const { id, attempts } of workstreams) {
    for (const { number, agent, state, startedAt, endedAt, failure } of attempts) {
      if (startedAt === undefined) continue;
      const to = Math.max(startedAt, endedAt ?? clock.now);
      const bar = { id, attempt: number, state, from: startedAt, to, failure };
      const lane = bars.get(agent);
      if (lane === undefined) bars.set(agent, [bar]);
      else lane.push(bar);
    }
  }
  return Array.from(bars, ([agent, lane]) => ({
    agent: plain(agent),
    bars: lane.toSorted((a, b) => a.from - b.from),
  })).filter((lane) => lane.bars.length > 0);
}

function totalsOf(states: States, workstreams: readonly ReportWorkstream[], lanes: readonly Lane[]): Totals {
  const attempts = workstreams.flatMap((each) => each.attempts);
  const ended = attempts.filter((each) => each.endedAt !== undefined).length;
  const delivered = attempts.filter((each) => each.state === "delivered").length;
  const completed = workstreams.filter((each) => each.state === "completed").length;
  const bars = lanes.flatMap((lane) => lane.bars);
  const agentTimeMs = bars.reduce((all, bar) => all + bar.to - bar.from, 0);
  const span = spanOf(bars, states);
  return {
    workstreams: workstreams.length,
    states: countStates(states.values()),
    completed,
    attempts: attempts.length,
    ended,
    delivered,
    completionRate: ratio(completed, workstreams.length),
    deliveryRate: ratio(delivered, ended),
    span,
    agentTimeMs,
    parallelism: ratio(agentTimeMs, busyTime(bars)),
    speedup: span === undefined ? undefined : ratio(agentTimeMs, span.to - span.from),
  };
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function spanOf(bars: readonly Bar[], states: States): Totals["span"] {
  if (bars.length === 0) return undefined;
  let from = Infinity;
  let to = -Infinity;
  for (const bar of bars) {
    from = Math.min(from, bar.from);
    to = Math.max(to, bar.to);
  }
  for (const { pull } of states.values()) {
    if (pull?.state === "merged" && pull.closedAt !== undefined) to = Math.max(to, pull.closedAt);
  }
  return { from, to };
}

/** How long at least one agent worked. */
function busyTime(bars: readonly Bar[]): number {
  let busy = 0;
  let until = -Infinity;
  for (const { from, to } of bars.toSorted((a, b) => a.from - b.from)) {
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return busy;
}
