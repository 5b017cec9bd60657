import { GitError, openGit } from "./git.ts";

/** The first one with `merge-tree --write-tree --stdin`. */
export const OLDEST_GIT = "2.39";

/** Takes what `git version` prints. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  return major < 2 || (major === 2 && minor < 39);
}

/** Such as `2.39.5`; undefined: there is no git. `directory` is any that exists. */
export async function readGitVersion(directory: string): Promise<string | undefined> {
  try {
    return (await openGit(directory).ask(["version"])).replace(/^git version /, "").trim();
  } catch (error) {
    if (error instanceof GitError && /ENOENT/.test(error.message)) return undefined;
    throw error;
  }
}
