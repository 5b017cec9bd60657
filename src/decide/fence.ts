import type { Claim, Runner, Sha } from "../state/facts.ts";
import type { ClaimFact, Records } from "../state/read-records.ts";
import { attemptName } from "../state/names.ts";

/** Which attempt a job was started for. */
export interface JobAttempt {
  readonly id: string;
  readonly attempt: number;
  readonly claim: Sha;
}

/** Whether a job's attempt is still to be worked on. */
export type Fence =
  | { readonly kind: "open"; readonly claim: Claim }
  /** Its claim is there, but the job has come too late: what it holds can only be saved. */
  | { readonly kind: "closed"; readonly claim: Claim; readonly why: "ended" | "superseded" | "other-run" }
  /** There is no such claim. */
  | { readonly kind: "unknown" };

/**
 * A job works only on the newest claim of its workstream, without end, that this very run attempt has made: a job that
 * is run again by hand, or comes late, finds another one.
 */
export function checkFence({ claims, ends }: Records, wanted: JobAttempt, runner: Runner): Fence {
  const own = claims.filter(({ id }) => id === wanted.id);
  const found = own.find(({ number, claim }) => number === wanted.attempt && claim.sha === wanted.claim);
  if (found === undefined) return { kind: "unknown" };
  const { claim } = found;
  if (ends.has(attemptName(found.id, found.number))) return { kind: "closed", claim, why: "ended" };
  if (own.some(({ number }) => number > found.number)) return { kind: "closed", claim, why: "superseded" };
  return isSameRun(found, runner) ? { kind: "open", claim } : { kind: "closed", claim, why: "other-run" };
}

function isSameRun({ claim }: ClaimFact, runner: Runner): boolean {
  const { runner: own } = claim;
  if (own.kind !== "github" || runner.kind !== "github") return false;
  return own.runId === runner.runId && own.runAttempt === runner.runAttempt;
}
