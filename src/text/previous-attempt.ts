import type { FailureCode } from "../state/failure.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import type { PreviousAttempt } from "./prompt.ts";

/** Ends that say nothing about the work: an agent learns more from the attempt before. */
const SAYS_NOTHING: ReadonlySet<FailureCode> = new Set(["dead", "cancelled", "internal", "agent-start", "taken-over"]);

/** What the next attempt's agent is told of the last: the conflict that it has to resolve, or how the work failed. */
export function previousAttempt({ attempts, pull }: WorkstreamState): PreviousAttempt | undefined {
  const telling = attempts.findLast(
    ({ end }) => end?.failure === undefined || !SAYS_NOTHING.has(end.failure.code),
  )?.end;
  const conflict = pull?.state === "open" ? pull.mergeability : undefined;
  if (conflict?.kind === "conflict" && telling?.outcome === "delivered") {
    const failure = { code: "conflict" as const, detail: conflict.paths.join(", ") };
    return { failure, output: "", conflicts: conflict.paths };
  }
  if (telling?.failure === undefined) return undefined;
  return { failure: telling.failure, output: telling.output, conflicts: [] };
}
