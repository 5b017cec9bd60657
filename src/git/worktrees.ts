import { randomInt } from "node:crypto";
import { lstat, readFile, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "../agents/remove-folder.ts";
import type { Sha } from "../state/facts.ts";
import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/** A working tree of the repository, the main one among them. */
export interface Worktree {
  readonly path: string;
  /** The checked-out branch, such as `main`; undefined: a detached HEAD, or none at all. */
  readonly branch: string | undefined;
}

/**
 * Checks a commit out at `path`, which must not exist or be empty, on no branch. Runs no hooks. What git remembers of a
 * worktree that was there before, or was never finished, does not matter.
 */
export async function addWorktree(repository: Repository, path: string, commit: Sha): Promise<void> {
  const args = ["worktree", "add", "--quiet", "--detach", "--force", "--force", path, commit];
  await amongOthers(() => repository.git.write(args));
}

const ROUNDS = 10;

/** Git looks at all worktrees, and fails where another process has only begun or almost ended one: then once more. */
async function amongOthers<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let round = 1; ; round++) {
    try {
      return await ask();
    } catch (error) {
      if (round === ROUNDS || !(error instanceof GitError) || !IN_THE_MAKING.test(error.stderr)) throw error;
      await sleep(randomInt(5, 20 * round));
    }
  }
}

const IN_THE_MAKING = /(?:failed to read|could not create directory of) '?.*\bworktrees\//;

/** Removes a worktree with everything in it, also a half-made one; of one that is gone it changes nothing. */
export async function removeWorktree(repository: Repository, path: string): Promise<void> {
  for (const precious of [repository.root, repository.gitDir]) {
    if (!relative(path, precious).startsWith("..")) throw new Error(`${path} holds the repository itself: not removed`);
  }
  if (await isGone(repository, path)) return;
  if (await forget(repository, path)) return;
  // What git does not take for a worktree any more, such as one whose `.git` was deleted in it.
  await removeFolder(path);
  const administration = await worktreeDir(repository, path);
  if (administration !== undefined) await removeFolder(administration);
}

async function isGone(repository: Repository, path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found === undefined && (await worktreeDir(repository, path)) === undefined;
}

/** Twice `--force` is for one that is locked: git locks it while it is being made. */
async function forget(repository: Repository, path: string): Promise<boolean> {
  try {
    await repository.git.write(["worktree", "remove", "--force", "--force", path]);
    return true;
  } catch (error) {
    if (error instanceof GitError && error.exitCode !== undefined) return false;
    throw error;
  }
}

export async function listWorktrees(repository: Repository): Promise<readonly Worktree[]> {
  const output = await amongOthers(() => repository.git.ask(["worktree", "list", "--porcelain", "-z"]));
  const worktrees: Worktree[] = [];
  for (const record of output.split("\0\0").filter((text) => text !== "")) {
    const fields = new Map(record.split("\0").map(splitField));
    if (fields.has("bare")) continue;
    worktrees.push({ path: fields.get("worktree") ?? "", branch: fields.get("branch")?.slice("refs/heads/".length) });
  }
  return worktrees;
}

/** Where a branch is checked out. */
export async function worktreesOn(repository: Repository, branch: string): Promise<readonly string[]> {
  const worktrees = await listWorktrees(repository);
  return worktrees.filter((worktree) => worktree.branch === branch).map((worktree) => worktree.path);
}

/**
 * The folder in which git keeps a worktree's HEAD and index (gitrepository-layout(5)). It is looked up from git's side:
 * what the worktree's own `.git` says is the agent's word. Undefined where git knows of no such worktree.
 */
export async function worktreeDir(repository: Repository, path: string): Promise<string | undefined> {
  const wanted = await resolveParent(path);
  const folder = join(repository.gitDir, "worktrees");
  for (const name of await readdir(folder).catch(() => [])) {
    const pointer = await readFile(join(folder, name, "gitdir"), "utf8").catch(() => "");
    if (pointer !== "" && (await resolveParent(dirname(pointer.trimEnd()))) === wanted) return join(folder, name);
  }
  return undefined;
}

/** The worktree itself may be gone; the folder that it was in may be reached by a symbolic link. */
async function resolveParent(path: string): Promise<string> {
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}

function splitField(field: string): [string, string] {
  const space = field.indexOf(" ");
  return space < 0 ? [field, ""] : [field.slice(0, space), field.slice(space + 1)];
}
