/** What git's three-way merge left open, line by line: read from the files with markers that it writes into its tree. */
import type { Conflict, LineRange, Sha } from "../state/facts.ts";
import { readObjects } from "./cat-file.ts";
import type { MergePair } from "./merge.ts";
import type { TreeMerge } from "./merge-lines.ts";
import { readFilesAt } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** So many files of one merge are read; the others are known by their names. */
const MOST_FILES = 20;
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
    const [merged = "", theirs] = texts.slice(2 * index, 2 * index + 2);
    // Under the name that the other side gave it there is none of its own.
    const own = theirs?.split("\n");
    const hunks = parseHunks(merged.split("\n"), pair, own ?? []);
    if (hunks.length === 0) continue;
    const ranges = own === undefined ? [] : findRanges(hunks, own);
    found[of]?.push({ path, ranges, text: printHunks(hunks) });
  }
  return found;
}

/** A file that is longer, in bytes, is known by its name. */
const LONGEST_FILE = 1024 * 1024;

/** The text of files; undefined where there is none, or it is long. */
async function readSmall(
  repository: Repository,
  files: readonly { readonly commit: Sha; readonly path: string }[],
): Promise<readonly (string | undefined)[]> {
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
  return isSmall.map((isRead) => (isRead ? texts[at++] : undefined));
}

interface Hunk {
  /** Lines between this one and the one before it, both sides agreed upon. */
  readonly before: number;
  readonly theirs: readonly string[];
  /** With its markers. */
  readonly lines: readonly string[];
}

/**
 * The labels behind the markers are the two commits: no line of a file looks like that by chance. `file`: the second side's.
 */
function parseHunks(lines: readonly string[], { ours, theirs }: MergePair, file: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let end = 0;
  for (let at = 0; at < lines.length; at++) {
    if (!isMarker(lines[at], "<", ours)) continue;
    const close = lines.findIndex((line, index) => index > at && isMarker(line, ">", theirs));
    if (close === -1) break;
    const own = lines.slice(at, close + 1);
    hunks.push({ before: at - end, theirs: secondSide(own, file), lines: own });
    end = close + 1;
    at = close;
  }
  return hunks;
}

function isMarker(line: string | undefined, character: string, commit: Sha): boolean {
  return line?.startsWith(`${character.repeat(7)} ${commit}`) === true;
}

/**
 * The marker between the sides has no label, and a heading underlined with equal signs looks the same: of all such lines it is the
 * first one that is followed by lines of the second side's own file.
 */
function secondSide(hunk: readonly string[], file: readonly string[]): readonly string[] {
  const tails = hunk.flatMap((line, index) => (isMiddle(line) ? [hunk.slice(index + 1, -1)] : []));
  return tails.find((tail) => file.some((_, at) => isAt(file, tail, at))) ?? tails.at(-1) ?? [];
}

/** Git ends its markers as the file's lines end. */
function isMiddle(line: string): boolean {
  return line === "=======" || line === "=======\r";
}

function isAt(file: readonly string[], lines: readonly string[], at: number): boolean {
  return lines.every((line, index) => file[at + index] === line);
}

/**
 * Where the hunks are in the second side's own file. What git merged between two of them may be longer or shorter there, so that
 * of several places with the same lines the nearest one after the last hunk counts.
 */
function findRanges(hunks: readonly Hunk[], file: readonly string[]): readonly LineRange[] {
  let from = 0;
  return hunks.map(({ before, theirs }) => {
    const expected = Math.min(from + before, Math.max(file.length - 1, 0));
    const at = nearest(file, theirs, from, expected);
    from = at + theirs.length;
    return { first: at + 1, last: at + Math.max(theirs.length, 1) };
  });
}

function nearest(file: readonly string[], lines: readonly string[], from: number, expected: number): number {
  if (lines.length === 0) return expected;
  let best = expected;
  let distance = Infinity;
  for (let at = from; at + lines.length <= file.length; at++) {
    const far = Math.abs(at - expected);
    if (far < distance && isAt(file, lines, at)) {
      best = at;
      distance = far;
    }
  }
  return best;
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
