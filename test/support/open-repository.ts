import { onTestFinished } from "vitest";
import { openRepository } from "../../src/git/repository.ts";
import type { Repository } from "../../src/git/repository.ts";
import { createRepository } from "./repository.ts";
import type { TestRepository } from "./repository.ts";

/** A new repository as a person sees it and as the code under test does; removed after the test. */
export async function createOpened(): Promise<{ readonly user: TestRepository; readonly repository: Repository }> {
  const user = await createRepository();
  onTestFinished(() => user.remove());
  return { user, repository: await open(user.directory) };
}

/** Opens it once more, with caches of its own. */
export async function open(directory: string): Promise<Repository> {
  const repository = await openRepository(directory);
  if (repository.kind !== "repository") throw new Error(repository.message);
  return repository;
}
