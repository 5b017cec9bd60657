import type { Config } from "../plan/config.ts";
import { bottomLevels } from "../plan/critical-path.ts";
import type { Plan } from "../plan/plan.ts";
import type { Instant, Sha, Snapshot, Status } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import { readWishes } from "../state/wishes.ts";
import type { Action, Decision } from "./action.ts";
import { readLedger } from "./budget.ts";
import { chooseStarts } from "./choose.ts";
import { learnEstimates } from "./estimates.ts";
import type { Estimates } from "./estimates.ts";
import { commentActions } from "./gate-comments.ts";
import type { GateReason, GateVerdict } from "./gates.ts";
import { judgePulls } from "./judge.ts";
import type { JudgeOptions, PullVerdict } from "./judge.ts";
import { pausedAgents } from "./paused-agents.ts";
import { findProgress } from "./progress.ts";
import { endAttempts } from "./recover.ts";

export interface DecideOptions extends JudgeOptions {
  readonly now: Instant;
  /** Who merges what passes its gates: a person, a tick, or GitHub by its auto-merge or its queue. */
  readonly merge: Config["merge"];
  /** Until one pull request has landed in the repository, one workstream runs at a time. */
  readonly canary: boolean;
  /** What agents lack to work, by id: one sentence each. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** Pull requests that the forge has refused to merge a moment ago: they are not tried again in this tick. */
  readonly refusedMerges: ReadonlySet<number>;
  /** The words of a verdict: a status is written again only when its state or its words change. */
  readonly describe: (reason: GateReason) => string;
}

/**
 * What one tick does. From the same plan and facts always the same; once its actions are performed and nothing else
 * happened, the next answer is empty.
 */
export function decide(
  plan: Plan,
  snapshot: Snapshot,
  derived: ReadonlyMap<string, WorkstreamState>,
  options: DecideOptions,
): Decision {
  const verdicts = judgePulls(plan, snapshot, derived, options);
  const wishes = readWishes(snapshot.intents);
  const { attempts } = snapshot;
  const { now, unavailable } = options;
  const pauses = pausedAgents({ agents: plan.config.agents, attempts, wishes, unavailable, now });
  const ledger = readLedger(plan, snapshot, now);
  const estimates = learnEstimates(plan, derived);
  const starts = chooseStarts({
    plan,
    states: derived,
    branches: snapshot.branches,
    levels: bottomLevels(plan.graph, hoursLeft(plan, derived, estimates)),
    estimates,
    wishes,
    now,
    canary: options.canary && !snapshot.pulls.some((pull) => pull.id !== undefined),
    pauses,
    ledger,
    mergesByItself: options.merge !== "manual" && plan.config.requiredApprovals === 0,
  });
  const moves: Action[] = [
    ...endAttempts(derived, now),
    ...closeCancelled(derived),
    ...landDelivered(derived),
    ...commentActions(verdicts, (verdict) => changedGates(verdict, options).length > 0, plan, derived),
    ...statusActions(verdicts, options),
    ...verdicts.flatMap((verdict) => verifyActions(verdict, snapshot)),
    ...verdicts.flatMap((verdict) => ciActions(verdict, options)),
    ...mergeActions(verdicts, plan, starts.states, options),
  ];
  const actions = moves.some(changesWhatCanStart) ? moves : [...moves, ...starts.claims];
  const progress = findProgress(starts.states, actions, now);
  return { actions, states: starts.states, progress, pauses, ledger };
}

/** After these the next tick may find something more urgent to start: an agent is not given away before them. */
function changesWhatCanStart({ kind }: Action): boolean {
  return kind === "end" || kind === "close" || kind === "land" || kind === "merge";
}

/** What is completed costs nothing any more. */
function hoursLeft(
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
  estimates: Estimates,
): (id: string) => number {
  return (id) => {
    const workstream = plan.workstreams.get(id);
    return workstream === undefined || states.get(id)?.state === "completed" ? 0 : estimates.of(workstream).hours;
  };
}

function closeCancelled(states: ReadonlyMap<string, WorkstreamState>): readonly Action[] {
  return [...states.values()].flatMap(({ id, reason, pull }) => {
    if (reason.kind !== "cancelled" || reason.cause.kind !== "intent" || pull?.state !== "open") return [];
    return [{ kind: "close" as const, id, pull: pull.number, who: reason.cause.who }];
  });
}

