/** All facts about one workstream, and what several rules ask of them. */
import type { Plan } from "../plan/plan.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Attempt, Instant, Pull, Sha } from "./facts.ts";
import type { Wishes } from "./wishes.ts";

export interface OwnFacts {
  readonly id: string;
  readonly plan: Plan;
  /** Undefined where the plan has no readable file for the id. */
  readonly workstream: Workstream | undefined;
  readonly attempts: readonly Attempt[];
  /** Pull requests that belong to it, ascending. */
  readonly pulls: readonly Pull[];
  /** The head of its branch. */
  readonly branch: Sha | undefined;
  /** The branch's head descends from no claim of it. */
  readonly isStray: boolean;
  /** The base contains what the newest attempt delivered. */
  readonly isContained: boolean;
  readonly wishes: Wishes;
}

/** The newest attempt, if it has no end yet. */
export function liveAttempt({ attempts }: Pick<OwnFacts, "attempts">): Attempt | undefined {
  const latest = attempts.at(-1);
  return latest?.end === undefined ? latest : undefined;
}

export function openPull({ pulls }: OwnFacts): Pull | undefined {
  return pulls.findLast((pull) => pull.state === "open");
}

/** The merge that stands: a newer one takes its place only where its attempt was claimed after it. */
export function standingMerge(facts: OwnFacts): Pull | undefined {
  const merged = facts.pulls.findLast((pull) => pull.state === "merged");
  if (merged === undefined || (!merged.inBase && isRestartPending(facts))) return undefined;
  return facts.attempts.some((attempt) => isClaimedAfter(attempt, merged)) ? undefined : merged;
}

/** The newest pull request, if a person closed it and nobody asked for another try since. */
export function closedPull(facts: OwnFacts): Pull | undefined {
  const closed = facts.pulls.at(-1);
  if (closed?.state !== "closed" || facts.attempts.some((attempt) => isClaimedAfter(attempt, closed))) return undefined;
  const delivered = facts.attempts.find((attempt) => attempt.number === closed.attempt);
  const moment = closed.closedAt ?? delivered?.end?.at ?? -Infinity;
  return (facts.wishes.restart?.at ?? -Infinity) > moment ? undefined : closed;
}

/** A person asked for a fresh start, and no attempt has been claimed that knew of it. */
export function isRestartPending({ wishes, attempts }: OwnFacts): boolean {
  const { restart } = wishes;
  return restart !== undefined && attempts.every((attempt) => !answers(attempt, restart.at));
}

/** Attempts that use up the limit: since the last fresh start, without those that ended through no fault of the work. */
export function countedAttempts(facts: OwnFacts): readonly Attempt[] {
  return attemptsSinceRestart(facts).filter((attempt) => attempt.end === undefined || attempt.end.counted);
}

export function uncountedAttempts(facts: OwnFacts): readonly Attempt[] {
  return attemptsSinceRestart(facts).filter((attempt) => attempt.end !== undefined && !attempt.end.counted);
}

/** Those whose claim knew of the last fresh start. */
export function attemptsSinceRestart({ wishes, attempts }: OwnFacts): readonly Attempt[] {
  const { restart } = wishes;
  return restart === undefined ? attempts : attempts.filter((attempt) => answers(attempt, restart.at));
}

/** What a claim knew of is written in it, so that no two clocks are compared. */
function answers(attempt: Attempt, restart: number): boolean {
  return attempt.claim.answers !== undefined && attempt.claim.answers >= restart;
}

/** To the second, as git tells when a commit was made: within one second the pull request stands. */
function isClaimedAfter(attempt: Attempt, pull: Pull): boolean {
  const isNewer = pull.attempt === undefined || attempt.number > pull.attempt;
  return isNewer && pull.closedAt !== undefined && seconds(attempt.claim.at) > seconds(pull.closedAt);
}

function seconds(at: Instant): number {
  return Math.floor(at / 1000);
}
