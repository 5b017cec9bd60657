/** The gates of design.md §7: pure verdicts on every open pull request of ours. */
import type { Plan } from "../plan/plan.ts";
import type { Attempt, Pull, Sha, Snapshot } from "../state/facts.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import { findCompanions } from "./companions.ts";
import { findViolation } from "./contract.ts";
import type { GateVerdict } from "./gates.ts";
import { compareMergeOrder, judgeOverlaps } from "./overlap-gate.ts";
import type { Contender } from "./overlap-gate.ts";

/** All gates of one pull request; the last one is the one to be made required. */
export interface PullVerdict {
  /** Undefined: it is somebody else's, and has that last gate alone. */
  readonly id: string | undefined;
  readonly pull: Pull;
  readonly gates: readonly GateVerdict[];
  readonly passes: boolean;
  /** Nobody has run the acceptance tests on this head, and there are some to run. */
  readonly needsVerification: boolean;
}

export interface JudgeOptions {
  /** `off`: the acceptance tests are not run, and the gate says so. */
  readonly acceptance: "on" | "off";
  /** The repository's own CI, a gate of workstreams' pull requests; undefined: none is configured. */
  readonly ci: CiRules | undefined;
}

export interface CiRules {
  /** The file name of its workflow. */
  readonly workflow: string;
  /** Of each open pull request's head how far its own copy of the workflow, and the base's, can be trusted. */
  readonly copies: ReadonlyMap<Sha, CiCopy>;
}

/**
 * - `harmless`: it has read-only permissions and no secrets, here and at the base: it may run on what nobody has seen.
 * - `powerful`: it may do more, so that a person has to approve the head first.
 * - `not-startable`: it has no trigger by which anybody could start it.
 */
export type CiCopy = "harmless" | "powerful" | "not-startable";

/** Judges every open pull request, in the order in which they may merge. */
export function judgePulls(
  plan: Plan,
  snapshot: Snapshot,
  states: ReadonlyMap<string, WorkstreamState>,
  options: JudgeOptions,
): readonly PullVerdict[] {
  const open = snapshot.pulls.filter((pull) => pull.state === "open");
  const own = withoutCopies(open.map((pull) => ownGates(pull, states, options)));
  const order = own.toSorted(compareMergeOrder(plan.config));
  const overlaps = judgeOverlaps(order, snapshot, plan.config);
  return order.flatMap((judged) => {
    const overlap = overlaps.get(judged.pull.number);
    return overlap === undefined ? [] : [verdictOf(judged, overlap)];
  });
}

/** A status is of a commit: what a workstream's own head is judged to be, nobody else's pull request of it overrules. */
function withoutCopies(judged: readonly Judged[]): readonly Judged[] {
  const heads = new Set(judged.filter(({ id }) => id !== undefined).map(({ pull }) => pull.head));
  return judged.filter(({ id, pull }) => id !== undefined || !heads.has(pull.head));
}

interface Judged extends Contender {
  /** Without the overlap gate; none of somebody else's. */
  readonly own: readonly GateVerdict[];
}

function ownGates(pull: Pull, states: ReadonlyMap<string, WorkstreamState>, options: JudgeOptions): Judged {
  const state = pull.id === undefined ? undefined : states.get(pull.id);
  const attempt = state?.attempts.find((candidate) => candidate.number === pull.attempt);
  if (state === undefined || attempt === undefined) {
    return { id: undefined, pull, priority: "normal", isReady: isMergeable(pull), isRebuilt: false, own: [] };
  }
  const acceptance = acceptanceGate(pull, attempt, state, options);
  const ci = options.ci === undefined ? [] : [ciGate(pull, options.ci)];
  const own = [scopeGate(pull, attempt), acceptance, ...ci];
  const priority = attempt.contract.workstream?.priority ?? "normal";
  const isReady = isMergeable(pull) && isInReview(state) && own.every((gate) => gate.state === "success");
  return { id: state.id, pull, priority, isReady, isRebuilt: REBUILT.has(state.state), own };
}

/** One whose changes were asked for waits for people: nobody else waits for those. */
function isMergeable({ draft, mergeability, changesRequestedBy }: Pull): boolean {
  return !draft && mergeability.kind === "clean" && changesRequestedBy.length === 0;
}

/** States in which an attempt works on it, or will. */
const REBUILT: ReadonlySet<StateName> = new Set([
  "retrying",
  "ready",
  "held",
  "waiting",
  "claimed",
  "running",
  "landing",
]);

