/**
 * What a workstream may write: a list of path patterns, and exact answers about it. docs/scopes.md describes the language
 * for people. A pattern is a path from the repository's root, with forward slashes:
 *
 * - `src/a.ts`: a path without wildcards is the path itself and everything below it.
 * - `src/`: everything below; the same as `src/**`. Both include `src` itself, because whoever turns it into a file or a
 *   link takes away everything below.
 * - `*`: any characters inside a segment, leading dots too; `?`: any one; `[a-z]`, `[!a]`: one of these, none of these.
 * - `**` as a whole segment: any number of segments, also none.
 * - `{a,b}`: the pattern stands for two, one with `a` and one with `b`; braces nest.
 * - `\`: takes the next character as it is.
 * - `!docs/`: takes the paths of `docs/` away from the patterns before it. The last pattern that covers a path decides.
 */
import type { PathCase } from "./scope-case.ts";
import { anyPath, covers, isDirectoryOnly, meetParts, partsOf, sharesPath } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import { compileScope, isExclusion, patternOf } from "./scope-patterns.ts";
import type { CompiledPart, CompiledScope } from "./scope-patterns.ts";
import { pathInBoth, pathInFirstOnly } from "./scope-search.ts";
import type { Scope } from "./workstream.ts";

export type { PathCase } from "./scope-case.ts";
export { MAX_PATTERN_LENGTH, checkPattern } from "./scope-check.ts";
export { compileScope, distinctPatterns, isExclusion, patternOf, uniteScopes } from "./scope-patterns.ts";
export type { CompiledScope } from "./scope-patterns.ts";

/** A pair of patterns that share a path. */
export interface Overlap {
  readonly a: string;
  readonly b: string;
  /** A shortest path that both allow; a pattern that is invalid may allow any. */
  readonly witness: string;
  /** False: the two are too intricate. They count as overlapping, and one of them alone may allow the witness. */
  readonly isDecided: boolean;
}

/**
 * Brings a pattern as people write it to the form in which it is kept: a backslash before one of `* ? [ ] { } ! \` is an
 * escape and stays, any other is a Windows separator; a leading `./` goes, doubled slashes become one.
 */
export function normalisePattern(written: string): string {
  if (isExclusion(written)) return `!${normalisePath(patternOf(written))}`;
  return normalisePath(written);
}

function normalisePath(written: string): string {
  return written
    .replaceAll(/\\([*?[\]{}!\\])|\\/g, (escape, escaped?: string) => (escaped === undefined ? "/" : escape))
    .replaceAll(/\/{2,}/g, "/")
    .replace(/^(?:\.\/)+/, "");
}

/** Whether two scopes share a path, with a shortest one; of several pairs that share one the first. Exact. */
export function overlap(a: Scope, b: Scope, pathCase: PathCase = "sensitive"): Overlap | undefined {
  return overlapOf(compileScope(a, pathCase), compileScope(b, pathCase));
}

/** As `overlap`. */
export function overlapOf(a: CompiledScope, b: CompiledScope): Overlap | undefined {
  const shared = shortestShared(a.covering, b.covering);
  if (shared === undefined) return undefined;
  const { isDirectory, ...found } = shared;
  if (a.exclusions.length + b.exclusions.length === 0) return found;
  if (!isDirectory && patternAt(a, found.witness) === found.a && patternAt(b, found.witness) === found.b) return found;
  const meeting = pathInBoth(narrowed(a, b), narrowed(b, a));
  if (meeting.kind === "none") return undefined;
  if (meeting.kind === "unknown") return { ...found, isDecided: false };
  const { path } = meeting;
  return { a: patternAt(a, path) ?? found.a, b: patternAt(b, path) ?? found.b, witness: path, isDecided: true };
}

