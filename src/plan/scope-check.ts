import { expandBraces } from "./scope-braces.ts";
import { classEnd, rangesOf } from "./scope-class.ts";

/** Why a pattern is refused. */
export interface PatternProblem {
  /** Where the offending text begins, in UTF-16 units from 0, and how long it is. */
  readonly column: number;
  readonly length: number;
  readonly message: string;
  /** What to do next, one sentence. */
  readonly hint: string;
}

/** A pattern longer than this is refused. */
export const MAX_PATTERN_LENGTH = 1000;

/** A pattern whose braces stand for more patterns than this is refused. */
const MAX_ALTERNATIVES = 256;

/** What is wrong with a normalised pattern, an exclusion or not; undefined: nothing. */
export function checkPattern(pattern: string): PatternProblem | undefined {
  if (!pattern.startsWith("!")) return checkPathPattern(pattern);
  const next = pattern[1];
  if (next === "(") return checkCharacter(pattern, 0, []);
  if (next === "!") {
    const hint = "Remove one; for a path that really begins with an exclamation mark write !\\!.";
    return problem(1, 1, "an exclusion begins with one !", hint);
  }
  const found = checkPathPattern(pattern.slice(1));
  return found && { ...found, column: found.column + 1 };
}

function checkPathPattern(pattern: string): PatternProblem | undefined {
  return checkPlace(pattern) ?? checkDots(pattern, pattern) ?? checkSyntax(pattern) ?? checkAlternatives(pattern);
}

const FROM_ROOT = "Write the path from the repository's root, such as src/api/.";

function checkPlace(pattern: string): PatternProblem | undefined {
  if (pattern === "") return problem(0, 0, "the pattern is empty", "Name a path, or remove it.");
  if (pattern.length > MAX_PATTERN_LENGTH) {
    const message = `the pattern is longer than ${MAX_PATTERN_LENGTH} characters`;
    return problem(0, pattern.length, message, "Split it into several patterns.");
  }
  const absolute = /^(?:\/|[A-Za-z]:(?=\/|$))/.exec(pattern)?.[0];
  if (absolute !== undefined) return problem(0, absolute.length, "the path is absolute", FROM_ROOT);
  const control = pattern.search(/\p{Cc}/u);
  if (control === -1) return undefined;
  return problem(control, 1, "the pattern holds a control character", "Remove it, or stand a ? for it.");
}

/** Segments `.` and `..` never occur in a path that git keeps. */
function checkDots(alternative: string, pattern: string): PatternProblem | undefined {
  const dots = /(?<=^|\/)\.\.?(?=\/|$)/.exec(alternative)?.[0];
  if (dots === undefined) return undefined;
  const message = dots === "." ? "the path holds a segment `.`" : "the path goes up by `..`";
  return problem(Math.max(pattern.indexOf(dots), 0), dots.length, message, FROM_ROOT);
}

/** Walks over the pattern once: escapes, character classes, braces, and what other glob languages have. */
function checkSyntax(pattern: string): PatternProblem | undefined {
  const open: OpenBrace[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const found = checkCharacter(pattern, at, open);
    if (found !== undefined) return found;
    if (pattern[at] === "\\") at += 1;
    else if (pattern[at] === "[") at = classEnd(pattern, at);
  }
  const brace = open.at(-1);
  if (brace === undefined) return undefined;
  return problem(brace.at, 1, "this { is never closed", "Add the }, or write \\{ for the character itself.");
}

interface OpenBrace {
  readonly at: number;
  commas: number;
}

function checkCharacter(pattern: string, at: number, open: OpenBrace[]): PatternProblem | undefined {
  const character = pattern[at] ?? "";
  const brace = open.at(-1);
  if (pattern[at + 1] === "(" && "@!+*?".includes(character)) {
    return problem(at, 2, `${character}(...) is not part of the pattern language`, "List alternatives as {a,b}.");
  }
  switch (character) {
    case "\\":
      if (at + 1 < pattern.length) return undefined;
      return problem(at, 1, "a backslash at the end escapes nothing", "Remove it.");
    case "[":
      return checkClass(pattern, at);
    case "{":
      open.push({ at, commas: 0 });
      return undefined;
    case ",":
      if (brace !== undefined) brace.commas += 1;
      return undefined;
    case "}":
      open.pop();
      return checkBrace(brace, at);
    default:
      return undefined;
  }
}

function checkBrace(brace: OpenBrace | undefined, end: number): PatternProblem | undefined {
  if (brace === undefined) return problem(end, 1, "this } closes nothing", "Write \\} for the character itself.");
  if (brace.commas > 0) return undefined;
  const hint = "List alternatives as {a,b}, or write \\{ and \\} for the characters themselves.";
  return problem(brace.at, end + 1 - brace.at, "these braces hold no alternatives", hint);
}

function checkClass(pattern: string, start: number): PatternProblem | undefined {
  const end = classEnd(pattern, start);
  if (end === -1) {
    return problem(start, 1, "this [ is never closed", "Add the ], or write \\[ for the character itself.");
  }
  const length = end + 1 - start;
  const inside = pattern.slice(start + 1, end);
  if (inside.includes("/")) {
    return problem(start, length, "this [] holds a slash, which it can't match", "List alternatives as {a/b,c}.");
  }
  const ranges = rangesOf(inside.replace(/^[!^]/, ""));
  if (ranges.length === 0) {
    return problem(start, length, "this [] names no character", "Write \\[ and \\] for the characters themselves.");
  }
  if (ranges.every(([low, high]) => low <= high)) return undefined;
  return problem(start, length, "this range runs backwards", "Write the lower character first.");
}

function checkAlternatives(pattern: string): PatternProblem | undefined {
  let count = 0;
  for (const alternative of expandBraces(pattern)) {
    count += 1;
    if (count > MAX_ALTERNATIVES) {
      const message = `its braces stand for more than ${MAX_ALTERNATIVES} patterns`;
      return problem(0, pattern.length, message, "Use fewer braces, or a wildcard.");
    }
    const dots = checkDots(alternative, pattern);
    if (dots !== undefined) return dots;
  }
  return undefined;
}

function problem(column: number, length: number, message: string, hint: string): PatternProblem {
  return { column, length, message, hint };
}
