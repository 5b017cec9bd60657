/** What git's three-way merge left open, line by line: read from the files with markers that it writes into its tree. */
import type { Conflict, LineRange, Sha } from "../state/facts.ts";
import { readObjects } from "./cat-file.ts";
import type { MergePair } from "./merge.ts";
import type { TreeMerge } from "./merge-lines.ts";
import { readFilesAt } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** So many files of one merge are read; the others are known by their names. */
const MOST_FILES = 20;
/** So many places of one file are told; no more fit into its text. */
const MOST_HUNKS = 40;
/** Most characters of one file's conflicts. */
const MOST_TEXT = 4_000;

/** A pair that conflicts, and git's merge of it. */
export interface ConflictingPair {
  readonly pair: MergePair;
  readonly merge: Extract<TreeMerge, { kind: "conflict" }>;
}

/** Of each merge the files that conflict by lines: what one side deleted, or is no text, is none of them. One process. */
export async function readConflicts(
  repository: Repository,
  merges: readonly ConflictingPair[],
): Promise<readonly (readonly Conflict[])[]> {
  const files = merges.flatMap(({ pair, merge }, of) =>
    merge.tree === undefined
      ? []
      : merge.paths.slice(0, MOST_FILES).map((path) => ({ of, path, pair, tree: merge.tree })),
  );
  const asked = files.flatMap(({ path, pair, tree = "" }) => [
    { commit: tree, path },
    { commit: pair.theirs, path },
  ]);
  const texts = await readSmall(repository, asked);
  const found: Conflict[][] = merges.map(() => []);
  for (const [index, { of, path, pair }] of files.entries()) {
    // Under the name that the other side gave it there is none of its own.
    const [merged = [], own] = texts.slice(2 * index, 2 * index + 2);
    const hunks = parseHunks(merged, pair);
    if (hunks.length === 0) continue;
    const ranges = own === undefined ? [] : findRanges(hunks, own);
    found[of]?.push({ path, ranges, text: printHunks(hunks) });
  }
  return found;
}

/** A file of more bytes or more lines is known by its name. */
const LONGEST_FILE = 1024 * 1024;
const MOST_LINES = 50_000;

/** The lines of files; undefined where there are none, or the file is long. */
async function readSmall(
  repository: Repository,
  files: readonly { readonly commit: Sha; readonly path: string }[],
): Promise<readonly (readonly string[] | undefined)[]> {
  if (files.length === 0) return [];
  const infos = await readObjects(
    repository,
    files.map(({ commit, path }) => ({ want: "info", name: `${commit}:${path}` })),
  );
  const isSmall = files.map((_, index) => (infos[index]?.bytes ?? 0) <= LONGEST_FILE);
  const texts = await readFilesAt(
    repository,
    files.filter((_, index) => isSmall[index]),
  );
  let at = 0;
  return isSmall.map((isRead) => {
    const lines = isRead ? texts[at++]?.split("\n") : undefined;
    return lines === undefined || lines.length > MOST_LINES ? undefined : lines;
  });
}

interface Hunk {
  /** Lines between this one and the one before it, both sides agreed upon. */
  readonly before: number;
  /** With its markers. */
  readonly lines: readonly string[];
}

/** The labels behind the markers are the two commits: no line of a file looks like that by chance. */
function parseHunks(lines: readonly string[], { ours, theirs }: MergePair): readonly Hunk[] {
  const [opening, closing] = [`${"<".repeat(7)} ${ours}`, `${">".repeat(7)} ${theirs}`];
  const hunks: Hunk[] = [];
  let end = 0;
  let start: number | undefined;
  for (const [at, line] of lines.entries()) {
    if (start === undefined && line.startsWith(opening)) start = at;
    if (start === undefined || !line.startsWith(closing)) continue;
    hunks.push({ before: start - end, lines: lines.slice(start, at + 1) });
    if (hunks.length === MOST_HUNKS) break;
    end = at + 1;
    start = undefined;
  }
  return hunks;
}

/**
 * Where the hunks are in the second side's own file. What git merged between two of them may be longer or shorter there, so that
 * of several places with the same lines the nearest one after the last hunk counts.
 */
function findRanges(hunks: readonly Hunk[], file: readonly string[]): readonly LineRange[] {
  let from = 0;
  return hunks.map(({ before, lines }) => {
    const expected = Math.min(from + before, Math.max(file.length - 1, 0));
    const { at, length } = findSecondSide(lines.slice(1, -1), file, from, expected);
    from = at + length;
    return { first: at + 1, last: at + Math.max(length, 1) };
  });
}

interface Place {
  readonly at: number;
  /** In lines. */
  readonly length: number;
}

/**
 * The marker between the sides has no label, and a heading underlined with equal signs looks the same: of all such lines it is the
 * first one that is followed by lines of the second side's own file. `hunk`: without its outer markers.
 */
function findSecondSide(hunk: readonly string[], file: readonly string[], from: number, expected: number): Place {
  const longest = lengthsOfEnds(hunk, file, from).reduce((most, length) => Math.max(most, length), 0);
  const sides = hunk.flatMap((line, index) => (isMiddle(line) ? [hunk.length - index - 1] : []));
  const length = sides.find((each) => each <= longest) ?? sides.at(-1) ?? 0;
  return { at: nearest(hunk.slice(hunk.length - length), file, from, expected), length };
}

/** Git ends its markers as the file's lines end. */
function isMiddle(line: string): boolean {
  return line === "=======" || line === "=======\r";
}

function nearest(lines: readonly string[], file: readonly string[], from: number, expected: number): number {
  if (lines.length === 0) return expected;
  let best = expected;
  let distance = Infinity;
  for (const [index, length] of lengthsOfEnds(lines, file, from).entries()) {
    const far = Math.abs(from + index - expected);
    if (length < lines.length || far >= distance) continue;
    best = from + index;
    distance = far;
  }
  return best;
}

/**
 * For each line of the file after `from`: how many of the last of `lines` are there, one after the other, as many as possible. It
 * is the search of Knuth, Morris and Pratt from the end: whatever somebody wrote, it looks at each line about twice.
 */
function lengthsOfEnds(lines: readonly string[], file: readonly string[], from: number): readonly number[] {
  const reversed = lines.toReversed();
  const shorter: number[] = [0];
  for (let at = 1, length = 0; at < reversed.length; at++) {
    length = lengthen(reversed, shorter, length, reversed[at]);
    shorter.push(length);
  }
  let length = 0;
  const lengths = file
    .slice(from)
    .toReversed()
    .map((line) => (length = lengthen(reversed, shorter, length, line)));
  return lengths.toReversed();
}

/** How many of the first of `lines` end in `line`, where `length` of them ended before it. */
function lengthen(
  lines: readonly string[],
  shorter: readonly number[],
  length: number,
  line: string | undefined,
): number {
  let known = length === lines.length ? (shorter[length - 1] ?? 0) : length;
  while (known > 0 && lines[known] !== line) known = shorter[known - 1] ?? 0;
  return known < lines.length && lines[known] === line ? known + 1 : 0;
}

/** Whole hunks as long as there is room for them; the first one is cut where it is too long alone. */
function printHunks(hunks: readonly Hunk[]): string {
  const [first = "", ...others] = hunks.map(({ lines }) => lines.join("\n"));
  let text = first.length > MOST_TEXT ? `${first.slice(0, MOST_TEXT)}\n…` : first;
  for (const hunk of others) {
    if (text.length + hunk.length > MOST_TEXT) return `${text}\n…`;
    text += `\n${hunk}`;
  }
  return text;
}