/** A shortest path that the first scope holds and the second does not; undefined: the first is inside the second. Exact. */
export function pathOutside(a: Scope, b: Scope, pathCase: PathCase = "sensitive"): string | undefined {
  const inner = compileScope(a, pathCase);
  const meeting = pathInFirstOnly(inner, compileScope(b, pathCase));
  if (meeting.kind !== "unknown") return meeting.kind === "path" ? meeting.path : undefined;
  // What is too intricate to decide is not inside.
  return overlapOf(inner, compileScope(["**"], pathCase))?.witness;
}

export function containsPath(scope: Scope, path: string, pathCase: PathCase = "sensitive"): boolean {
  return matchingPattern(scope, path, pathCase) !== undefined;
}

/** The first pattern of the scope that covers the path, if no exclusion takes it away. An invalid pattern covers nothing. */
export function matchingPattern(scope: Scope, path: string, pathCase: PathCase = "sensitive"): string | undefined {
  return firstCovering(scope, path, pathCase, () => true);
}

/** Whether the scope names the path, or a directory above it, without wildcards, and does not exclude it. */
export function literallyNames(scope: Scope, path: string, pathCase: PathCase = "sensitive"): boolean {
  return firstCovering(scope, path, pathCase, ({ isLiteral }) => isLiteral) !== undefined;
}

/** Whether a glob of ids, in the same language, lists this id. */
export function matchesGlob(glob: string, text: string): boolean {
  return containsPath([glob], text);
}

/** The first of the patterns that count; an exclusion that covers the path takes back what was found before it. */
function firstCovering(
  scope: Scope,
  path: string,
  pathCase: PathCase,
  counts: (part: PatternPart) => boolean,
): string | undefined {
  let found: string | undefined;
  for (const pattern of scope) {
    const excludes = isExclusion(pattern);
    if (excludes === (found === undefined)) continue;
    const parts = partsOf(patternOf(pattern), pathCase);
    if (excludes) {
      // What an invalid exclusion means can't be told: nothing is allowed by it.
      if (parts.some((part) => !part.isValid || covers(part, path))) found = undefined;
    } else if (parts.some((part) => counts(part) && covers(part, path))) {
      found = pattern;
    }
  }
  return found;
}

interface Shared extends Overlap {
  /** One of the two means the witness only as the directory of other paths: any other witness is better. */
  readonly isDirectory: boolean;
}

function shortestShared(a: readonly CompiledPart[], b: readonly CompiledPart[]): Shared | undefined {
  let best: Shared | undefined;
  for (const first of a) {
    for (const second of b) {
      const meeting = meetParts(first.part, second.part);
      if (meeting.kind === "none") continue;
      const isDecided = meeting.kind === "path";
      const witness = isDecided ? meeting.path : anyPath(first.part);
      const isDirectory = [first.part, second.part].some((part) => isDirectoryOnly(part, witness));
      const found = { a: first.pattern, b: second.pattern, witness, isDecided, isDirectory };
      if (best === undefined || isBetter(found, best)) best = found;
    }
  }
  return best;
}

function isBetter(found: Shared, best: Shared): boolean {
  if (found.isDecided !== best.isDecided) return found.isDecided;
  if (found.isDirectory !== best.isDirectory) return best.isDirectory;
  return found.witness.length < best.witness.length;
}

/** What of a scope can be in the other one, and what can be taken away from that. */
function narrowed(scope: CompiledScope, other: CompiledScope): CompiledScope {
  const covering = scope.covering.filter((each) => sharesWithAny(each, other.covering));
  return { covering, exclusions: scope.exclusions.filter((each) => sharesWithAny(each, covering)) };
}

function sharesWithAny({ part }: CompiledPart, others: readonly CompiledPart[]): boolean {
  return others.some((other) => sharesPath(part, other.part));
}

/** The first pattern that covers a path which no exclusion takes away. */
function patternAt({ covering, exclusions }: CompiledScope, path: string): string | undefined {
  const excluded = exclusions.findLast(({ part }) => covers(part, path))?.rank ?? -1;
  return covering.find(({ part, rank }) => rank > excluded && covers(part, path))?.pattern;
}
