import type { DiagnosticCode } from "./diagnostic.ts";
import { MAX_PATTERN_LENGTH, checkPattern, isExclusion, normalisePattern } from "./scope.ts";

/** What is wrong with a path pattern, and where in its text (from 0). */
export interface PathFault {
  readonly code: DiagnosticCode;
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string;
}

/** A path pattern in the form that scopes hold, or why it can't be one. */
export type CheckedPath =
  | { readonly kind: "good"; readonly pattern: string }
  | { readonly kind: "bad"; readonly fault: PathFault };

interface Rule {
  readonly found: RegExp;
  readonly message: string;
  readonly hint: string;
}

const FROM_ROOT = "Write it from the repository's root, such as src/api/.";

/** In the order in which they are said. The whole match is underlined. */
const RULES: readonly Rule[] = [
  {
    found: /^\s*$/,
    message: "the path is empty",
    hint: "Name a path, or remove the entry; ** means every file.",
  },
  {
    found: /\p{Cc}/u,
    message: "the path holds a control character",
    hint: "Remove the character.",
  },
  { found: /^[A-Za-z]:(?=[/\\]|$)/, message: "the path starts with a drive letter", hint: FROM_ROOT },
  { found: /^(?:\/|\\(?![*?[\]{}!]))+/, message: "the path is absolute", hint: FROM_ROOT },
  { found: /^~(?=[/\\]|$)/, message: "the path starts in a home directory", hint: FROM_ROOT },
  {
    found: /(?<=^|[/\\])\.\.(?=\/|\\(?![*?[\]{}!])|$)/,
    message: "the path leaves the repository by `..`",
    hint: FROM_ROOT,
  },
  {
    found: /^(?:\.[/\\]*)+$/,
    message: "the path means the whole repository",
    hint: "Write ** if every file is meant.",
  },
];

/** Plain paths, by far the most common, need no further look; a leading dot may be `..` or `./`. */
const PLAIN = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*\/?$/;

export function checkPath(text: string): CheckedPath {
  if (text.length <= MAX_PATTERN_LENGTH && PLAIN.test(text)) return { kind: "good", pattern: text };
  const sign = isExclusion(text) ? 1 : 0;
  for (const { found, message, hint } of RULES) {
    const match = found.exec(text.slice(sign));
    if (match === null) continue;
    const fault: PathFault = {
      code: "invalid-path",
      offset: sign + match.index,
      length: match[0].length,
      message,
      hint,
    };
    return { kind: "bad", fault };
  }
  const pattern = normalisePattern(text);
  const bad = checkPattern(pattern);
  if (bad === undefined) return { kind: "good", pattern };
  const { column, length, message, hint } = bad;
  return { kind: "bad", fault: { code: "invalid-pattern", offset: offsetOf(column, text), length, message, hint } };
}

/** Where a place of the normalised pattern is in the text: a leading `./` and doubled slashes are dropped. */
function offsetOf(column: number, text: string): number {
  let offset = text.length;
  while (offset > column && normalisePattern(text.slice(0, offset)).length > column) offset -= 1;
  return offset;
}
