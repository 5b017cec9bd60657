/** Where one workstream stands by its own facts, before its dependencies are looked at. */
import type { Config } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { Attempt, Pull, Sha } from "./facts.ts";
import { isFaultOfAgent } from "./failure.ts";
import type { Failure } from "./failure.ts";
import type { CancelCause, Reason, StateName } from "./lifecycle.ts";
import { branchName } from "./names.ts";
import {
  attemptsSinceRestart,
  closedPull,
  countedAttempts,
  isRestartPending,
  liveAttempt,
  openPull,
  standingMerge,
  uncountedAttempts,
} from "./own-facts.ts";
import type { OwnFacts } from "./own-facts.ts";
import { isExceeded, isSpent, spendingOf } from "./spending.ts";

export interface Standing {
  readonly state: StateName;
  readonly reason: Reason;
}

/** Attempts that ended through no fault of the work are not counted, but not repeated for ever either. */
const MAX_UNCOUNTED = 50;
const MINUTE = 60_000;
const MAX_BACKOFF_DOUBLINGS = 6;

const READY: Standing = { state: "ready", reason: { kind: "ready" } };

/** The first that holds, from what is final to what is only about to be. */
export function findStanding(facts: OwnFacts): Standing {
  return (
    mergedStanding(facts) ??
    runningStanding(facts) ??
    cancelStanding(facts) ??
    fileStanding(facts) ??
    restartStanding(facts) ??
    closedStanding(facts) ??
    takenStanding(facts) ??
    attemptStanding(facts)
  );
}

function mergedStanding(facts: OwnFacts): Standing | undefined {
  const merged = standingMerge(facts);
  if (merged !== undefined && !merged.inBase) {
    return { state: "blocked", reason: { kind: "merge-gone", dependency: facts.id, pull: merged.number } };
  }
  if (merged !== undefined) return completed(merged.number, merged.mergedAs);
  return facts.isContained && openPull(facts) === undefined ? completed(undefined, undefined) : undefined;
}

function completed(pull: number | undefined, mergedAs: Sha | undefined): Standing {
  return { state: "completed", reason: { kind: "merged", pull, mergedAs } };
}

function runningStanding(facts: OwnFacts): Standing | undefined {
  const attempt = liveAttempt(facts);
  if (attempt === undefined) return undefined;
  const { agent, at } = attempt.claim;
  switch (attempt.liveness) {
    case "alive":
      return { state: "running", reason: { kind: "running", agent, attempt: attempt.number, since: at } };
    case "dead":
    case "unstarted":
    case "cancelled":
      return { state: "running", reason: { kind: "dead", agent, attempt: attempt.number } };
    case "unknown":
      return { state: "claimed", reason: { kind: "claimed", agent, attempt: attempt.number } };
    default:
      return attempt.liveness satisfies never;
  }
}

function cancelStanding({ wishes }: OwnFacts): Standing | undefined {
  if (wishes.cancel === undefined) return undefined;
  return cancelled({ kind: "intent", who: wishes.cancel.who, at: wishes.cancel.at });
}

/** An open pull request goes its way first. */
function fileStanding(facts: OwnFacts): Standing | undefined {
  return openPull(facts) === undefined ? standingByFile(facts.plan, facts.id) : undefined;
}

/** What the file itself decides: it is done, skipped, or wrong. */
export function standingByFile({ workstreams, problems }: Plan, id: string): Standing | undefined {
  const workstream = workstreams.get(id);
  if (workstream?.status === "done") {
    return { state: "completed", reason: { kind: "file-done", file: workstream.file } };
  }
  if (workstream?.status === "skip") return cancelled({ kind: "skip", file: workstream.file });
  const problem = problems.get(id);
  if (problem !== undefined) return { state: "blocked", reason: { kind: "invalid", ...problem } };
  return undefined;
}

function restartStanding(facts: OwnFacts): Standing | undefined {
  return isRestartPending(facts) ? READY : undefined;
}

function closedStanding(facts: OwnFacts): Standing | undefined {
  const closed = closedPull(facts);
  return closed === undefined ? undefined : cancelled({ kind: "pull-closed", pull: closed.number });
}

