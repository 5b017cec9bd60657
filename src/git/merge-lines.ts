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

/**
 * For one process. What somebody else proposes can be made to need all there is; what is meant well needs milliseconds, or
 * a second or two in the largest of repositories.
 */
const LIMITS = { mebibytes: 2048, seconds: 30 };
const UNMERGED: TreeMerge = { kind: "conflict", paths: [], tree: undefined };

/** For each process that merges many, and for each pair when its turn comes first, in seconds: the slow ones wait for the others. */
const SECONDS_OF_MANY = 10;
const SECONDS_AT_FIRST = 2;

/** Merges pairs, each a line of two commits, in their order. */
export async function mergeLines(
  repository: Repository,
  lines: readonly string[],
  limits: Limits = LIMITS,
): Promise<readonly TreeMerge[]> {
  const merges = await mergeUntil(repository, lines, Infinity, limits);
  return merges.map((merge) => merge ?? UNMERGED);
}

/**
 * The same until `deadline`, by performance.now(); undefined: there was no time to find out. Where all by one process are too
 * much, first come those that need little, so that a few pairs can't take the time of all.
 */
export async function mergeUntil(
  repository: Repository,
  lines: readonly string[],
  deadline: number,
  limits: Limits = LIMITS,
): Promise<readonly (TreeMerge | undefined)[]> {
  const run: Run = { repository, limits: { ...LIMITS, ...limits }, deadline };
  if (lines.length === 1) return (await tryLines(run, lines)).map(settle);
  const answers = await tryLines(within(run, SECONDS_OF_MANY), lines);
  const merges: (TreeMerge | undefined)[] = [];
  for (const [index, answer] of answers.entries()) {
    const isHasty = answer === "exceeded" && run.limits.seconds > SECONDS_AT_FIRST;
    const again = isHasty ? await tryLines(run, lines.slice(index, index + 1)) : [answer];
    merges.push(...again.map(settle));
  }
  return merges;
}

interface Run {
  readonly repository: Repository;
  readonly limits: typeof LIMITS;
  readonly deadline: number;
}

/** Or that the pair needs more than it was given, or that time was up. */
type Answer = TreeMerge | "exceeded" | "late";

function settle(answer: Answer): TreeMerge | undefined {
  if (answer === "late") return undefined;
  return answer === "exceeded" ? UNMERGED : answer;
}

function within(run: Run, seconds: number): Run {
  return { ...run, limits: { ...run.limits, seconds: Math.min(seconds, run.limits.seconds) } };
}

async function tryLines(run: Run, lines: readonly string[]): Promise<readonly Answer[]> {
  if (lines.length === 0) return [];
  const left = Math.ceil((run.deadline - performance.now()) / 1000);
  if (left <= 0) return lines.map(() => "late");
  try {
    return await runMerges(within(run, left), lines);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.isCrash) return lines.length > 1 ? tryParts(run, halve(lines)) : [await mergePlainly(run, lines)];
    if (error.isExceeded) {
      if (lines.length === 1) return [left < run.limits.seconds ? "late" : "exceeded"];
      return tryEach(run, lines, parseMerges(error.stdout));
    }
    if (!/unrelated histories/.test(error.stderr)) throw error;
    const done = [...parseMerges(error.stdout), UNMERGED];
    return [...done, ...(await tryLines(run, lines.slice(done.length)))];
  }
}

/** What git can't do with one pair must not take the others with it, nor what it had done. */
async function tryEach(run: Run, lines: readonly string[], done: readonly TreeMerge[]): Promise<readonly Answer[]> {
  const rest = lines.slice(done.length).map((line) => [line]);
  return [...done, ...(await tryParts(within(run, SECONDS_AT_FIRST), rest))];
}

async function tryParts(run: Run, parts: readonly (readonly string[])[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const part of parts) answers.push(...(await tryLines(run, part)));
  return answers;
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
async function mergePlainly(run: Run, line: readonly string[]): Promise<TreeMerge> {
  try {
    const [merge] = await runMerges(run, line, ["-c", "merge.directoryRenames=false"]);
    return merge?.kind === "conflict" ? merge : UNMERGED;
  } catch (error) {
    if (error instanceof GitError && (error.isCrash || error.isExceeded)) return UNMERGED;
    throw error;
  }
}

const ARGS = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", "--stdin"];

async function runMerges(
  { repository, limits }: Run,
  lines: readonly string[],
  settings: readonly string[] = [],
): Promise<readonly TreeMerge[]> {
  return parseMerges(await repository.git.write([...settings, ...ARGS], `${lines.join("\n")}\n`, limits));
}

/**
 * `<1 if clean> NUL <tree> NUL`, a conflicting path and NUL for each, and one more NUL; again and again. Git that was ended has
 * written the last one by half: that is none.
 */
function parseMerges(output: string): readonly TreeMerge[] {
  const fields = output.split("\0").slice(0, -1);
  const merges: TreeMerge[] = [];
  for (let at = 0, end = fields.indexOf(""); end !== -1; at = end + 1, end = fields.indexOf("", at)) {
    const [clean, tree = "", ...paths] = fields.slice(at, end);
    merges.push(clean === "1" ? { kind: "clean", tree } : { kind: "conflict", paths: [...new Set(paths)], tree });
  }
  return merges;
}
