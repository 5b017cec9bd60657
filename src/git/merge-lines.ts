/** Git's three-way merges of many pairs of commits by one process, and what to make of it where git fails. */
import type { Sha } from "../state/facts.ts";
import { GitError } from "./git.ts";
import type { Limits } from "./limits.ts";
import type { Repository } from "./repository.ts";

/** What git's three-way merge makes of a pair. */
export type TreeMerge =
  | { readonly kind: "clean"; readonly tree: Sha }
  /**
   * `tree` holds the files with markers. Where the two have no history in common, or git needs more to merge them than it is
   * given, or breaks down over them, there may be none, and no path.
   */
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly tree: Sha | undefined };

/** What somebody else proposes can be made to need all there is. */
const LIMITS: Limits = { mebibytes: 2048, seconds: 600 };
const UNMERGED: TreeMerge = { kind: "conflict", paths: [], tree: undefined };

/** Merges pairs, each a line of two commits, in their order. */
export async function mergeLines(
  repository: Repository,
  lines: readonly string[],
  limits: Limits = LIMITS,
): Promise<readonly TreeMerge[]> {
  if (lines.length === 0) return [];
  try {
    return await runMerges(repository, lines, limits);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/unrelated histories/.test(error.stderr)) {
      const done = [...parseMerges(error.stdout), UNMERGED];
      return [...done, ...(await mergeLines(repository, lines.slice(done.length), limits))];
    }
    if (!error.isExceeded && !error.isCrash) throw error;
    // What git can't do with one pair must not take the others with it.
    if (lines.length > 1)
      return mergeParts(repository, error.isCrash ? halve(lines) : lines.map((line) => [line]), limits);
    return [error.isCrash ? await mergePlainly(repository, lines, limits) : UNMERGED];
  }
}

async function mergeParts(
  repository: Repository,
  parts: readonly (readonly string[])[],
  limits: Limits,
): Promise<readonly TreeMerge[]> {
  const merges: TreeMerge[] = [];
  for (const part of parts) merges.push(...(await mergeLines(repository, part, limits)));
  return merges;
}

/** Git breaks down at once, so that the pair at fault is soon found. */
function halve(lines: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(lines.length / 2);
  return [lines.slice(0, middle), lines.slice(middle)];
}

/**
 * One pair over which git breaks down. All known ways to get there are files that are moved with a folder which the other side
 * renamed (https://github.com/gitgitgadget/git/pull/1943): so it is a conflict, and without a look at folders git may tell where.
 */
async function mergePlainly(repository: Repository, line: readonly string[], limits: Limits): Promise<TreeMerge> {
  try {
    const [merge] = await runMerges(repository, line, limits, ["-c", "merge.directoryRenames=false"]);
    return merge?.kind === "conflict" ? merge : UNMERGED;
  } catch (error) {
    if (error instanceof GitError && (error.isCrash || error.isExceeded)) return UNMERGED;
    throw error;
  }
}

const ARGS = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", "--stdin"];

async function runMerges(
  { git }: Repository,
  lines: readonly string[],
  limits: Limits,
  settings: readonly string[] = [],
): Promise<readonly TreeMerge[]> {
  return parseMerges(await git.write([...settings, ...ARGS], `${lines.join("\n")}\n`, limits));
}

/** `<1 if clean> NUL <tree> NUL`, a conflicting path and NUL for each, and one more NUL; again and again. */
function parseMerges(output: string): readonly TreeMerge[] {
  const fields = output.split("\0").slice(0, -1);
  const merges: TreeMerge[] = [];
  for (let at = 0; at < fields.length;) {
    const end = fields.indexOf("", at);
    const [clean, tree = "", ...paths] = fields.slice(at, end);
    merges.push(clean === "1" ? { kind: "clean", tree } : { kind: "conflict", paths: [...new Set(paths)], tree });
    at = end + 1;
  }
  return merges;
}
