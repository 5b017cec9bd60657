import { casesOf, closeOverCase } from "./scope-case.ts";
import type { PathCase } from "./scope-case.ts";
import { ANY, ANY_BUT_SLASH, classEnd, normaliseRanges, parseClass, SLASH_ONLY } from "./scope-class.ts";
import type { CharSet } from "./scope-class.ts";

/**
 * One state of the automaton that reads the paths of a pattern, character by character. State `n` leads to itself or to
 * state `n + 1`, nowhere else. That a path has no empty segment is left to the search over these states.
 */
export interface PathState {
  /** What it can read next; empty: nothing. */
  readonly reads: CharSet;
  /** Reading leads back to this state, not to the next one. */
  readonly loops: boolean;
  /** Whether the next state may be entered without reading: always, or only where a segment begins. */
  readonly skips: "never" | "always" | "at-segment";
  /** A path may end here; `as-directory`: only as the directory of the paths that are meant. */
  readonly ends: "no" | "as-directory" | "yes";
}

export type PathAutomaton = readonly PathState[];

/** Any number of whole segments with their slashes. */
const SEGMENTS: PathState = { reads: ANY, loops: true, skips: "at-segment", ends: "no" };
const STAR: PathState = { reads: ANY_BUT_SLASH, loops: true, skips: "always", ends: "no" };
/** Whatever is left of a path. */
export const REST: PathState = { reads: ANY, loops: true, skips: "never", ends: "yes" };
const END: PathState = { reads: [], loops: false, skips: "never", ends: "yes" };
/** Before REST: a path, or what is below it. */
const PATH_OR_BELOW: PathState = { ...once(SLASH_ONLY), ends: "yes" };
const BELOW: PathState = { ...once(SLASH_ONLY), ends: "as-directory" };

/** Reads every path. */
export const EVERY_PATH: PathAutomaton = [REST];

/** Reads what a pattern without braces stands for; an unfinished class stands for itself. */
export function compilePattern(pattern: string, pathCase: PathCase): PathAutomaton {
  if (isLiteral(pattern)) return [...characters(unescape(withoutSlash(pattern)), pathCase), ...below(pattern)];
  const segments = withoutSlash(pattern).split("/");
  const deep = pattern.endsWith("/") || segments.at(-1) === "**";
  while (segments.at(-1) === "**") segments.pop();
  if (segments.length === 0) return EVERY_PATH;
  const states = segments.flatMap((segment, index) => {
    if (segment === "**") return segments[index - 1] === "**" ? [] : [SEGMENTS];
    const isLast = index === segments.length - 1;
    const own = compileSegment(segment, pathCase);
    return isLast ? own : [...own, once(SLASH_ONLY)];
  });
  return [...states, ...(deep ? [BELOW, REST] : [END])];
}

/** Whether a pattern holds no wildcard; escaped characters stand for themselves. */
export function isLiteral(pattern: string): boolean {
  return !/[*?[{]/.test(pattern.includes("\\") ? pattern.replaceAll(/\\./gsu, "") : pattern);
}

export function unescape(literal: string): string {
  return literal.includes("\\") ? literal.replaceAll(/\\(.)/gsu, "$1") : literal;
}

export function withoutSlash(pattern: string): string {
  return pattern.endsWith("/") ? pattern.slice(0, -1) : pattern;
}

/** A literal path and what is below it; with a slash at its end only the latter is meant. */
function below(literal: string): PathState[] {
  return [literal.endsWith("/") ? BELOW : PATH_OR_BELOW, REST];
}

function compileSegment(segment: string, pathCase: PathCase): PathState[] {
  const widen = pathCase === "insensitive" ? closeOverCase : (listed: CharSet): CharSet => listed;
  const states: PathState[] = [];
  for (let at = 0; at < segment.length; at += 1) {
    const written = segment[at];
    if (written === "*") {
      if (states.at(-1) !== STAR) states.push(STAR);
    } else if (written === "?") {
      states.push(once(ANY_BUT_SLASH));
    } else if (written === "[" && classEnd(segment, at) !== -1) {
      const end = classEnd(segment, at);
      states.push(once(parseClass(segment.slice(at + 1, end), widen)));
      at = end;
    } else {
      if (written === "\\" && at + 1 < segment.length) at += 1;
      const code = segment.codePointAt(at) ?? 0;
      states.push(CHARACTERS[pathCase](code));
      if (code > 0xffff) at += 1;
    }
  }
  return states;
}

function characters(text: string, pathCase: PathCase): PathState[] {
  return Array.from(text, (each) => CHARACTERS[pathCase](each.codePointAt(0) ?? 0));
}

/** Most states read one of few characters: they share them. */
const CHARACTERS: Readonly<Record<PathCase, (code: number) => PathState>> = {
  sensitive: remember((code) => [[code, code]]),
  insensitive: remember((code) => normaliseRanges(casesOf(code).map((each) => [each, each]))),
};

function remember(readsOf: (code: number) => CharSet): (code: number) => PathState {
  const known = new Map<number, PathState>();
  return (code) => {
    const state = known.get(code) ?? once(readsOf(code));
    known.set(code, state);
    return state;
  };
}

function once(reads: CharSet): PathState {
  return { reads, loops: false, skips: "never", ends: "no" };
}
