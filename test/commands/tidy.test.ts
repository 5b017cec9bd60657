import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tidyFolder } from "../../src/commands/tidy.ts";
import { addWorktree, listWorktrees } from "../../src/git/worktrees.ts";
import { createOpened } from "../support/open-repository.ts";

test("each worktree is tried and each reason told; around one that is refused nothing is removed", async () => {
  const { user, repository } = await createOpened();
  const base = await user.commit("base", { "a.txt": "a" });
  const tree = join(user.directory, ".git", "trees", "one");
  const home = join(user.directory, "home");
  await addWorktree(repository, tree, base);
  await mkdir(home);
  const trees = [repository.root, repository.gitDir, tree];
  expect(await tidyFolder({ repository }, { directory: repository.root, first: [home], trees })).toBe(
    `${repository.root} holds the repository itself: not removed, ` +
      `${repository.gitDir} holds the repository itself: not removed; ` +
      `nothing needs ${repository.root} any more: delete it`,
  );
  expect(await listWorktrees(repository)).toEqual([{ path: repository.root, branch: "main" }]);
  expect([home, tree, join(repository.root, "a.txt")].map((path) => existsSync(path))).toEqual([false, false, true]);
});
