import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { changesBetween, changesOfRanges } from "../../src/git/diff.ts";
import { mergeTrees } from "../../src/git/merge.ts";
import { MAX_FILES } from "../../src/plan/config.ts";
import { UNLISTED } from "../../src/state/facts.ts";
import { createOpened } from "../support/open-repository.ts";
import type { TestRepository } from "../support/repository.ts";
import { treeBomb, wideTree } from "../support/hostile-trees.ts";

async function scene() {
  const { user, repository } = await createOpened();
  const base = await user.commit("base", { "a.txt": "a\n" });
  const commit = (tree: string) => user.git("commit-tree", tree, "-p", base, "-m", "hostile");
  return { user, repository, base, commit };
}

const write = (user: TestRepository, content: Buffer | string) =>
  execFileSync("git", ["hash-object", "-w", "--stdin"], {
    cwd: user.directory,
    input: content,
    encoding: "utf8",
  }).trim();

describe("what is longer than anybody takes", { timeout: 180_000 }, () => {
  test("is cut, at the first file that is one too many", async () => {
    const { user, repository, base, commit } = await scene();
    const most = await commit(wideTree(user, MAX_FILES - 1));
    const more = await commit(wideTree(user, MAX_FILES));
    // The file of the base is deleted: it is one of them.
    expect(await changesBetween(repository, base, most)).toHaveLength(MAX_FILES);
    const changes = await changesBetween(repository, base, more);
    expect(changes).toHaveLength(MAX_FILES + 1);
    expect([changes.indexOf(UNLISTED), changes.at(-1)]).toEqual([MAX_FILES, UNLISTED]);
  });

  test("is no more than its end where a few objects are more files than a machine can hold; others are listed", async () => {
    const { user, repository, base, commit } = await scene();
    const bomb = await commit(treeBomb(user, 10));
    const other = await user.commit("other", { "b.txt": "b\n" });
    const range = (to: string) => ({ from: base, to });
    const [first, second, third] = await changesOfRanges(repository, [range(other), range(bomb), range(other)]);
    expect(first).toMatchObject([{ path: "b.txt", kind: "added" }]);
    expect([second, third]).toEqual([[UNLISTED], first]);
  });

  test("keeps the names that could be read of those that have no end", async () => {
    const { user, repository, base, commit } = await scene();
    const name = "n".repeat(10 * 1024 * 1024);
    const entries = Array.from({ length: 9 }, (_, index) => `${index}${name}`);
    const changes = await changesBetween(repository, base, await commit(wideTree(user, entries)));
    expect(changes.at(-1)).toBe(UNLISTED);
    expect(changes.slice(0, -1).every(({ path }) => /^\dn+$/.test(path))).toBe(true);
  });
});

test("the target of a link that no system takes is not read, however large it is", async () => {
  const { user, repository, base, commit } = await scene();
  const [short, long, huge] = [4095, 4096, 120 * 1024 * 1024].map((size) => write(user, Buffer.alloc(size, "x")));
  await user.git("read-tree", base);
  for (const [name, blob] of Object.entries({ short, long, huge })) {
    await user.git("update-index", "--add", "--cacheinfo", `120000,${blob},${name}`);
  }
  const changes = await changesBetween(repository, base, await commit(await user.git("write-tree")));
  const found = changes.map(({ path, bytes, target }) => [path, bytes, target?.length]);
  expect(found).toEqual([
    ["huge", 120 * 1024 * 1024, undefined],
    ["long", 4096, undefined],
    ["short", 4095, 4095],
  ]);
});

test(
  "a merge that needs more than it is given conflicts, and the others beside it are answered",
  { timeout: 180_000 },
  async () => {
    const { user, repository, base, commit } = await scene();
    await user.commit("renamed from", { "big/old.txt": "o\n".repeat(100) });
    const ours = await user.git("rev-parse", "HEAD");
    // To find what became of a deleted file git looks into every folder that is new.
    const bomb = await user.git("commit-tree", treeBomb(user, 10), "-p", ours, "-m", "hostile");
    const mine = await user.commit("mine", { "big/old.txt": "other\n" });
    const good = await commit(await user.git("rev-parse", `${base}^{tree}`));
    const pairs = [good, bomb, ours].map((theirs) => ({ ours: mine, theirs }));
    const merges = await mergeTrees(repository, pairs, { mebibytes: 128 });
    expect(merges.map(({ kind }) => kind)).toEqual(["clean", "conflict", "clean"]);
    expect(merges[1]).toMatchObject({ paths: [], tree: undefined });
  },
);
