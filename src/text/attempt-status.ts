import type { Attempt, End } from "../state/facts.ts";
import { printFailure } from "./failure.ts";
import { printUsage } from "./money.ts";
import { FOR_STATUS } from "./sentence.ts";

/** What the status on the claim says while nobody has started the attempt yet. */
export function queuedDescription(attempt: number, agent: string): string {
  return FOR_STATUS.sentence(`attempt ${attempt} is queued for ${agent}`);
}

/** What the status on the claim says where the work is pushed and its pull request can't be opened. */
export function landingRefused(attempt: number, why: string): string {
  return FOR_STATUS.sentence(`attempt ${attempt} is delivered, but can't land: ${why}`);
}

/** What the status on the claim says of an attempt that ended. */
export function attemptDescription({ number, claim }: Pick<Attempt, "number" | "claim">, end: End): string {
  const why = end.failure === undefined ? "" : `: ${printFailure(end.failure)}`;
  const spent = end.usage === undefined ? "" : ` (${printUsage(end.usage)})`;
  return FOR_STATUS.sentence(`attempt ${number} by ${claim.agent} ${end.outcome}${spent}${why}`);
}
