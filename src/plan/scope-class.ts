/** First and last code point of a range, both inside. */
export type CharRange = readonly [low: number, high: number];

/** A set of characters: ranges that ascend and do not touch. */
export type CharSet = readonly CharRange[];

const SLASH = 0x2f;
const LAST = 0x10ffff;

export const SLASH_ONLY: CharSet = [[SLASH, SLASH]];
const DOT_ONLY: CharSet = [[0x2e, 0x2e]];
export const ANY_BUT_SLASH: CharSet = [
  [1, SLASH - 1],
  [SLASH + 1, LAST],
];
export const ANY: CharSet = [[1, LAST]];

/** Where the class that begins with the `[` at `start` ends; -1: nowhere. */
export function classEnd(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] === "\\") at += 1;
    else if (pattern[at] === "]") return at;
  }
  return -1;
}

/** The ranges between the brackets of a class in the order in which they are written; `a-z_` is two of them. */
export function rangesOf(listed: string): CharRange[] {
  const found = listed.matchAll(/\\?(.)(?:-\\?(.))?/gsu);
  return Array.from(found, ([, low = "", high = low]) => [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0]);
}

/** What a class with this text between its brackets stands for; never a slash. `widen`: to what each character stands for. */
export function parseClass(inside: string, widen: (listed: CharSet) => CharSet): CharSet {
  const negated = /^[!^]/.test(inside);
  const listed = widen(normaliseRanges(rangesOf(negated ? inside.slice(1) : inside)));
  return intersect(negated ? complement(listed) : listed, ANY_BUT_SLASH);
}

export function intersect(a: CharSet, b: CharSet): CharSet {
  const shared: CharRange[] = [];
  for (const range of a) {
    for (const other of b) {
      const low = Math.max(range[0], other[0]);
      const high = Math.min(range[1], other[1]);
      if (low <= high) shared.push([low, high]);
    }
  }
  return shared;
}

export function includes(set: CharSet, code: number): boolean {
  for (const range of set) if (range[0] <= code && code <= range[1]) return true;
  return false;
}

/** Characters that read well in a path, the best first. */
const READABLE: readonly CharRange[] = (["az", "09", "AZ", "__", "!~"] as const).map((ends) => [
  ends.charCodeAt(0),
  ends.charCodeAt(1),
]);

/** The character of a set that reads best in a path; a dot only where there is no other: it may not be a name by itself. */
export function readable(set: CharSet): number | undefined {
  const others = subtract(set, DOT_ONLY);
  for (const range of READABLE) {
    const [found] = intersect([range], others);
    if (found !== undefined) return found[0];
  }
  return (others[0] ?? set[0])?.[0];
}

/** The characters that read best in a path first. */
export function compareReadable(a: number, b: number): number {
  return rank(a) - rank(b) || a - b;
}

function rank(code: number): number {
  const found = READABLE.findIndex(([low, high]) => low <= code && code <= high);
  return found === -1 || includes(DOT_ONLY, code) ? READABLE.length : found;
}

/** Without those of another set. */
export function subtract(set: CharSet, other: CharSet): CharSet {
  return intersect(set, complement(other));
}

export function normaliseRanges(ranges: readonly CharRange[]): CharSet {
  const merged: [number, number][] = [];
  for (const [low, high] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

function complement(set: CharSet): CharSet {
  const gaps: CharRange[] = [];
  let low = 1;
  for (const range of set) {
    if (low < range[0]) gaps.push([low, range[0] - 1]);
    low = range[1] + 1;
  }
  if (low <= LAST) gaps.push([low, LAST]);
  return gaps;
}
