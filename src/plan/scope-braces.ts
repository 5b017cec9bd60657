import { classEnd } from "./scope-class.ts";

/** The patterns that a pattern's braces stand for, from left to right; a pattern without braces stands for itself. */
export function* expandBraces(pattern: string): Generator<string> {
  const group = firstGroup(pattern);
  if (group === undefined) {
    yield pattern;
    return;
  }
  const before = pattern.slice(0, group.start);
  const after = pattern.slice(group.end + 1);
  for (const choice of group.choices) {
    for (const rest of expandBraces(choice + after)) yield before + rest;
  }
}

interface Group {
  /** Offsets of its `{` and `}`. */
  readonly start: number;
  readonly end: number;
  readonly choices: readonly string[];
}

function firstGroup(pattern: string): Group | undefined {
  let depth = 0;
  let start = 0;
  let choice = 0;
  const choices: string[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === "\\") {
      at += 1;
    } else if (character === "[") {
      at = Math.max(classEnd(pattern, at), at);
    } else if (character === "{") {
      depth += 1;
      if (depth > 1) continue;
      start = at;
      choice = at + 1;
    } else if (depth === 1 && (character === "," || character === "}")) {
      choices.push(pattern.slice(choice, at));
      choice = at + 1;
      if (character === "}") return { start, end: at, choices };
    } else if (character === "}") {
      depth -= 1;
    }
  }
  return undefined;
}
