import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/**
 * The name of the branch that the remote `origin` has as its default, as far as this clone knows, else of the one that is
 * checked out, which need not have a commit yet; undefined where neither is known.
 */
export async function mainBranchName(repository: Repository): Promise<string | undefined> {
  const remote = await branchBehind(repository, "refs/remotes/origin/HEAD", "refs/remotes/origin/");
  return remote ?? (await branchBehind(repository, "HEAD", "refs/heads/"));
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
