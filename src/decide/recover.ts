import type { Attempt, Instant } from "../state/facts.ts";
import type { Failure } from "../state/failure.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import type { Action } from "./action.ts";

const MINUTE = 60_000;
/** Where nobody can tell whether an attempt is alive, the clock decides: its time limit twice, and an hour. */
const SILENCE_MINUTES = 60;
const DEFAULT_TIMEOUT_MINUTES = 360;

/** Ends what is not wanted any more, and what nobody executes any more. A slow but healthy attempt is left alone. */
export function endAttempts(states: ReadonlyMap<string, WorkstreamState>, now: Instant): readonly Action[] {
  return [...states.values()].flatMap(({ attempts, stop }) => {
    const latest = attempts.at(-1);
    if (latest === undefined || latest.end !== undefined) return [];
    if (stop !== undefined) return [cancelAction(latest, stop)];
    if (latest.liveness === "cancelled") return [cancelAction(latest, RUN_CANCELLED)];
    const lost = lostDetail(latest, now);
    return lost === undefined ? [] : [expireAction(latest, lost)];
  });
}

function cancelAction({ id, number }: Attempt, failure: Failure): Action {
  return { kind: "end", id, attempt: number, outcome: "cancelled", counted: false, failure };
}

const RUN_CANCELLED: Failure = { code: "cancelled", detail: "with its run" };

/**
 * A local run that was killed, or a run without a job for it, is no fault of the work; a runner that died may have died
 * of it, and counts.
 */
function expireAction({ id, number, claim, liveness }: Attempt, detail: string): Action {
  const counted = claim.runner.kind === "github" && liveness !== "unstarted";
  return { kind: "end", id, attempt: number, outcome: "expired", counted, failure: { code: "dead", detail } };
}

function lostDetail(attempt: Attempt, now: Instant): string | undefined {
  const { claim, contract, liveness } = attempt;
  if (liveness === "alive") return undefined;
  if (liveness === "dead") return "killed, or ended by the system";
  if (liveness === "unstarted") return "its run ended without a job for it";
  const limit = 2 * (contract.workstream?.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) + SILENCE_MINUTES;
  return now - claim.at > limit * MINUTE ? `nothing was heard of it for ${limit} minutes` : undefined;
}
