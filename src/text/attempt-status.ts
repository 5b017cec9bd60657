import type { Attempt, End } from "../state/facts.ts";
import { printFailure } from "./failure.ts";
import { STATUS_LENGTH, cut } from "./words.ts";

/** What the status on the claim says while nobody has started the attempt yet. */
export function queuedDescription(attempt: number, agent: string): string {
  return cut(`attempt ${attempt} is queued for ${agent}`, STATUS_LENGTH);
}

/** What the status on the claim says of an attempt that ended. */
export function attemptDescription(
  { number, claim }: Pick<Attempt, "number" | "claim">,
  end: End,
): string {
  const why = end.failure === undefined ? "" : `: ${printFailure(end.failure)}`;
  return cut(`attempt ${number} by ${claim.agent} ${end.outcome}${why}`, STATUS_LENGTH);
}
