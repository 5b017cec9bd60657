/** One workstream's state from its own facts, with the scope it holds and what is worth a warning. */
import { uniteScopes } from "../plan/scope.ts";
import type { Scope } from "../plan/workstream.ts";
import type { Attempt } from "./facts.ts";
import type { Failure } from "./failure.ts";
import type { Notice, WorkstreamState } from "./lifecycle.ts";
import {
  attemptsSinceRestart,
  closedPull,
  countedAttempts,
  liveAttempt,
  openPull,
  standingMerge,
} from "./own-facts.ts";
import type { OwnFacts } from "./own-facts.ts";
import { spendingOf } from "./spending.ts";
import { findStanding } from "./standing.ts";
import type { Standing } from "./standing.ts";

export function ownState(facts: OwnFacts): WorkstreamState {
  const standing = findStanding(facts);
  return {
    id: facts.id,
    ...standing,
    stop: stopReason(facts),
    notices: notices(facts),
    attempts: facts.attempts,
    pull: openPull(facts) ?? facts.pulls.at(-1),
    holds: heldScope(facts, standing),
    used: countedAttempts(facts).length,
    spent: spendingOf(attemptsSinceRestart(facts)),
  };
}

/** Why an attempt that runs is not wanted any more. */
function stopReason(facts: OwnFacts): Failure | undefined {
  if (liveAttempt(facts) === undefined) return undefined;
  const { cancel } = facts.wishes;
  if (cancel !== undefined) return { code: "cancelled", detail: `by ${cancel.who}` };
  const merged = standingMerge(facts);
  if (merged?.inBase) return { code: "cancelled", detail: `because #${merged.number} was merged` };
  const closed = openPull(facts) === undefined ? closedPull(facts) : undefined;
  return closed === undefined ? undefined : { code: "cancelled", detail: `because #${closed.number} was closed` };
}

/**
 * An open pull request holds the scope of the attempt it came from, also while a newer attempt rebuilds it, unless the
 * configuration lets the next one start as soon as it is open.
 */
function heldScope(facts: OwnFacts, { state }: Standing): Scope | undefined {
  const number = facts.plan.config.overlap.until === "merged" ? openPull(facts)?.attempt : undefined;
  const reviewed = facts.attempts.find((attempt) => attempt.number === number);
  const landing = state === "landing" ? facts.attempts.at(-1) : undefined;
  const holders = [liveAttempt(facts), reviewed, landing].filter(
    (attempt): attempt is Attempt => attempt !== undefined,
  );
  return holders.length === 0 ? undefined : uniteScopes(holders.map((attempt) => attempt.contract.scope));
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
