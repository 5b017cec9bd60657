import type { Instant } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";

/** Whether it could start now if nobody were in its way. */
export function isDue({ state, reason }: Pick<WorkstreamState, "state" | "reason">, now: Instant): boolean {
  return state === "ready" || (reason.kind === "retry" && reason.notBefore <= now);
}
