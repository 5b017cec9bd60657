import type { Attempt, Instant, Usage } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";

/** An attempt's state as `status --json` and the report name it. */
export type AttemptState = "claimed" | "running" | "delivered" | "failed" | "cancelled" | "expired";

/** One attempt for a reader. */
export interface AttemptView {
  readonly number: number;
  readonly agent: string;
  readonly state: AttemptState;
  /** Undefined: claimed, not started. */
  readonly startedAt: Instant | undefined;
  /** Undefined: not ended. */
  readonly endedAt: Instant | undefined;
  /** What its agent told that it spent; undefined: nothing, or it has not ended. */
  readonly usage: Usage | undefined;
}

/** What a reader sees of one of a workstream's attempts. An attempt without an end is not yet expired, even if dead. */
export function viewAttempt(state: WorkstreamState, attempt: Attempt): AttemptView {
  const { number, claim, end } = attempt;
  if (end !== undefined) {
    return {
      number,
      agent: claim.agent,
      state: end.outcome,
      startedAt: end.startedAt,
      endedAt: end.at,
      usage: end.usage,
    };
  }
  const claimed = state.reason.kind === "claimed" && state.reason.attempt === number;
  const startedAt = state.reason.kind === "running" && state.reason.attempt === number ? state.reason.since : claim.at;
  return {
    number,
    agent: claim.agent,
    state: claimed ? "claimed" : "running",
    startedAt: claimed ? undefined : startedAt,
    endedAt: undefined,
    usage: undefined,
  };
}
