import type { FailureCode } from "../state/failure.ts";
import type { Attempt, Conflict } from "../state/facts.ts";
import type { ConflictView, PreviousAttempt } from "./prompt.ts";

/** Ends that say nothing about the work: an agent learns more from the attempt before. */
const SAYS_NOTHING: ReadonlySet<FailureCode> = new Set([
  "dead",
  "cancelled",
  "internal",
  "agent-start",
  "login",
  "usage-cap",
  "service",
  "taken-over",
]);

export interface AttemptHistory {
  /** Ascending numbers. */
  readonly attempts: readonly Pick<Attempt, "end">[];
  /** Paths in which the delivered work conflicts with the base; undefined: it does not. */
  readonly conflicts: readonly ConflictView[] | undefined;
}

/** What the next attempt's agent is told of the last: the conflict that it has to resolve, or how the work failed. */
export function previousAttempt({ attempts, conflicts }: AttemptHistory): PreviousAttempt | undefined {
  const telling = attempts.findLast(
    ({ end }) => end?.failure === undefined || !SAYS_NOTHING.has(end.failure.code),
  )?.end;
  if (conflicts !== undefined && telling?.outcome === "delivered") {
    const detail = conflicts.map(({ path }) => path).join(", ");
    return { failure: { code: "conflict", detail }, output: "", conflicts };
  }
  if (telling?.failure === undefined || telling.outcome === "delivered") return undefined;
  return { failure: telling.failure, output: telling.output, conflicts: [] };
}

/** Every path in conflict, with the lines where git can tell them. */
export function conflictViews(paths: readonly string[], conflicts: readonly Conflict[]): readonly ConflictView[] {
  return paths.map((path) => ({ path, text: conflicts.find((each) => each.path === path)?.text ?? "" }));
}
