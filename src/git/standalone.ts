/**
 * A worktree that is a repository of its own, so that somebody who is not trusted can work in it with git: its objects
 * are copies, and it knows no other repository and no credentials.
 */
import { randomBytes } from "node:crypto";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { agentEnvironment } from "../agents/environment.ts";
import { supervise } from "../agents/supervise.ts";
import type { WorkUser } from "../agents/work-user.ts";
import type { Sha } from "../state/facts.ts";
import { readBundleHeader } from "./bundle-header.ts";
import { checkFile } from "./bundle.ts";
import { GitError } from "./git.ts";
import { takeObjects } from "./quarantine.ts";
import type { Repository } from "./repository.ts";
import { worktreeDir } from "./worktrees.ts";

/**
 * Makes a fresh worktree of `commit` (see addWorktree) a repository of its own, on no branch, with the commit's whole
 * history. For our git it stays a worktree.
 */
export async function makeStandalone(repository: Repository, tree: string, commit: Sha): Promise<void> {
  const administration = await administrationOf(repository, tree);
  const gitDir = join(tree, ".git");
  await rm(gitDir);
  await repository.git.at(tree, {}).write(["init", "--quiet", "--template=", "--initial-branch=main"]);
  const git = repository.git.at(tree, { GIT_DIR: gitDir });
  await copyHistory(repository, gitDir, commit);
  // Another owner changes what git remembers of every file but its size and time: it would read them all again.
  await git.write(["config", "core.checkStat", "minimal"]);
  await git.write(["update-ref", "--no-deref", "HEAD", commit]);
  await copyFile(join(administration, "index"), join(gitDir, "index"));
}

/** Packs are written where they are needed: never a link to ours. */
async function copyHistory(repository: Repository, gitDir: string, commit: Sha): Promise<void> {
  const theirs = repository.git.at(gitDir, {
    GIT_DIR: gitDir,
    // A list of paths; in quotes one may hold any character.
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(repository.gitDir, "objects")),
  });
  const args = ["pack-objects", "--quiet", "--revs", "--delta-base-offset", join(gitDir, "objects", "pack", "pack")];
  await theirs.write(args, `${commit}\n`);
}

/** Nobody needs longer for a few commits; a repository that was made to stall must not hold the job. */
const BUNDLE_MS = 10 * 60_000;
/** Writes what HEAD has on top of $1 to stdout, 512 MiB at most (in blocks of 512 bytes). */
const BUNDLE = `
ulimit -f 1048576
exec git -c core.hooksPath=/dev/null -c core.fsmonitor=false --no-pager \\
  bundle create --quiet --version=2 - HEAD "^$1" 2>/dev/null`;

/**
 * Brings what was committed in a standalone worktree (its HEAD) into our repository, as data, and takes our own record of
 * the worktree there, for commitWorktree. The answer is its HEAD; `commit`, on which it began, where that is broken, is not
 * to be trusted, or did not move. Git works there as `user`, whose processes are all ended.
 */
export async function takeCommits(repository: Repository, tree: string, commit: Sha, user?: WorkUser): Promise<Sha> {
  const administration = await administrationOf(repository, tree);
  const file = join(administration, `bundle-${randomBytes(8).toString("hex")}`);
  try {
    const head = (await runBundle(tree, commit, file, user)) ? await headOf(file) : undefined;
    if (head === undefined) return commit;
    const taking = await takeObjects(repository, file, commit, async (git) => {
      const type = await git.read(["cat-file", "-t", head]).catch(() => "none");
      return type.trimEnd() === "commit" ? undefined : "its head is no commit";
    });
    if (taking.kind === "refused") return commit;
    return (await standOn(repository, administration, head)) ? head : commit;
  } finally {
    await rm(file, { force: true });
  }
}

/** Moves our record of the worktree to what they committed; false: it holds more than any index could. */
async function standOn(repository: Repository, administration: string, head: Sha): Promise<boolean> {
  const git = repository.git.at(repository.gitDir, { GIT_DIR: administration });
  try {
    // Else files that they committed although they are ignored would be taken for untracked.
    await git.write(["read-tree", head], undefined, LIMITS);
  } catch (error) {
    if (error instanceof GitError && error.isExceeded) return false;
    throw error;
  }
  await git.write(["update-ref", "--no-deref", "HEAD", head]);
  return true;
}

const LIMITS = { mebibytes: 2048, seconds: 600 };

/** Its output, opened by us, is the bundle: `user` needs a right on no file of ours. */
async function runBundle(tree: string, commit: Sha, file: string, user: WorkUser | undefined): Promise<boolean> {
  const added = { GIT_DIR: join(tree, ".git"), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
  const result = await supervise({
    argv: ["/bin/sh", "-c", BUNDLE, "bundle", commit],
    cwd: tree,
    env: agentEnvironment(process.env, [], added),
    logFile: file,
    timeoutMs: BUNDLE_MS,
    graceMs: 0,
    signal: new AbortController().signal,
    ...(user === undefined ? {} : { user }),
  });
  return result.kind === "exited" && result.code === 0;
}

async function headOf(file: string): Promise<Sha | undefined> {
  if ((await checkFile(file)) !== undefined) return undefined;
  const refs = await readBundleHeader(file);
  return refs?.length === 1 && refs[0]?.name === "HEAD" ? refs[0].sha : undefined;
}

async function administrationOf(repository: Repository, tree: string): Promise<string> {
  const administration = await worktreeDir(repository, tree);
  if (administration === undefined) throw new Error(`${tree} is no worktree of ${repository.gitDir}`);
  return administration;
}
