/** Git's own listing of what differs between trees. */
import type { Change, Sha } from "../state/facts.ts";
import { readObjects } from "./cat-file.ts";
import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/** Two commits, or trees, of which the second is compared with the first. */
export interface DiffRange {
  readonly from: Sha;
  readonly to: Sha;
}

export const SUBMODULE = "160000";

/** One path that differs. */
export interface Entry {
  readonly path: string;
  readonly kind: Change["kind"];
  readonly mode: string;
  readonly sha: Sha;
}

/** For each range the names of its two trees: git takes many ranges only as trees. */
async function readLines(repository: Repository, ranges: readonly DiffRange[]): Promise<readonly string[]> {
  const names = ranges.flatMap(({ from, to }) => [from, to]);
  const trees = await readObjects(
    repository,
    names.map((name) => ({ want: "info", name: `${name}^{tree}` })),
  );
  return ranges.map((range, index) => {
    const [from, to] = trees.slice(2 * index, 2 * index + 2);
    if (from === undefined || to === undefined)
      throw new Error(`${range.from} or ${range.to} is not in the repository`);
    return `${from.sha} ${to.sha}`;
  });
}

/** What differs in one range. */
export interface Listing {
  readonly entries: readonly Entry[];
  /** There are more. */
  readonly isCut: boolean;
}

/** A tree of a few objects can hold more files than any machine could list. Git holds all of it before it says a word. */
const LIMITS = { bytes: 64 * 1024 * 1024, mebibytes: 512, seconds: 30 };
const ARGS = ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=none"];

/** What differs in each range, in their order; of one, so many entries at most. */
export async function listRanges(
  repository: Repository,
  ranges: readonly DiffRange[],
  most: number,
): Promise<readonly Listing[]> {
  const listings = await readListings(repository, await readLines(repository, ranges));
  return listings.map(({ entries, isCut }) => ({
    entries: entries.slice(0, most),
    isCut: isCut || entries.length > most,
  }));
}

/** Where all together are too much, each by itself, so that only what is it alone is cut. */
async function readListings(repository: Repository, lines: readonly string[]): Promise<readonly Listing[]> {
  try {
    const output = await repository.git.query(ARGS, `${lines.join("\n")}\n`, LIMITS);
    return splitAnswers(output.toString(), lines).map((fields) => ({ entries: parseRaw(fields), isCut: false }));
  } catch (error) {
    if (!(error instanceof GitError) || !error.isExceeded) throw error;
    // The last field is probably half a name.
    if (lines.length === 1) {
      const [fields = []] = splitAnswers(error.stdout.slice(0, error.stdout.lastIndexOf("\0")), lines);
      return [{ entries: parseRaw(fields), isCut: true }];
    }
    const listings: Listing[] = [];
    for (const line of lines) listings.push(...(await readListings(repository, [line])));
    return listings;
  }
}

/** A line with the two names begins each answer; then come fields, two for each change. */
function splitAnswers(output: string, lines: readonly string[]): readonly (readonly string[])[] {
  const answers: string[][] = [];
  for (const [index, field] of output.split("\0").entries()) {
    // Only a change can be preceded by a line: a path may hold anything.
    const rest = index % 2 === 0 ? takeLines(field, lines, answers) : field;
    if (rest !== "") answers.at(-1)?.push(rest);
  }
  return answers;
}

/** Begins an answer for each line at the start of the field; what is left of it is returned. */
function takeLines(field: string, lines: readonly string[], answers: string[][]): string {
  let rest = field;
  for (let line = lines[answers.length]; line !== undefined; line = lines[answers.length]) {
    if (!rest.startsWith(`${line}\n`)) break;
    rest = rest.slice(line.length + 1);
    answers.push([]);
  }
  return rest;
}

/** `:<old mode> <new mode> <old sha> <new sha> <letter> NUL <path> NUL`, again and again. */
function parseRaw(fields: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [old = "", mode = "", , sha = "", letter = ""] = (fields[at] ?? "").split(" ");
    const isSubmodule = mode === SUBMODULE || old === `:${SUBMODULE}`;
    const kind = KINDS[letter] ?? "modified";
    entries.push({ path: fields[at + 1] ?? "", kind, mode: isSubmodule ? SUBMODULE : mode, sha });
  }
  return entries;
}

/** `M` and `T`, a change of type, are modifications. */
const KINDS: Readonly<Record<string, Change["kind"]>> = { A: "added", D: "deleted" };
