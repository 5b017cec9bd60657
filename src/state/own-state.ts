/** One workstream's state from its own facts, before its dependencies are looked at. */
import type { Plan } from "../plan/plan.ts";
import type { Scope, Workstream } from "../plan/workstream.ts";
import type { Attempt, Pull, Sha } from "./facts.ts";
import type { Failure } from "./failure.ts";
import type { Notice, Reason, StateName, WorkstreamState } from "./lifecycle.ts";
import { branchName } from "./names.ts";
import type { Wishes } from "./wishes.ts";
import { restartedAfter } from "./wishes.ts";

/** Attempts that ended through no fault of the work are not counted, but not repeated for ever either. */
const MAX_UNCOUNTED = 50;

const MINUTE = 60_000;
const MAX_BACKOFF_DOUBLINGS = 6;

/** All facts about one id. */
export interface OwnFacts {
  readonly id: string;
  readonly plan: Plan;
  /** Undefined where the plan has no readable file for the id. */
  readonly workstream: Workstream | undefined;
  readonly attempts: readonly Attempt[];
  /** Pull requests that belong to it, ascending. */
  readonly pulls: readonly Pull[];
  readonly branch: Sha | undefined;
  readonly wishes: Wishes;
}

const READY: Standing = { state: "ready", reason: { kind: "ready" } };

interface Standing {
  readonly state: StateName;
  readonly reason: Reason;
}

export function ownState(facts: OwnFacts): WorkstreamState {
  const used = countedAttempts(facts).length;
  return {
    id: facts.id,
    ...standing(facts, used),
    notices: notices(facts),
    attempts: facts.attempts,
    pull: openPull(facts) ?? facts.pulls.at(-1),
    holds: heldScope(facts),
    used,
  };
}

function standing(facts: OwnFacts, used: number): Standing {
  const merged = facts.pulls.findLast((pull) => pull.state === "merged");
  const latest = facts.attempts.at(-1);
  if (merged !== undefined && !supersedes(facts, latest, merged)) return mergedStanding(facts.id, merged);
  if (latest !== undefined && latest.end === undefined) return runningStanding(latest);
  const open = openPull(facts);
  if (facts.wishes.cancel !== undefined) return cancelled({ kind: "intent", ...whoAndWhen(facts.wishes.cancel) });
  if (open === undefined) {
    const fixed = fileStanding(facts);
    if (fixed !== undefined) return fixed;
  }
  if (restartedAfter(facts.wishes, latest?.end?.at ?? -Infinity)) return READY;
  const taken = takenHead(facts, open, latest);
  if (taken !== undefined) {
    return { state: "taken-over", reason: { kind: "taken-over", pull: open?.number, head: taken } };
  }
  if (latest === undefined) return READY;
  if (latest.end?.outcome === "delivered") return deliveredStanding(facts, latest, open, used);
  if (latest.end?.outcome === "cancelled") return cancelled({ kind: "run-cancelled", attempt: latest.number });
  return nextAttempt(facts, used, latest.end?.failure ?? { code: "internal", detail: "" }, latest);
}

/** A retry after a merge starts the work anew: the newer attempt counts, not the old merge. */
function supersedes(facts: OwnFacts, latest: Attempt | undefined, merged: Pull): boolean {
  if (latest === undefined) return false;
  const newer = merged.attempt !== undefined && latest.number > merged.attempt;
  return newer || (!merged.inBase && restartedAfter(facts.wishes, latest.end?.at ?? latest.claim.at));
}

function mergedStanding(id: string, pull: Pull): Standing {
  return pull.inBase
    ? { state: "completed", reason: { kind: "merged", pull: pull.number, mergedAs: pull.mergedAs } }
    : { state: "blocked", reason: { kind: "merge-gone", dependency: id, pull: pull.number } };
}

function runningStanding(attempt: Attempt): Standing {
  const { agent, at } = attempt.claim;
  switch (attempt.liveness) {
    case "alive":
      return { state: "running", reason: { kind: "running", agent, attempt: attempt.number, since: at } };
    case "dead":
      return { state: "running", reason: { kind: "dead", agent, attempt: attempt.number } };
    case "unknown":
      return { state: "claimed", reason: { kind: "claimed", agent, attempt: attempt.number } };
    default:
      return attempt.liveness satisfies never;
  }
}

/** What the file itself decides: it is wrong, done, skipped, or gone. */
function fileStanding(facts: OwnFacts): Standing | undefined {
  const { workstream } = facts;
  if (workstream?.status === "done") {
    return { state: "completed", reason: { kind: "file-done", file: workstream.file } };
  }
  if (workstream?.status === "skip") return cancelled({ kind: "skip", file: workstream.file });
  const problem = facts.plan.problems.get(facts.id);
  if (problem !== undefined) return { state: "blocked", reason: { kind: "invalid", ...problem } };
  return undefined;
}

