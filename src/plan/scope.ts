/**
 * What a workstream may write: path patterns, and exact answers about them. A pattern is a path from the repository's
 * root, with forward slashes:
 *
 * - `src/a.ts`: a path without wildcards is the path itself and everything below it.
 * - `src/`: everything below; the same as `src/**`. Both include `src` itself, because whoever turns it into a file or a
 *   link takes away everything below.
 * - `*`: any characters inside a segment, leading dots too; `?`: any one; `[a-z]`, `[!a]`: one of these, none of these.
 * - `**` as a whole segment: any number of segments, also none.
 * - `{a,b}`: the pattern stands for two, one with `a` and one with `b`; braces nest.
 * - `\`: takes the next character as it is.
 */
import { covers, partsOf, sharedPath } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import type { Scope } from "./workstream.ts";

export { checkPattern } from "./scope-check.ts";

/** A pair of patterns that share a path. */
export interface Overlap {
  readonly a: string;
  readonly b: string;
  /** A shortest path that both allow; where a pattern is invalid or too intricate to decide, only one of them may. */
  readonly witness: string;
}

/**
 * Brings a pattern as people write it to the form in which it is kept: a backslash before one of `* ? [ ] { } ! \` is an
 * escape and stays, any other is a Windows separator; a leading `./` goes, doubled slashes become one.
 */
export function normalisePattern(written: string): string {
  return written
    .replaceAll(/\\([*?[\]{}!\\])|\\/g, (escape, escaped?: string) => (escaped === undefined ? "/" : escape))
    .replaceAll(/\/{2,}/g, "/")
    .replace(/^(?:\.\/)+/, "");
}

/** Whether two scopes share a path, with a shortest one; of several pairs that share one the first. Exact. */
export function overlap(a: Scope, b: Scope): Overlap | undefined {
  return overlapOf(compileScope(a), compileScope(b));
}

export function containsPath(scope: Scope, path: string): boolean {
  return matchingPattern(scope, path) !== undefined;
}

/** The first pattern of the scope that covers the path. An invalid pattern covers nothing. */
export function matchingPattern(scope: Scope, path: string): string | undefined {
  return scope.find((pattern) => partsOf(pattern).some((part) => covers(part, path)));
}

/** Whether the scope names the path, or a directory above it, without wildcards. */
export function literallyNames(scope: Scope, path: string): boolean {
  return scope.some((pattern) => partsOf(pattern).some((part) => part.isLiteral && covers(part, path)));
}

/** Whether a glob of ids, in the same language, lists this id. */
export function matchesGlob(glob: string, text: string): boolean {
  return containsPath([glob], text);
}

/** A scope taken apart, for whoever compares it often. */
export type CompiledScope = readonly { readonly pattern: string; readonly part: PatternPart }[];

export function compileScope(scope: Scope): CompiledScope {
  return scope.flatMap((pattern) => partsOf(pattern).map((part) => ({ pattern, part })));
}

/** As `overlap`. */
export function overlapOf(a: CompiledScope, b: CompiledScope): Overlap | undefined {
  let best: Overlap | undefined;
  for (const first of a) {
    for (const second of b) {
      const witness = sharedPath(first.part, second.part);
      if (witness === undefined || (best !== undefined && best.witness.length <= witness.length)) continue;
      best = { a: first.pattern, b: second.pattern, witness };
    }
  }
  return best;
}
