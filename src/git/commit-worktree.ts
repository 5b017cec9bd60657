import { randomBytes } from "node:crypto";
import { copyFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Sha } from "../state/facts.ts";
import { clearWorktree, openWorktree } from "./clear-worktree.ts";
import { GitError } from "./git.ts";
import type { Git } from "./git.ts";
import type { Repository } from "./repository.ts";
import { assertAllRead } from "./unread.ts";
import { watchAll, WHOLE } from "./watched-index.ts";
import { worktreeDir } from "./worktrees.ts";

/** What an agent left in its worktree, as commits. */
export type WorktreeCommit =
  | { readonly kind: "unchanged" }
  /** `head` descends from the claim by this many commits, the agent's own among them. */
  | { readonly kind: "committed"; readonly head: Sha; readonly commits: number }
  /** HEAD does not descend from the claim any more; `head` holds everything that was left. */
  | { readonly kind: "rewritten"; readonly head: Sha };

/**
 * Keeps the agent's own commits and puts everything else that it changed, staged or not, into one more on top: all
 * files but ignored ones. Worktree and index stay as they are. A nested repository is one entry, as `git add` makes it,
 * and left out where it has no commit.
 */
export async function commitWorktree(
  repository: Repository,
  path: string,
  claim: Sha,
  message: string,
): Promise<WorktreeCommit> {
  const administration = await worktreeDir(repository, path);
  if (administration === undefined) {
    throw new Error(`${path} is no worktree of ${repository.gitDir} any more: it was removed while its agent ran`);
  }
  await openWorktree(path);
  const index = join(administration, `index-${randomBytes(8).toString("hex")}`);
  // Not by way of the `.git` in the worktree: an agent may have replaced it.
  const variables = { GIT_DIR: administration, GIT_WORK_TREE: path, GIT_INDEX_FILE: index };
  const git = repository.git.at(path, variables);
  try {
    const starting = readHead(git, claim);
    const places = { path, original: join(administration, "index"), index };
    const gits = { git, whole: repository.git.at(path, { ...variables, ...WHOLE }) };
    const [start, tree] = await Promise.all([starting, stage(gits, places, starting)]);
    const head = tree === start.tree ? start.commit : await commitTree(git, tree, start.commit, message);
    if (start.commit !== claim) return await relate(git, claim, head);
    return head === claim ? { kind: "unchanged" } : { kind: "committed", head, commits: 1 };
  } finally {
    await rm(index, { force: true });
  }
}

interface Head {
  readonly commit: Sha;
  readonly tree: Sha;
}

/** HEAD, and the claim in its place where the agent went to a branch without commits. */
async function readHead(git: Git, claim: Sha): Promise<Head> {
  const read = async (name: string) => {
    const [commit = "", tree = ""] = (await git.read(["rev-parse", `${name}^{commit}`, `${name}^{tree}`])).split("\n");
    return { commit, tree };
  };
  try {
    return await read("HEAD");
  } catch (error) {
    if (error instanceof GitError && error.exitCode !== undefined) return read(claim);
    throw error;
  }
}

interface Places {
  /** The worktree. */
  readonly path: string;
  /** The agent's index, and the copy that is ours. */
  readonly original: string;
  readonly index: string;
}

interface Gits {
  /** As it is configured, and where it looks at all files though only a part of them may be checked out. */
  readonly git: Git;
  readonly whole: Git;
}

/** The tree of everything in the worktree, made in an index of our own: the agent's may be locked. */
async function stage({ git, whole }: Gits, { path, original, index }: Places, start: Promise<Head>): Promise<Sha> {
  const addWatched = async () => {
    await watchAll(git, whole, path);
    await addAll(whole);
  };
  try {
    await copyIndex(original, index);
    await addWatched();
  } catch {
    // The agent's index is gone or broken, or git stops at something, or passes it by. From HEAD it is slow, because git
    // reads every file.
    await clearWorktree(path);
    await rm(index, { force: true });
    // As a merge it leaves out what is not checked out.
    await git.write(["read-tree", "-m", (await start).commit]);
    await addWatched();
  }
  return (await whole.write(["write-tree"])).trimEnd();
}

/** With it come the times and sizes of all files, so that git reads only those that changed. */
async function copyIndex(original: string, index: string): Promise<void> {
  const { mtimeMs } = await stat(original);
  await copyFile(original, index);
  // Git takes a file for unchanged if it is older than the index: a new time would hide an edit right after checkout.
  const seconds = Math.floor(mtimeMs) / 1000;
  await utimes(index, seconds, seconds);
}

/**
 * In a submodule, `git add` would start `git status`, which runs programs that its own configuration names: the agent's
 * word. So submodules are hidden from it, and then taken by what only reads where their HEAD is.
 */
async function addAll(git: Git): Promise<void> {
  await updateSubmodules(git, ["--assume-unchanged"]);
  assertAllRead(await addFiles(git));
  await updateSubmodules(git, ["--no-assume-unchanged"]);
  await updateSubmodules(git, ["--add", "--remove"]);
}

/** The answer is what git said of it. */
async function addFiles(git: Git): Promise<string> {
  try {
    return await git.remarks(["add", "--all", "--ignore-errors"]);
  } catch (error) {
    if (!(error instanceof GitError) || !onlyEmptyRepositories(error.stderr)) throw error;
    return error.stderr;
  }
}

async function updateSubmodules(git: Git, options: readonly string[]): Promise<void> {
  const entries = (await git.read(["ls-files", "--stage", "-z"])).split("\0");
  const submodules = entries.filter((entry) => entry.startsWith("160000 "));
  if (submodules.length === 0) return;
  const paths = submodules.map((entry) => `${entry.slice(entry.indexOf("\t") + 1)}\0`);
  await git.write(["update-index", ...options, "-z", "--stdin"], paths.join(""));
}

/** A nested repository without a commit is the one thing that git may leave out. */
function onlyEmptyRepositories(stderr: string): boolean {
  const errors = stderr.split("\n").filter((line) => /^(?:error|fatal): /.test(line));
  return errors.length > 0 && errors.every((line) => line.endsWith("does not have a commit checked out"));
}

async function commitTree(git: Git, tree: Sha, parent: Sha, message: string): Promise<Sha> {
  return (await git.write(["commit-tree", tree, "-p", parent], message)).trimEnd();
}

async function relate(git: Git, claim: Sha, head: Sha): Promise<WorktreeCommit> {
  const counts = await git.read(["rev-list", "--left-right", "--count", `${claim}...${head}`]);
  const [missing = 0, commits = 0] = counts.split("\t").map(Number);
  return missing === 0 ? { kind: "committed", head, commits } : { kind: "rewritten", head };
}