function deliveredStanding(facts: OwnFacts, latest: Attempt, open: Pull | undefined, used: number): Standing {
  if (open !== undefined) return reviewStanding(facts, latest, open, used);
  const closed = facts.pulls.at(-1);
  if (closed !== undefined && closed.state === "closed" && closed.attempt === latest.number) {
    return cancelled({ kind: "pull-closed", pull: closed.number });
  }
  if (facts.branch === undefined) return cancelled({ kind: "branch-deleted", branch: branchName(facts.id) });
  return { state: "landing", reason: { kind: "landing", attempt: latest.number, head: facts.branch } };
}

function reviewStanding(facts: OwnFacts, latest: Attempt, open: Pull, used: number): Standing {
  if (open.changesRequestedBy.length > 0) {
    return {
      state: "changes-requested",
      reason: { kind: "changes-requested", pull: open.number, by: open.changesRequestedBy },
    };
  }
  if (open.mergeability.kind === "conflict") {
    return nextAttempt(facts, used, { code: "conflict", detail: open.mergeability.paths.join(", ") }, latest);
  }
  return { state: "in-review", reason: { kind: "review", pull: open.number } };
}

function nextAttempt(facts: OwnFacts, used: number, last: Failure, latest: Attempt): Standing {
  const limit = facts.workstream?.maxAttempts ?? used;
  if (used >= limit || uncountedAttempts(facts).length > MAX_UNCOUNTED) {
    return { state: "failed", reason: { kind: "exhausted", attempts: used, last } };
  }
  const notBefore = (latest.end?.at ?? latest.claim.at) + (latest.end?.outcome === "failed" ? backoff(facts, used) : 0);
  return { state: "retrying", reason: { kind: "retry", attempt: used + 1, of: limit, notBefore, last } };
}

/** Milliseconds; doubles with each counted attempt. */
function backoff(facts: OwnFacts, used: number): number {
  const doublings = Math.min(Math.max(used - 1, 0), MAX_BACKOFF_DOUBLINGS);
  return facts.plan.config.defaults.backoffMinutes * MINUTE * 2 ** doublings;
}

function countedAttempts(facts: OwnFacts): readonly Attempt[] {
  return sinceRestart(facts).filter((attempt) => attempt.end === undefined || attempt.end.counted);
}

function uncountedAttempts(facts: OwnFacts): readonly Attempt[] {
  return sinceRestart(facts).filter((attempt) => attempt.end !== undefined && !attempt.end.counted);
}

function sinceRestart(facts: OwnFacts): readonly Attempt[] {
  const moment = facts.wishes.restart?.at ?? -Infinity;
  return facts.attempts.filter((attempt) => attempt.claim.at > moment);
}

function openPull(facts: OwnFacts): Pull | undefined {
  return facts.pulls.findLast((pull) => pull.state === "open");
}

/**
 * The head that a person pushed: of the open pull request, else of the branch, where no attempt delivered it. Work that is
 * delivered but has no pull request yet lands first, whatever was pushed on top of it.
 */
function takenHead(facts: OwnFacts, open: Pull | undefined, latest: Attempt | undefined): Sha | undefined {
  if (open === undefined && latest?.end?.outcome === "delivered") return undefined;
  const head = open?.head ?? facts.branch;
  return facts.attempts.some((attempt) => attempt.end?.head === head) ? undefined : head;
}

function heldScope(facts: OwnFacts): Scope | undefined {
  const latest = facts.attempts.at(-1);
  if (latest !== undefined && latest.end === undefined) return withOpenPull(facts, latest.contract.scope);
  if (openPull(facts) !== undefined) return withOpenPull(facts, []);
  const landing = latest?.end?.outcome === "delivered" && facts.branch !== undefined && !isOver(facts, latest);
  return landing ? latest?.contract.scope : undefined;
}

function isOver(facts: OwnFacts, latest: Attempt): boolean {
  return facts.pulls.some((pull) => pull.attempt === latest.number && pull.state !== "open");
}

/** An open pull request holds the scope of the attempt it came from, also while a newer attempt rebuilds it. */
function withOpenPull(facts: OwnFacts, scope: Scope): Scope {
  const number = openPull(facts)?.attempt;
  const attempt = facts.attempts.find((candidate) => candidate.number === number);
  return attempt === undefined ? scope : [...new Set([...scope, ...attempt.contract.scope])];
}

function notices(facts: OwnFacts): readonly Notice[] {
  const { workstream } = facts;
  const latest = facts.attempts.at(-1);
  if (workstream === undefined || latest === undefined) return [];
  const merged = facts.pulls.findLast((pull) => pull.state === "merged");
  const delivered = facts.attempts.find((attempt) => attempt.number === merged?.attempt);
  if (merged !== undefined && delivered !== undefined && delivered.claim.digest !== workstream.digest) {
    return [{ kind: "redefined", pull: merged.number }];
  }
  const live = latest.end === undefined || openPull(facts) !== undefined;
  return live && latest.claim.digest !== workstream.digest ? [{ kind: "drift", attempt: latest.number }] : [];
}

function cancelled(cause: Extract<Reason, { kind: "cancelled" }>["cause"]): Standing {
  return { state: "cancelled", reason: { kind: "cancelled", cause } };
}

function whoAndWhen(intent: { readonly who: string; readonly at: number }): { who: string; at: number } {
  return { who: intent.who, at: intent.at };
}
