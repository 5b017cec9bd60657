import type { Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { readObjects } from "./cat-file.ts";
import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/** Those of the commits that `from` does not contain; unknown ones are not contained in anything. */
export async function unreachable(
  repository: Repository,
  commits: readonly Sha[],
  from: Sha,
): Promise<ReadonlySet<Sha>> {
  const contains = containment(repository);
  const all = [...new Set(commits)].filter((commit) => commit !== from);
  const open = all.filter((commit) => contains.get(`${from} ${commit}`) === undefined);
  const unknown = open.length === 0 ? [] : await findOutside(repository, open, from);
  return new Set([...unknown, ...all.filter((commit) => contains.get(`${from} ${commit}`) === false)]);
}

const containment = cachePer<boolean>(20_000);

/** Those that `from` does not contain. Of commits that exist the answer is kept: it never changes. */
async function findOutside(repository: Repository, open: readonly Sha[], from: Sha): Promise<readonly Sha[]> {
  const input = `${[...open, `^${from}`].join("\n")}\n`;
  const output = await repository.git.query(["rev-list", "--ignore-missing", "--stdin"], input);
  const listed = new Set(output.toString().split("\n"));
  const silent = open.filter((commit) => !listed.has(commit));
  const missing = await findMissing(repository, silent);
  for (const commit of open) {
    if (!missing.has(commit)) containment(repository).set(`${from} ${commit}`, !listed.has(commit));
  }
  return open.filter((commit) => listed.has(commit) || missing.has(commit));
}

/** Of what rev-list does not list: it is contained, or there is no such commit. */
async function findMissing(repository: Repository, commits: readonly Sha[]): Promise<ReadonlySet<Sha>> {
  const present = existing(repository);
  const open = commits.filter((commit) => present.get(commit) === undefined);
  const objects = await readObjects(
    repository,
    open.map((name) => ({ want: "info", name })),
  );
  const missing = open.filter((_, index) => objects[index]?.type !== "commit");
  for (const [index, commit] of open.entries()) if (objects[index]?.type === "commit") present.set(commit, true);
  return new Set(missing);
}

const existing = cachePer<true>(20_000);

export async function isAncestor(repository: Repository, ancestor: Sha, descendant: Sha): Promise<boolean> {
  return !(await unreachable(repository, [ancestor], descendant)).has(ancestor);
}

/** A head, and the claims that it may descend from, oldest first. */
export interface Lineage {
  readonly head: Sha;
  readonly claims: readonly { readonly sha: Sha; readonly base: Sha }[];
}

/** For each head the newest of its claims that it descends from; undefined: none. Two processes for any number. */
export async function newestClaims(
  repository: Repository,
  lineages: readonly Lineage[],
): Promise<readonly (Sha | undefined)[]> {
  const answers = claimBelow(repository);
  const open = lineages.filter((lineage) => lineage.claims.length > 0 && answers.get(keyOf(lineage)) === undefined);
  if (open.length > 0) {
    const parents = await readHistory(repository, open);
    for (const lineage of open) answers.set(keyOf(lineage), { claim: findClaim(parents, lineage) });
  }
  return lineages.map((lineage) => answers.get(keyOf(lineage))?.claim);
}

const claimBelow = cachePer<{ readonly claim: Sha | undefined }>(20_000);

function keyOf(lineage: Lineage): string {
  return [lineage.head, ...lineage.claims.map((claim) => claim.sha)].join(" ");
}

/** The parents of every commit between the heads and the oldest state that a claim started from. */
async function readHistory(
  repository: Repository,
  lineages: readonly Lineage[],
): Promise<ReadonlyMap<Sha, readonly Sha[]>> {
  const bases = [...new Set(lineages.flatMap((lineage) => lineage.claims.map((claim) => claim.base)))];
  const start = await commonAncestor(repository, bases);
  const input = [...new Set(lineages.map((lineage) => lineage.head)), ...(start === undefined ? [] : [`^${start}`])];
  const query = ["rev-list", "--ignore-missing", "--parents", "--stdin"];
  const output = (await repository.git.query(query, `${input.join("\n")}\n`)).toString();
  const parents = new Map<Sha, readonly Sha[]>();
  for (const line of output.split("\n")) {
    const [commit, ...rest] = line.split(" ");
    if (commit !== undefined && commit !== "") parents.set(commit, rest);
  }
  return parents;
}

async function commonAncestor(repository: Repository, commits: readonly Sha[]): Promise<Sha | undefined> {
  if (commits.length === 1) return commits[0];
  try {
    return (await repository.git.read(["merge-base", "--octopus", ...commits])).trimEnd();
  } catch (error) {
    // Without a common ancestor, or with an unknown commit, the whole history is looked through.
    if (error instanceof GitError && error.exitCode !== undefined) return undefined;
    throw error;
  }
}

function findClaim(parents: ReadonlyMap<Sha, readonly Sha[]>, lineage: Lineage): Sha | undefined {
  const seen = new Set<Sha>([lineage.head]);
  for (const commit of seen) {
    for (const parent of parents.get(commit) ?? []) seen.add(parent);
  }
  return lineage.claims.findLast((claim) => seen.has(claim.sha))?.sha;
}

/** The commit that brought another one into a branch, and when. */
export interface Introduction {
  readonly sha: Sha;
  /** The commit's own time, in milliseconds. */
  readonly at: number;
}

/**
 * Which commit of `branch`'s own line (first parents) was the first to contain `commit`: the merge, or the commit
 * itself where the branch was moved forward to it. `branch` is a commit that contains it.
 */
export async function introducedBy(repository: Repository, commit: Sha, branch: Sha): Promise<Introduction> {
  const show = ["rev-list", "--no-commit-header", "--format=%H %ct %P", "--first-parent"];
  const later = (await repository.git.query([...show, "--ancestry-path", `${commit}..${branch}`])).toString();
  const oldest = parseCommit(later.trimEnd().split("\n").at(-1) ?? "");
  if (oldest !== undefined && oldest.firstParent !== commit) return oldest;
  const own = parseCommit(await repository.git.read([...show, "--max-count=1", commit]));
  if (own === undefined) throw new Error(`git says nothing of ${commit}`);
  return own;
}

function parseCommit(line: string): (Introduction & { readonly firstParent: Sha | undefined }) | undefined {
  const [, sha, seconds, firstParent] = /^([0-9a-f]{40}) ([0-9]+) ([0-9a-f]{40})?/.exec(line) ?? [];
  return sha === undefined ? undefined : { sha, at: Number(seconds) * 1000, firstParent };
}