/** What is built anew, or is about to be closed, does not merge as it is. */
function isInReview({ state }: WorkstreamState): boolean {
  return state === "in-review" || state === "taken-over";
}

function scopeGate(pull: Pull, attempt: Attempt): GateVerdict {
  const violation = findViolation(pull.changes, attempt.contract);
  if (violation !== undefined) return { context: CONTEXTS.scope, state: "failure", reason: violation };
  const companions = findCompanions(pull.changes, attempt.contract).size;
  const reason = { kind: "in-scope", paths: pull.changes.length, companions } as const;
  return { context: CONTEXTS.scope, state: "success", reason };
}

function acceptanceGate(pull: Pull, attempt: Attempt, state: WorkstreamState, options: JudgeOptions): GateVerdict {
  const tests = attempt.contract.workstream?.acceptance.filter((test) => test.kind === "command").length ?? 0;
  return { context: CONTEXTS.acceptance, ...acceptanceVerdict(pull, state, tests, options) };
}

function acceptanceVerdict(
  pull: Pull,
  state: WorkstreamState,
  tests: number,
  options: JudgeOptions,
): Omit<GateVerdict, "context"> {
  const delivered = state.attempts.findLast((attempt) => attempt.end?.head === pull.head)?.end;
  if (delivered?.acceptance === "passed" || pull.verdict?.acceptance === "passed") {
    return { state: "success", reason: { kind: "accepted", tests } };
  }
  if (delivered?.acceptance === "failed" || pull.verdict?.acceptance === "failed") {
    const detail = pull.verdict?.detail ?? delivered?.failure?.detail ?? "";
    return { state: "failure", reason: { kind: "rejected", detail } };
  }
  if (tests === 0) return { state: "success", reason: { kind: "no-tests" } };
  if (options.acceptance === "off" || delivered?.acceptance === "off") {
    return { state: "success", reason: { kind: "acceptance-off" } };
  }
  return { state: "pending", reason: { kind: "unverified" } };
}

/** The repository's own CI on this head: run on an agent's work only where that is harmless, or a person approved it. */
function ciGate(pull: Pull, { workflow, copies }: CiRules): GateVerdict {
  const context = CONTEXTS.ci;
  if (pull.ci?.kind === "running") return { context, state: "pending", reason: { kind: "ci-running" } };
  if (pull.ci?.kind === "ended") {
    const { conclusion } = pull.ci;
    if (conclusion === "success") return { context, state: "success", reason: { kind: "ci-passed" } };
    return { context, state: "failure", reason: { kind: "ci-failed", conclusion } };
  }
  const copy = copies.get(pull.head) ?? "not-startable";
  if (copy === "not-startable") return { context, state: "failure", reason: { kind: "ci-not-startable", workflow } };
  const mayStart = copy === "harmless" || pull.approvedBy.length > 0;
  return { context, state: "pending", reason: { kind: mayStart ? "ci-started" : "ci-needs-approval", workflow } };
}

function verdictOf({ id, pull, own }: Judged, overlap: GateVerdict): PullVerdict {
  if (id === undefined) return foreignVerdict(pull, overlap);
  const gates = [...own, overlap];
  const missing = gates.filter((gate) => gate.state !== "success");
  const needsVerification = own.some(({ reason }) => reason.kind === "unverified");
  return { id, pull, gates: [...gates, summary(missing)], passes: missing.length === 0, needsVerification };
}

/** Of somebody else's pull request we say only whether a workstream's goes first; all else is not ours to judge. */
function foreignVerdict(pull: Pull, { reason }: GateVerdict): PullVerdict {
  const context = CONTEXTS.all;
  const gate: GateVerdict =
    reason.kind === "behind"
      ? { context, state: "pending", reason }
      : { context, state: "success", reason: { kind: "no-workstream-ahead" } };
  return { id: undefined, pull, gates: [gate], passes: gate.state === "success", needsVerification: false };
}

function summary(missing: readonly GateVerdict[]): GateVerdict {
  const context = CONTEXTS.all;
  if (missing.length === 0) return { context, state: "success", reason: { kind: "all-gates-pass" } };
  const contexts = missing.map((gate) => gate.context);
  const state = missing.some((gate) => gate.state === "failure") ? "failure" : "pending";
  return { context, state, reason: { kind: "gates-missing", contexts } };
}
