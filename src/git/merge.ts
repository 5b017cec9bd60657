import type { Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { GitError } from "./git.ts";
import type { Limits } from "./limits.ts";
import type { Repository } from "./repository.ts";

/** Two commits to merge, in this order. */
export interface MergePair {
  readonly ours: Sha;
  readonly theirs: Sha;
}

/** What git's three-way merge makes of a pair. */
export type TreeMerge =
  | { readonly kind: "clean"; readonly tree: Sha }
  /**
   * `tree` holds the files with markers. Where the two have no history in common, or git would need more to merge them than
   * it is given, there is none, and no path.
   */
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly tree: Sha | undefined };

/** The best common ancestor; undefined: the two have no history in common. */
export async function mergeBase(repository: Repository, a: Sha, b: Sha): Promise<Sha | undefined> {
  const known = baseOf(repository).get(`${a} ${b}`);
  if (known !== undefined) return known;
  try {
    const base = (await repository.git.read(["merge-base", a, b])).trimEnd();
    baseOf(repository).set(`${a} ${b}`, base);
    return base;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

/** Merges each pair by itself, in one process, without index, working tree or ref. */
export async function mergeTrees(
  repository: Repository,
  pairs: readonly MergePair[],
  limits: Limits = LIMITS,
): Promise<readonly TreeMerge[]> {
  const merges = mergeOf(repository);
  const keys = pairs.map((pair) => `${pair.ours} ${pair.theirs}`);
  const results = new Map(keys.map((key) => [key, merges.get(key)]));
  let open = [...results.keys()].filter((key) => results.get(key) === undefined);
  while (open.length > 0) {
    const found = await mergeLines(repository, open, limits);
    for (const [index, merge] of found.entries()) {
      const key = open[index] ?? "";
      results.set(key, merge);
      merges.set(key, merge);
    }
    open = open.slice(found.length);
  }
  return keys.map((key) => results.get(key) ?? UNMERGED);
}

const baseOf = cachePer<Sha>(10_000);
const mergeOf = cachePer<TreeMerge>(10_000);
/** What somebody else proposes can be made to need all there is. */
const LIMITS = { mebibytes: 2048, seconds: 600 };
const UNMERGED: TreeMerge = { kind: "conflict", paths: [], tree: undefined };

/** Merges pairs in their order; where git stops at one without common history, the answer ends with that one. */
async function mergeLines(
  repository: Repository,
  lines: readonly string[],
  limits: Limits,
): Promise<readonly TreeMerge[]> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", "--stdin"];
  try {
    return parseMerges(await repository.git.write(args, `${lines.join("\n")}\n`, limits));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/unrelated histories/.test(error.stderr)) return [...parseMerges(error.stdout), UNMERGED];
    if (!error.isExceeded) throw error;
    // What one pair needs without end must not take the others with it.
    return lines.length === 1 ? [UNMERGED] : mergeEach(repository, lines, limits);
  }
}

async function mergeEach(
  repository: Repository,
  lines: readonly string[],
  limits: Limits,
): Promise<readonly TreeMerge[]> {
  const merges: TreeMerge[] = [];
  for (const line of lines) merges.push(...(await mergeLines(repository, [line], limits)));
  return merges;
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
