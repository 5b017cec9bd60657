import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/** A repository's main branch, as far as this clone knows. */
export interface MainBranch {
  readonly name: string;
  /** The remote says so; else it is only the one that is checked out. */
  readonly isRemote: boolean;
}

/**
 * The branch that the remote `origin` has as its default, else the one that is checked out, which need not have a commit
 * yet; undefined where neither is known.
 */
export async function mainBranch(repository: Repository): Promise<MainBranch | undefined> {
  const remote = await branchBehind(repository, "refs/remotes/origin/HEAD", "refs/remotes/origin/");
  const name = remote ?? (await branchBehind(repository, "HEAD", "refs/heads/"));
  return name === undefined ? undefined : { name, isRemote: remote !== undefined };
}

async function branchBehind(repository: Repository, name: string, prefix: string): Promise<string | undefined> {
  try {
    const ref = (await repository.git.ask(["symbolic-ref", "--quiet", name])).trimEnd();
    return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}
