import type { Attempt, Instant, Intent } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { readWishes } from "../state/wishes.ts";
import type { Action } from "./action.ts";

const MINUTE = 60_000;
/** Where nobody can tell whether an attempt is alive, the clock decides: its time limit twice, and an hour. */
const SILENCE_MINUTES = 60;
const DEFAULT_TIMEOUT_MINUTES = 360;

/** Ends what a person cancelled, and what nobody executes any more. A slow but healthy attempt is left alone. */
export function endAttempts(
  states: ReadonlyMap<string, WorkstreamState>,
  intents: readonly Intent[],
  now: Instant,
): readonly Action[] {
  const wishes = readWishes(intents);
  return [...states.values()].flatMap(({ id, attempts }) => {
    const latest = attempts.at(-1);
    if (latest === undefined || latest.end !== undefined) return [];
    const cancel = wishes(id).cancel;
    if (cancel !== undefined && cancel.at >= latest.claim.at) return [cancelAction(latest, cancel.who)];
    const lost = lostDetail(latest, now);
    return lost === undefined ? [] : [expireAction(latest, lost)];
  });
}

function cancelAction({ id, number }: Attempt, who: string): Action {
  const failure = { code: "cancelled" as const, detail: `by ${who}` };
  return { kind: "end", id, attempt: number, outcome: "cancelled", counted: false, failure };
}

/** A local run that was killed is no fault of the work; a runner that died may have died of it, and counts. */
function expireAction({ id, number, claim }: Attempt, detail: string): Action {
  const counted = claim.runner.kind === "github";
  return { kind: "end", id, attempt: number, outcome: "expired", counted, failure: { code: "dead", detail } };
}

function lostDetail(attempt: Attempt, now: Instant): string | undefined {
  const { claim, contract, liveness } = attempt;
  if (liveness === "alive") return undefined;
  if (liveness === "dead") return "the process that executed it is gone";
  const limit = 2 * (contract.workstream?.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) + SILENCE_MINUTES;
  return now - claim.at > limit * MINUTE ? `nothing was heard of it for ${limit} minutes` : undefined;
}
