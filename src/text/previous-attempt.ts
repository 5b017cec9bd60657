import type { Failure, FailureCode } from "../state/failure.ts";
import type { Attempt, Conflict } from "../state/facts.ts";

/** What came of the attempt before. */
export interface PreviousAttempt {
  /** Why it did not deliver; undefined: it did, and a person asked for another one. */
  readonly failure: Failure | undefined;
  /** The end of what the agent or the failed test printed; may be empty. */
  readonly output: string;
  /** Paths in which the delivered work conflicts with the moved base, where known with the lines; else empty. */
  readonly conflicts: readonly ConflictView[];
  /** What it changed; undefined: nothing that is left. */
  readonly work: WorkView | undefined;
}

/** One conflict, with both versions of the lines as git shows them; empty where lines say nothing. */
export interface ConflictView {
  readonly path: string;
  readonly text: string;
}

/** What an attempt changed against its claim. */
export interface WorkView {
  readonly files: readonly ChangedFile[];
  /** The beginning of the difference, lines of text only; empty where there are none. */
  readonly patch: string;
}

/** Lines that came and went; undefined where the file is no text. */
export interface ChangedFile {
  readonly path: string;
  readonly added: number | undefined;
  readonly deleted: number | undefined;
}

/** Ends that say nothing about the work: an agent learns more from the attempt before. */
const SAYS_NOTHING: ReadonlySet<FailureCode> = new Set([
  "dead",
  "cancelled",
  "internal",
  "agent-start",
  "pattern-start",
  "install",
  "login",
  "usage-cap",
  "service",
  "taken-over",
]);

/** The newest of these attempts, which ascend, whose end says something about the work. */
export function findTelling<Told extends Pick<Attempt, "end">>(attempts: readonly Told[]): Told | undefined {
  return attempts.findLast(
    ({ end }) => end !== undefined && (end.failure === undefined || !SAYS_NOTHING.has(end.failure.code)),
  );
}

/** What else is known of it. */
export interface AttemptHistory {
  /** Paths in which the delivered work conflicts with the base; undefined: it does not. */
  readonly conflicts: readonly ConflictView[] | undefined;
  readonly work: WorkView | undefined;
}

/** What the next attempt's agent is told of `telling`: the conflict that it has to resolve, or how the work failed. */
export function previousAttempt(
  telling: Pick<Attempt, "end"> | undefined,
  { conflicts, work }: AttemptHistory,
): PreviousAttempt | undefined {
  const end = telling?.end;
  if (end === undefined) return undefined;
  if (end.outcome !== "delivered") {
    return end.failure && { failure: end.failure, output: end.output, conflicts: [], work };
  }
  if (conflicts === undefined) return { failure: undefined, output: "", conflicts: [], work };
  const detail = conflicts.map(({ path }) => path).join(", ");
  return { failure: { code: "conflict", detail }, output: "", conflicts, work };
}

/** Every path in conflict, with the lines where git can tell them. */
export function conflictViews(paths: readonly string[], conflicts: readonly Conflict[]): readonly ConflictView[] {
  return paths.map((path) => ({ path, text: conflicts.find((each) => each.path === path)?.text ?? "" }));
}
