import { openGit } from "./git.ts";
import type { Repository } from "./repository.ts";

/** Paths below `paths` that differ between the user's working tree and its HEAD, new ones too; none of a bare one. */
export async function uncommittedPaths(repository: Repository, paths: readonly string[]): Promise<readonly string[]> {
  if (repository.bare) return [];
  const git = openGit(repository.root);
  const output = await git.query([
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--",
    ...paths,
  ]);
  return output
    .toString()
    .split("\0")
    .filter((record) => record !== "")
    .map((record) => record.slice(3));
}
