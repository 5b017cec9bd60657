import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/**
 * Gives `use` the repository with another place for the objects that git writes, which is gone afterwards: in memory, where the
 * system has a folder for that, else on the disk.
 */
export async function withScratch<T>(repository: Repository, use: (scratch: Repository) => Promise<T>): Promise<T> {
  await removeLeftovers();
  const inMemory = await makeFolder(MEMORY).catch(() => undefined);
  if (inMemory !== undefined) {
    try {
      return await useFolder(repository, inMemory, use);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }
  return useFolder(repository, await makeFolder(tmpdir()), use);
}

/** Linux keeps it in memory; elsewhere there is none. */
const MEMORY = "/dev/shm";
const NAME = "workstreams-objects-";

function makeFolder(place: string): Promise<string> {
  return mkdtemp(join(place, NAME));
}

async function useFolder<T>(
  repository: Repository,
  folder: string,
  use: (scratch: Repository) => Promise<T>,
): Promise<T> {
  try {
    await mkdir(join(folder, "info"));
    // Git unquotes it: a path may hold anything.
    await writeFile(join(folder, "info", "alternates"), `${JSON.stringify(join(repository.gitDir, "objects"))}\n`);
    const git = repository.git.at(repository.gitDir, {
      GIT_DIR: repository.gitDir,
      GIT_OBJECT_DIRECTORY: folder,
      // What is gone in a moment is not worth the time to compress it.
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.looseCompression",
      GIT_CONFIG_VALUE_0: "0",
    });
    return await use({ ...repository, git });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By git's words, or of the system where we make the folder ourselves. */
function isFull(error: unknown): boolean {
  if (error instanceof GitError) return /No space left on device|Disk quota exceeded/.test(error.stderr);
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** Nothing is used for so long, in milliseconds: what is older was left by a process that was killed. */
const LONGEST_USE = 24 * 3_600_000;

/** The memory that a killed process took would else be gone until the system starts anew. */
async function removeLeftovers(): Promise<void> {
  const names = await readdir(MEMORY).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(NAME))) {
    const folder = join(MEMORY, name);
    const info = await stat(folder).catch(() => undefined);
    if (info === undefined || Date.now() - info.mtimeMs < LONGEST_USE) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}
