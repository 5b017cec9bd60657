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
import { EVERY_PATH, compilePattern, exactPath, isLiteral, unescape, withoutSlash } from "./scope-automaton.ts";
import type { PathAutomaton } from "./scope-automaton.ts";
import { expandBraces } from "./scope-braces.ts";
import { checkPattern } from "./scope-check.ts";
import { meet } from "./scope-meet.ts";
import type { Scope } from "./workstream.ts";

export { checkPattern } from "./scope-check.ts";
export type { PatternProblem } from "./scope-check.ts";

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
  let best: Overlap | undefined;
  for (const first of a) {
    for (const second of b) {
      const witness = sharedPath(first, second);
      if (witness === undefined || (best !== undefined && best.witness.length <= witness.length)) continue;
      best = { a: first, b: second, witness };
    }
  }
  return best;
}

export function containsPath(scope: Scope, path: string): boolean {
  return matchingPattern(scope, path) !== undefined;
}

/** The first pattern of the scope that covers the path. An invalid pattern covers nothing. */
export function matchingPattern(scope: Scope, path: string): string | undefined {
  return scope.find((pattern) => partsOf(pattern).some((part) => part.isValid && covers(part, path)));
}

/** Whether the scope names the path, or a directory above it, without wildcards. */
export function literallyNames(scope: Scope, path: string): boolean {
  return scope.some((pattern) =>
    partsOf(pattern).some((part) => part.isValid && part.isLiteral && covers(part, path)),
  );
}

/** Whether a glob of ids, in the same language, lists this id. */
export function matchesGlob(glob: string, text: string): boolean {
  return containsPath([glob], text);
}

/** The literal segments with which each of the patterns that a pattern stands for begins; an invalid one with none. */
export function literalPrefixes(pattern: string): readonly (readonly string[])[] {
  return partsOf(pattern).map((part) => part.prefix);
}

/** One of the patterns that a pattern's braces stand for. */
interface Part {
  readonly text: string;
  readonly isValid: boolean;
  readonly isLiteral: boolean;
  /** The segments before the first one with a wildcard. */
  readonly prefix: readonly string[];
  /** Compiled when it is first needed: most patterns never meet another one. */
  automaton: PathAutomaton | undefined;
}

/** Plans hold the same patterns over and over; bounded, because a server may see many plans. */
const CACHE = new Map<string, readonly Part[]>();
const CACHE_LIMIT = 50_000;

function partsOf(pattern: string): readonly Part[] {
  const cached = CACHE.get(pattern);
  if (cached !== undefined) return cached;
  if (CACHE.size >= CACHE_LIMIT) CACHE.clear();
  const parts = parseParts(pattern);
  CACHE.set(pattern, parts);
  return parts;
}

function parseParts(pattern: string): readonly Part[] {
  if (checkPattern(pattern) !== undefined) {
    return [{ text: pattern, isValid: false, isLiteral: false, prefix: [], automaton: EVERY_PATH }];
  }
  const texts = [...expandBraces(pattern)].map((text) => text.replaceAll(/\/{2,}/g, "/").replace(/^\//, ""));
  return [...new Set(texts)].filter((text) => text !== "").map(parsePart);
}

function parsePart(text: string): Part {
  const segments = withoutSlash(text).split("/");
  const wild = segments.findIndex((segment) => !isLiteral(segment));
  const prefix = (wild === -1 ? segments : segments.slice(0, wild)).map(unescape);
  return { text, isValid: true, isLiteral: wild === -1, prefix, automaton: undefined };
}

function automatonOf(part: Part): PathAutomaton {
  part.automaton ??= compilePattern(part.text);
  return part.automaton;
}

function covers(part: Part, path: string): boolean {
  const segments = path.split("/");
  if (!agree(part.prefix, segments) || part.prefix.length > segments.length) return false;
  if (part.isLiteral) return true;
  // What is too intricate to decide is not allowed.
  return meet(automatonOf(part), exactPath(path)).kind === "path";
}

function sharedPath(a: string, b: string): string | undefined {
  let best: string | undefined;
  for (const first of partsOf(a)) {
    for (const second of partsOf(b)) {
      if (!agree(first.prefix, second.prefix)) continue;
      const path = meetingPath(first, second);
      if (path !== undefined && (best === undefined || path.length < best.length)) best = path;
    }
  }
  return best;
}

function meetingPath(a: Part, b: Part): string | undefined {
  const meeting = meet(automatonOf(a), automatonOf(b));
  if (meeting.kind === "path") return meeting.path;
  return meeting.kind === "none" ? undefined : shortestPath(a);
}

function shortestPath(part: Part): string | undefined {
  const meeting = meet(automatonOf(part), EVERY_PATH);
  return meeting.kind === "path" ? meeting.path : part.text;
}

/** Whether one list of segments begins with the other. */
function agree(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
