import { describe, expect, test } from "vitest";
import { readWorkDiff } from "../../src/git/work-diff.ts";
import { createOpened } from "../support/open-repository.ts";

type Contents = Readonly<Record<string, string>>;

/** What a commit with these files changes against one with those. */
async function diff(before: Contents, after: Contents, attributes?: string) {
  const { user, repository } = await createOpened();
  const first = await user.commit("before", { "keep.txt": "keep\n", ...before });
  for (const path of Object.keys(before)) if (!(path in after)) await user.git("rm", "--quiet", "--", path);
  if (attributes !== undefined) await user.write({ ".git/info/attributes": attributes });
  const second = await user.commit("after", after);
  return readWorkDiff(repository, { from: first, to: second });
}

test("tells what came and went, file by file, and shows it", async () => {
  const { files, patch } = await diff(
    { "a.txt": "one\ntwo\n", "old.txt": "old\n" },
    { "a.txt": "one\n2\n3\n", "new.txt": "n\n" },
  );
  expect(files).toEqual([
    { path: "a.txt", added: 2, deleted: 1 },
    { path: "new.txt", added: 1, deleted: 0 },
    { path: "old.txt", added: 0, deleted: 1 },
  ]);
  expect(patch).toContain("--- a/a.txt\n+++ b/a.txt\n");
  expect(patch).toContain(" one\n-two\n+2\n+3\n");
  expect(patch).toContain("+++ b/new.txt\n");
  expect(patch).toContain("deleted file");
  expect(patch).not.toContain("-old");
});

test("nothing changed is nothing", async () => {
  const { user, repository } = await createOpened();
  const sha = await user.commit("only", { "a.txt": "a\n" });
  expect(await readWorkDiff(repository, { from: sha, to: sha })).toEqual({ files: [], patch: "" });
});

describe("what is no text", () => {
  test("is named and never shown", async () => {
    const { files, patch } = await diff({}, { "logo.png": "\u0000\u0001PNG", "a.txt": "a\n" });
    expect(files).toContainEqual({ path: "logo.png", added: undefined, deleted: undefined });
    expect(patch).toContain("+a");
    expect(patch).not.toContain("logo.png");
  });

  test("is not shown either where attributes call it text", async () => {
    const { files, patch } = await diff({}, { "logo.png": "\u0000\u0001PNG\n" }, "*.png diff\n");
    expect(files).toMatchObject([{ path: "logo.png" }]);
    expect(patch).toBe("");
  });

  test("starts no program, whatever attributes and settings name", async () => {
    const { user, repository } = await createOpened();
    const first = await user.commit("before", { "a.txt": "a\n" });
    await user.write({ ".git/info/attributes": "*.txt diff=evil\n" });
    await user.git("config", "diff.evil.textconv", "touch pwned; cat");
    await user.git("config", "diff.evil.command", "touch pwned");
    await user.git("config", "diff.external", "touch pwned");
    const second = await user.commit("after", { "a.txt": "b\n" });
    expect((await readWorkDiff(repository, { from: first, to: second })).patch).toContain("-a\n+b");
    expect(await user.git("status", "--porcelain")).toBe("");
  });
});

describe("what is much", () => {
  test("is cut after some lines", async () => {
    const lines = (name: string) => Array.from({ length: 120 }, (_, index) => `${name} ${index}\n`).join("");
    const { files, patch } = await diff({}, { "a.txt": lines("a"), "b.txt": lines("b"), "c.txt": lines("c") });
    expect(files).toHaveLength(3);
    expect(patch.split("\n")).toHaveLength(151);
    expect(patch).toMatch(/\+b 0\n[^]*…$/);
    expect(patch).not.toContain("c.txt");
  });

  test("in one file is counted only; the others are shown", async () => {
    const { files, patch } = await diff({ "big.txt": "x".repeat(300_000) }, { "big.txt": "small\n", "z.txt": "z\n" });
    expect(files).toMatchObject([{ path: "big.txt", added: 1 }, { path: "z.txt" }]);
    expect(patch).toContain("+z");
    expect(patch).not.toContain("big.txt");
  });
});

test("odd names are names", async () => {
  const names = ["-x", ":(top)a", "*.txt", "a\tb", "ü ☃", 'quo"te'];
  const { files, patch } = await diff({}, Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  expect(files.map(({ path }) => path).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(patch).toContain(`+${name}`);
});

test("a name with a line break is only named", async () => {
  const { user, repository } = await createOpened();
  const first = await user.commit("before", { "a.txt": "a\n" });
  const second = await user.commit("after", { "line\nbreak.txt": "text\n", "b.txt": "b\n" });
  const { files, patch } = await readWorkDiff(repository, { from: first, to: second });
  expect(files.map(({ path }) => path)).toEqual(["b.txt", "line\nbreak.txt"]);
  expect(patch).toContain("+b");
});
