import { NO_OUTLINE, outlinesAgree, readOutline } from "./part-outline.ts";
import type { Outline } from "./part-outline.ts";
import { EVERY_PATH, compilePattern, isLiteral, unescape, withoutSlash } from "./scope-automaton.ts";
import type { PathAutomaton } from "./scope-automaton.ts";
import { expandBraces } from "./scope-braces.ts";
import { foldCase } from "./scope-case.ts";
import type { PathCase } from "./scope-case.ts";
import { checkPattern } from "./scope-check.ts";
import { meet } from "./scope-meet.ts";
import type { Meeting } from "./scope-meet.ts";
import { readPath } from "./scope-walk.ts";

/** One of the patterns that a pattern's braces stand for; a pattern without braces is its own part. */
export interface PatternPart {
  readonly text: string;
  readonly pathCase: PathCase;
  /** An invalid pattern covers nothing, and may share a path with any other. */
  readonly isValid: boolean;
  readonly isLiteral: boolean;
  /** The segments before the first one with a wildcard; folded where case is ignored. */
  readonly prefix: readonly string[];
  /** Compiled when it is first needed: most patterns never meet another one. */
  automaton: PathAutomaton | undefined;
  outline: Outline | undefined;
}

/** The parts of a pattern that is no exclusion, from a cache: plans hold the same patterns over and over. */
export function partsOf(pattern: string, pathCase: PathCase): readonly PatternPart[] {
  const cache = CACHES[pathCase];
  const cached = cache.get(pattern);
  if (cached !== undefined) return cached;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const parts = parseParts(pattern, pathCase);
  cache.set(pattern, parts);
  return parts;
}

/** The same part where case is ignored. */
export function withoutCase(part: PatternPart): PatternPart {
  return part.isValid ? parsePart(part.text, "insensitive") : { ...part, pathCase: "insensitive" };
}

/** Bounded, because one process may see many plans. */
const CACHES: Readonly<Record<PathCase, Map<string, readonly PatternPart[]>>> = {
  sensitive: new Map(),
  insensitive: new Map(),
};
const CACHE_LIMIT = 200_000;

/** Whether a path is one of those that the part stands for. */
export function covers(part: PatternPart, path: string): boolean {
  if (!part.isValid) return false;
  const segments = folded(path, part.pathCase).split("/");
  if (part.prefix.length > segments.length || !agree(part.prefix, segments)) return false;
  return part.isLiteral || readPath(automatonOf(part), path) !== "no";
}

/** Whether the part, which covers the path, means it only as the directory of what it stands for. */
export function isDirectoryOnly(part: PatternPart, path: string): boolean {
  if (!part.isLiteral) return readPath(automatonOf(part), path) === "as-directory";
  return part.text.endsWith("/") && path.split("/").length === part.prefix.length;
}

/** Whether a path is one of both parts, as far as that can be decided. */
export function sharesPath(a: PatternPart, b: PatternPart): boolean {
  return mayMeet(a, b) && ((a.isLiteral && b.isLiteral) || meet(automatonOf(a), automatonOf(b)).kind !== "none");
}

/** A shortest path that both stand for. */
export function meetParts(a: PatternPart, b: PatternPart): Meeting {
  if (!mayMeet(a, b)) return { kind: "none" };
  if (a.isLiteral && b.isLiteral) return { kind: "path", path: sharedLiteral(a, b) };
  return meet(automatonOf(a), automatonOf(b));
}

/** Spares most pairs a closer look. */
function mayMeet(a: PatternPart, b: PatternPart): boolean {
  if (!agree(a.prefix, b.prefix)) return false;
  return (a.isLiteral && b.isLiteral) || outlinesAgree(outlineOf(a), outlineOf(b));
}

/** Reads the paths of the part; one that is invalid may stand for every path. */
export function automatonOf(part: PatternPart): PathAutomaton {
  part.automaton ??= part.isValid ? compilePattern(part.text, part.pathCase) : EVERY_PATH;
  return part.automaton;
}

/** What all paths of the part have in common. */
export function outlineOf(part: PatternPart): Outline {
  part.outline ??= part.isValid ? readOutline(part.text, part.pathCase) : NO_OUTLINE;
  return part.outline;
}

/** Of two literal paths, one of which begins with the other. */
function sharedLiteral(a: PatternPart, b: PatternPart): string {
  const longest = Math.max(a.prefix.length, b.prefix.length);
  const path = unescape(withoutSlash((a.prefix.length === longest ? a : b).text));
  const isBelow = [a, b].some((part) => part.prefix.length === longest && part.text.endsWith("/"));
  return isBelow ? `${path}/a` : path;
}

/** A path that the part stands for. */
export function anyPath(part: PatternPart): string {
  const meeting = meet(automatonOf(part), EVERY_PATH);
  return meeting.kind === "path" ? meeting.path : part.text;
}

/** Nothing in such a pattern needs a closer look; by far the most patterns are so. */
const PLAIN = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\/?$/;

function parseParts(pattern: string, pathCase: PathCase): readonly PatternPart[] {
  if (PLAIN.test(pattern)) return [parsePart(pattern, pathCase)];
  if (pattern.startsWith("!") || checkPattern(pattern) !== undefined) {
    const none = { isLiteral: false, prefix: [], automaton: undefined, outline: undefined };
    return [{ text: pattern, pathCase, isValid: false, ...none }];
  }
  const texts = Array.from(expandBraces(pattern), withoutEmptySegments);
  return [...new Set(texts)].filter((text) => text !== "").map((text) => parsePart(text, pathCase));
}

/** An empty alternative may leave some: `a/{b,}/c`. */
function withoutEmptySegments(pattern: string): string {
  return pattern.replaceAll(/\/{2,}/g, "/").replace(/^\//, "");
}

function parsePart(text: string, pathCase: PathCase): PatternPart {
  const segments = withoutSlash(text).split("/");
  const wild = segments.findIndex((segment) => !isLiteral(segment));
  const prefix = (wild === -1 ? segments : segments.slice(0, wild)).map((each) => folded(unescape(each), pathCase));
  return { text, pathCase, isValid: true, isLiteral: wild === -1, prefix, automaton: undefined, outline: undefined };
}

function folded(text: string, pathCase: PathCase): string {
  return pathCase === "insensitive" ? foldCase(text) : text;
}

/** Whether one list of segments begins with the other. */
function agree(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  // The last segments of long paths differ most often.
  for (let index = length - 1; index >= 0; index -= 1) if (a[index] !== b[index]) return false;
  return true;
}