function landDelivered(states: ReadonlyMap<string, WorkstreamState>): readonly Action[] {
  return [...states.values()].flatMap(({ id, reason }) =>
    reason.kind === "landing" ? [{ kind: "land" as const, id, attempt: reason.attempt, head: reason.head }] : [],
  );
}

/** Revoking comes before granting, on all of them, so that no head ever looks free while it is not. */
function statusActions(verdicts: readonly PullVerdict[], options: DecideOptions): readonly Action[] {
  const changed = verdicts.flatMap((verdict) => [
    ...changedGates(verdict, options),
    ...changedQueueGates(verdict, options),
  ]);
  return changed.toSorted((a, b) => Number(a.state === "success") - Number(b.state === "success"));
}

/** That CI was started is written by whoever starts it, once it is true. */
function changedGates(verdict: PullVerdict, options: DecideOptions): readonly StatusAction[] {
  const { number: pull, head: sha } = verdict.pull;
  const changed = verdict.gates.filter((gate) => gate.reason.kind !== "ci-started" && differs(gate, verdict, options));
  return changed.map(({ context, state, reason }) => ({ kind: "status", pull, sha, context, state, reason }));
}

/** The merge queue asks the head of each of its groups for the required status, whoever's pull request it holds. */
function changedQueueGates({ pull, gates }: PullVerdict, options: DecideOptions): readonly StatusAction[] {
  const { queueHead: sha, queueStatus } = pull;
  const gate = gates.find(({ context }) => context === CONTEXTS.all);
  if (sha === undefined || gate === undefined || !isNews(gate, queueStatus, options)) return [];
  const { context, state, reason } = gate;
  return [{ kind: "status", pull: pull.number, sha, context, state, reason }];
}

type StatusAction = Extract<Action, { kind: "status" }>;

function differs(gate: GateVerdict, { pull }: PullVerdict, options: DecideOptions): boolean {
  return isNews(gate, pull.statuses.get(gate.context), options);
}

function isNews({ state, reason }: GateVerdict, written: Status | undefined, options: DecideOptions): boolean {
  return written?.state !== state || written.description !== options.describe(reason);
}

function verifyActions({ id, pull, needsVerification }: PullVerdict, { verifying }: Snapshot): readonly Action[] {
  if (id === undefined || !needsVerification || verifying.has(pull.head)) return [];
  return [{ kind: "verify", id, pull: pull.number, head: pull.head }];
}

/** Started once: the status that says so is written in the same tick. */
function ciActions(verdict: PullVerdict, options: DecideOptions): readonly Action[] {
  const { id, pull, gates } = verdict;
  const gate = gates.find(({ context }) => context === CONTEXTS.ci);
  if (id === undefined || gate?.reason.kind !== "ci-started" || !differs(gate, verdict, options)) return [];
  const { number, head, branch } = pull;
  return [{ kind: "start-ci", id, pull: number, head, branch, workflow: gate.reason.workflow }];
}

/** With `auto` one merge a tick: after it the base has moved, and every other verdict is out of date. */
function mergeActions(
  verdicts: readonly PullVerdict[],
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
  { merge, refusedMerges }: DecideOptions,
): readonly Action[] {
  if (merge === "manual") return [];
  const able = verdicts.flatMap(({ id, pull, passes }): readonly MergeTarget[] => {
    const approved = pull.approvedBy.length >= plan.config.requiredApprovals;
    const may = id !== undefined && passes && approved && !pull.draft && states.get(id)?.state === "in-review";
    return may && !refusedMerges.has(pull.number)
      ? [{ id, pull: pull.number, head: pull.head, queued: pull.queued }]
      : [];
  });
  if (merge === "auto") return able.slice(0, 1).map(({ id, pull, head }) => ({ kind: "merge", id, pull, head }));
  const waiting = able.filter(({ queued }) => !queued);
  return waiting.map(({ id, pull, head }) => ({ kind: "enqueue", id, pull, head, how: merge }));
}

interface MergeTarget {
  readonly id: string;
  readonly pull: number;
  readonly head: Sha;
  readonly queued: boolean;
}