/** A head that no attempt delivered was pushed by a person. */
function takenStanding(facts: OwnFacts): Standing | undefined {
  const open = openPull(facts);
  const head = open?.head ?? facts.branch;
  if (head === undefined || facts.attempts.some((attempt) => attempt.end?.head === head)) return undefined;
  // Work that is delivered but has no pull request yet lands first, with what a person pushed on top of it.
  const lands = open === undefined && facts.attempts.at(-1)?.end?.outcome === "delivered" && !facts.isStray;
  return lands ? undefined : { state: "taken-over", reason: { kind: "taken-over", pull: open?.number, head } };
}

function attemptStanding(facts: OwnFacts): Standing {
  const latest = facts.attempts.at(-1);
  if (latest === undefined) return READY;
  if (latest.end?.outcome === "cancelled") return cancelled({ kind: "run-cancelled", attempt: latest.number });
  if (latest.end?.outcome !== "delivered") {
    return nextAttempt(facts, latest, latest.end?.failure ?? { code: "internal", detail: "" });
  }
  const { head } = latest.end;
  if (head !== undefined && isUnpushed(facts, latest)) {
    return { state: "landing", reason: { kind: "landing", attempt: latest.number, head } };
  }
  const open = openPull(facts);
  if (open !== undefined) return reviewStanding(facts, latest, open);
  if (facts.branch === undefined) return cancelled({ kind: "branch-deleted", branch: branchName(facts.id) });
  return { state: "landing", reason: { kind: "landing", attempt: latest.number, head: facts.branch } };
}

/** Its branch could not be pushed, and is as it was when it was claimed. */
function isUnpushed({ branch }: OwnFacts, { claim, end }: Attempt): boolean {
  return end?.failure?.code === "push-refused" && branch === claim.replaces;
}

function reviewStanding(facts: OwnFacts, latest: Attempt, open: Pull): Standing {
  if (open.changesRequestedBy.length > 0) {
    const reason = { kind: "changes-requested", pull: open.number, by: open.changesRequestedBy } as const;
    return { state: "changes-requested", reason };
  }
  if (open.mergeability.kind === "conflict" && facts.plan.config.overlap.rebuild === "auto") {
    return nextAttempt(facts, latest, { code: "conflict", detail: open.mergeability.paths.join(", ") });
  }
  return { state: "in-review", reason: { kind: "review", pull: open.number } };
}

function nextAttempt(facts: OwnFacts, latest: Attempt, last: Failure): Standing {
  const used = countedAttempts(facts).length;
  const limit = facts.workstream?.maxAttempts ?? used;
  if (used >= limit || uncountedAttempts(facts).length > MAX_UNCOUNTED) {
    return { state: "failed", reason: { kind: "exhausted", attempts: used, last } };
  }
  const limits = facts.plan.config.budget.perWorkstream;
  const spent = spendingOf(attemptsSinceRestart(facts));
  if (isSpent(limits, spent)) return { state: "failed", reason: { kind: "spent", spent, limit: limits } };
  const overspent = overspentAttempt(facts, latest, last);
  if (overspent !== undefined) return overspent;
  // Another agent may take at once what one could not even begin.
  const waits = latest.end?.outcome === "failed" && !isFaultOfAgent(last);
  const pause = waits ? backoff(facts.plan.config, used + uncountedAttempts(facts).length) : 0;
  const notBefore = (latest.end?.at ?? latest.claim.at) + pause;
  return { state: "retrying", reason: { kind: "retry", attempt: used + 1, of: limit, notBefore, last } };
}

/** Most CLIs do not keep the limit of an attempt by themselves: at least nothing goes beyond it twice. */
function overspentAttempt({ plan }: OwnFacts, { number, end }: Attempt, last: Failure): Standing | undefined {
  if (end?.outcome !== "failed") return undefined;
  const limit = plan.config.budget.perAttempt;
  const spent = spendingOf([{ end }]);
  // A CLI that stopped at its dollars has kept them, if not to the cent.
  const kept = last.code === "budget" ? { ...limit, usd: undefined } : limit;
  if (!isExceeded(kept, spent)) return undefined;
  return { state: "failed", reason: { kind: "spent", attempt: number, spent, limit } };
}

/** How long the next attempt waits after this many; milliseconds, doubled with each. */
export function backoff({ defaults }: Pick<Config, "defaults">, attempts: number): number {
  const doublings = Math.min(Math.max(attempts - 1, 0), MAX_BACKOFF_DOUBLINGS);
  return defaults.backoffMinutes * MINUTE * 2 ** doublings;
}

function cancelled(cause: CancelCause): Standing {
  return { state: "cancelled", reason: { kind: "cancelled", cause } };
}
