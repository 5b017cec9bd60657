import { EVERY_PATH, compilePattern, exactPath, isLiteral, unescape, withoutSlash } from "./scope-automaton.ts";
import type { PathAutomaton } from "./scope-automaton.ts";
import { expandBraces } from "./scope-braces.ts";
import { checkPattern } from "./scope-check.ts";
import { meet } from "./scope-meet.ts";

/** One of the patterns that a pattern's braces stand for; a pattern without braces is its own part. */
export interface PatternPart {
  readonly text: string;
  /** An invalid pattern covers nothing, and may share a path with any other. */
  readonly isValid: boolean;
  readonly isLiteral: boolean;
  /** The segments before the first one with a wildcard. */
  readonly prefix: readonly string[];
  /** Compiled when it is first needed: most patterns never meet another one. */
  automaton: PathAutomaton | undefined;
}

/** The parts of a pattern, from a cache: plans hold the same patterns over and over. */
export function partsOf(pattern: string): readonly PatternPart[] {
  const cached = CACHE.get(pattern);
  if (cached !== undefined) return cached;
  if (CACHE.size >= CACHE_LIMIT) CACHE.clear();
  const parts = parseParts(pattern);
  CACHE.set(pattern, parts);
  return parts;
}

/** Bounded, because one process may see many plans. */
const CACHE = new Map<string, readonly PatternPart[]>();
const CACHE_LIMIT = 50_000;

/** Whether a path is one of those that the part stands for. */
export function covers(part: PatternPart, path: string): boolean {
  if (!part.isValid) return false;
  const segments = path.split("/");
  if (part.prefix.length > segments.length || !agree(part.prefix, segments)) return false;
  if (part.isLiteral) return true;
  // What is too intricate to decide is not allowed.
  return meet(automatonOf(part), exactPath(path)).kind === "path";
}

/** A shortest path that both stand for; where that can't be decided, a path of the first. */
export function sharedPath(a: PatternPart, b: PatternPart): string | undefined {
  if (!agree(a.prefix, b.prefix)) return undefined;
  if (a.isLiteral && b.isLiteral) return sharedLiteral(a, b);
  const meeting = meet(automatonOf(a), automatonOf(b));
  if (meeting.kind === "none") return undefined;
  return meeting.kind === "path" ? meeting.path : anyPath(a);
}

/** Of two literal paths, one of which begins with the other. */
function sharedLiteral(a: PatternPart, b: PatternPart): string {
  const longest = Math.max(a.prefix.length, b.prefix.length);
  const path = (a.prefix.length === longest ? a : b).prefix.join("/");
  const isBelow = [a, b].some((part) => part.prefix.length === longest && part.text.endsWith("/"));
  return isBelow ? `${path}/a` : path;
}

function anyPath(part: PatternPart): string {
  const meeting = meet(automatonOf(part), EVERY_PATH);
  return meeting.kind === "path" ? meeting.path : part.text;
}

function automatonOf(part: PatternPart): PathAutomaton {
  part.automaton ??= part.isValid ? compilePattern(part.text) : EVERY_PATH;
  return part.automaton;
}

/** Nothing in such a pattern needs a closer look; by far the most patterns are so. */
const PLAIN = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\/?$/;

function parseParts(pattern: string): readonly PatternPart[] {
  if (PLAIN.test(pattern)) return [parsePart(pattern)];
  if (checkPattern(pattern) !== undefined) {
    return [{ text: pattern, isValid: false, isLiteral: false, prefix: [], automaton: undefined }];
  }
  const texts = Array.from(expandBraces(pattern), withoutEmptySegments);
  return [...new Set(texts)].filter((text) => text !== "").map(parsePart);
}

/** An empty alternative may leave some: `a/{b,}/c`. */
function withoutEmptySegments(pattern: string): string {
  return pattern.replaceAll(/\/{2,}/g, "/").replace(/^\//, "");
}

function parsePart(text: string): PatternPart {
  const segments = withoutSlash(text).split("/");
  const wild = segments.findIndex((segment) => !isLiteral(segment));
  const prefix = wild === -1 ? segments : segments.slice(0, wild);
  return { text, isValid: true, isLiteral: wild === -1, prefix: prefix.map(unescape), automaton: undefined };
}

/** Whether one list of segments begins with the other. */
function agree(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  // The last segments of long paths differ most often.
  for (let index = length - 1; index >= 0; index -= 1) if (a[index] !== b[index]) return false;
  return true;
}
