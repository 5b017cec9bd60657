import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { removeLitter } from "../../src/agents/litter.ts";
import { useFolder } from "../support/folder.ts";
import { openFolder, openTestUser } from "../support/work-user.ts";

const folder = useFolder();

const user = await openTestUser("what another user's program put into a worktree for itself");

beforeEach(() => {
  mkdirSync(folder.file("tree/.cache/deep"), { recursive: true });
  writeFileSync(folder.file("tree/.cache/deep/file"), "");
  writeFileSync(folder.file("tree/work.txt"), "work\n");
});

function remove(...paths: readonly string[]): Promise<void> {
  return removeLitter(paths, { directory: folder.file("tree"), logFile: folder.file("log") }, undefined);
}

test("what a program put there for itself is gone, all else stays", async () => {
  await remove(".cache", "never-there", "--help");
  expect(readdirSync(folder.file("tree"))).toEqual(["work.txt"]);
  expect(readFileSync(folder.file("log"), "utf8")).toBe("");
});

test("a link in its place is removed, and not what it leads to", async () => {
  mkdirSync(folder.file("outside"));
  writeFileSync(folder.file("outside/file"), "");
  symlinkSync(folder.file("outside"), folder.file("tree/link"));
  await remove("link");
  expect(existsSync(folder.file("outside/file"))).toBe(true);
  expect(readdirSync(folder.file("tree")).toSorted()).toEqual([".cache", "work.txt"]);
});

test.skipIf(user === undefined)("another user's program's goes by that user's rights", async () => {
  if (user === undefined) throw new Error("skipped without it");
  const place = openFolder();
  const [tree, ours] = [join(place, "tree"), join(place, "ours")];
  mkdirSync(join(tree, ".cache"), { recursive: true });
  mkdirSync(ours);
  writeFileSync(join(ours, "file"), "");
  await user.own(tree);
  await removeLitter([".cache", "../ours"], { directory: tree, logFile: folder.file("log") }, user);
  expect(readdirSync(tree)).toEqual([]);
  expect(existsSync(join(ours, "file"))).toBe(true);
});
