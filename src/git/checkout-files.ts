import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Sha } from "../state/facts.ts";
import type { Repository } from "./repository.ts";

/** Puts the files of a commit into a folder, which does not become a repository. What is there of them is replaced. */
export async function checkoutFiles(repository: Repository, commit: Sha, folder: string): Promise<void> {
  const target = resolve(folder);
  await mkdir(target, { recursive: true });
  const index = join(repository.gitDir, `index-${commit}`);
  const git = repository.git.at(target, { GIT_DIR: repository.gitDir, GIT_WORK_TREE: target, GIT_INDEX_FILE: index });
  try {
    await git.write(["read-tree", commit]);
    await git.write(["checkout-index", "--all", "--force", "--quiet"]);
  } finally {
    await rm(index, { force: true });
  }
}
