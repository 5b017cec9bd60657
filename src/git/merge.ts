import type { Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import type { Limits } from "./limits.ts";
import { mergeLines } from "./merge-lines.ts";
import type { TreeMerge } from "./merge-lines.ts";
import type { Repository } from "./repository.ts";

/** Two commits to merge, in this order. */
export interface MergePair {
  readonly ours: Sha;
  readonly theirs: Sha;
}

/** Of each head the best common ancestor with `base`, in their order; undefined: the two have no history in common. */
export async function mergeBases(
  repository: Repository,
  base: Sha,
  heads: readonly Sha[],
): Promise<readonly (Sha | undefined)[]> {
  const known = baseOf(repository);
  const open = [...new Set(heads)].filter((head) => known.get(`${base} ${head}`) === undefined);
  for (let at = 0; at < open.length; at += MOST_ARGUMENTS) {
    const found = await readBases(repository, base, open.slice(at, at + MOST_ARGUMENTS));
    for (const [head, ancestor] of found) known.set(`${base} ${head}`, { ancestor });
  }
  return heads.map((head) => known.get(`${base} ${head}`)?.ancestor);
}

/** So many ranges at a time: some systems take no longer lines of arguments. */
const MOST_ARGUMENTS = 200;

/** For each `base...head`: the head, the base, and their best common ancestors, each after a `^`; the first is merge-base's. */
async function readBases(
  repository: Repository,
  base: Sha,
  heads: readonly Sha[],
): Promise<ReadonlyMap<Sha, Sha | undefined>> {
  const output = await repository.git.read(["rev-parse", ...heads.map((head) => `${base}...${head}`)]);
  const lines = output.trimEnd().split("\n");
  const found = new Map<Sha, Sha | undefined>();
  let at = 0;
  for (const head of heads) {
    const ancestor = lines[at + 2];
    found.set(head, ancestor?.startsWith("^") ? ancestor.slice(1) : undefined);
    at += 2;
    while (lines[at]?.startsWith("^")) at += 1;
  }
  return found;
}

/** Merges each pair by itself, in one process, and keeps the trees that it makes, without index, working tree or ref. */
export async function mergeTrees(
  repository: Repository,
  pairs: readonly MergePair[],
  limits?: Limits,
): Promise<readonly TreeMerge[]> {
  const merges = mergeOf(repository);
  const keys = pairs.map((pair) => `${pair.ours} ${pair.theirs}`);
  const results = new Map(keys.map((key) => [key, merges.get(key)]));
  const open = [...results.keys()].filter((key) => results.get(key) === undefined);
  for (const [index, merge] of (await mergeLines(repository, open, limits)).entries()) {
    const key = open[index] ?? "";
    results.set(key, merge);
    merges.set(key, merge);
  }
  return keys.flatMap((key) => results.get(key) ?? []);
}

const baseOf = cachePer<{ readonly ancestor: Sha | undefined }>(10_000);
const mergeOf = cachePer<TreeMerge>(10_000);
