import { isLiteral, unescape, withoutSlash } from "./scope-automaton.ts";
import { foldCase } from "./scope-case.ts";
import type { PathCase } from "./scope-case.ts";

/** What all paths of a part have in common, segment by segment, whatever its wildcards stand for. */
export interface Outline {
  /** A path's segments from its first one on, up to where a `**` may stand for any number of them. */
  readonly front: readonly Segment[];
  /** The same from its last one back. Empty where paths below are meant, too. */
  readonly back: readonly Segment[];
  /** How many segments a path has. */
  readonly least: number;
  readonly most: number;
}

/** How a segment begins and ends; of one without wildcards both are the whole name. Folded where case is ignored. */
export interface Segment {
  readonly isLiteral: boolean;
  readonly head: string;
  readonly tail: string;
}

/** Of a part that may stand for every path. */
export const NO_OUTLINE: Outline = { front: [], back: [], least: 1, most: Infinity };

/** The outline of a pattern without braces. */
export function readOutline(pattern: string, pathCase: PathCase): Outline {
  const names = withoutSlash(pattern).split("/");
  const fixed = names.slice(0, names.findLastIndex((name) => name !== "**") + 1);
  const isDeep = pattern.endsWith("/") || fixed.length < names.length || isLiteral(pattern);
  const first = fixed.indexOf("**");
  const segments = fixed.map((name) => readSegment(name, pathCase));
  const back = isDeep ? [] : segments.slice(fixed.lastIndexOf("**") + 1).toReversed();
  const least = Math.max(fixed.filter((name) => name !== "**").length, 1);
  return {
    front: first === -1 ? segments : segments.slice(0, first),
    back,
    least,
    most: isDeep || first !== -1 ? Infinity : least,
  };
}

/** Whether nothing in their outlines keeps two parts from sharing a path. Spares most of them a closer look. */
export function outlinesAgree(a: Outline, b: Outline): boolean {
  return a.least <= b.most && b.least <= a.most && segmentsAgree(a.front, b.front) && segmentsAgree(a.back, b.back);
}

function readSegment(name: string, pathCase: PathCase): Segment {
  const fold = (text: string): string => (pathCase === "insensitive" ? foldCase(text) : text);
  if (isLiteral(name)) {
    const whole = fold(unescape(name));
    return { isLiteral: true, head: whole, tail: whole };
  }
  const head = fold(/^[^*?[\\]*/.exec(name)?.[0] ?? "");
  const tail = fold(/[^*?[\]\\]*$/.exec(name)?.[0] ?? "");
  return { isLiteral: false, head, tail };
}

function segmentsAgree(a: readonly Segment[], b: readonly Segment[]): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a[index], b[index]];
    if (one !== undefined && other !== undefined && !segmentAgrees(one, other)) return false;
  }
  return true;
}

function segmentAgrees(a: Segment, b: Segment): boolean {
  if (a.isLiteral && b.isLiteral) return a.head === b.head;
  if (a.isLiteral) return a.head.startsWith(b.head) && a.tail.endsWith(b.tail);
  if (b.isLiteral) return segmentAgrees(b, a);
  return (
    (a.head.startsWith(b.head) || b.head.startsWith(a.head)) && (a.tail.endsWith(b.tail) || b.tail.endsWith(a.tail))
  );
}
