import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { introducedBy, isAncestor, newestClaims, unreachable } from "../../src/git/ancestry.ts";
import { writeCommits } from "../../src/git/commits.ts";
import { changesBetween } from "../../src/git/diff.ts";
import { mergeBases, mergeTrees } from "../../src/git/merge.ts";
import type { Repository } from "../../src/git/repository.ts";
import { createOpened } from "../support/open-repository.ts";

const NOWHERE = "0123".repeat(10);

async function commitOn(repository: Repository, parents: readonly string[], name: string): Promise<string> {
  const [sha = ""] = await writeCommits(repository, [{ parents, message: name, files: [{ path: name, text: name }] }]);
  return sha;
}

describe("ancestry", () => {
  test("tells which commits another one does not contain", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base");
    const [left, right] = [await commitOn(repository, [base], "left"), await commitOn(repository, [base], "right")];
    const merge = await commitOn(repository, [left, right], "merge");
    expect(await unreachable(repository, [base, left, right, NOWHERE], left)).toEqual(new Set([right, NOWHERE]));
    expect(await unreachable(repository, [base, left, right, merge], merge)).toEqual(new Set());
    expect(await unreachable(repository, [base, left], NOWHERE)).toEqual(new Set([base, left]));
    expect(await unreachable(repository, [], base)).toEqual(new Set());
    expect(await isAncestor(repository, right, merge)).toBe(true);
    expect(await isAncestor(repository, merge, right)).toBe(false);
    // Asked again, from memory.
    expect(await unreachable(repository, [base, left, right, NOWHERE], left)).toEqual(new Set([right, NOWHERE]));
  });

  test("finds the newest claim below each head", async () => {
    const { user, repository } = await createOpened();
    const start = await user.commit("start");
    const claim = async (base: string, name: string) => ({ sha: await commitOn(repository, [base], name), base });
    const a1 = await claim(start, "a1");
    const headA1 = await commitOn(repository, [a1.sha], "work a1");
    const base2 = await commitOn(repository, [start, headA1], "merge a1");
    const b1 = await claim(base2, "b1");
    const b2 = await claim(base2, "b2");
    const headB2 = await commitOn(repository, [b2.sha], "work b2");
    const updatedB2 = await commitOn(repository, [headB2, await commitOn(repository, [base2], "base 3")], "update b2");
    const found = await newestClaims(repository, [
      { head: headA1, claims: [a1] },
      { head: headB2, claims: [b1, b2] },
      { head: updatedB2, claims: [b1, b2] },
      { head: headB2, claims: [a1] },
      { head: base2, claims: [b1, b2] },
      { head: b1.sha, claims: [b1, b2] },
      { head: headB2, claims: [] },
      { head: NOWHERE, claims: [a1] },
    ]);
    expect(found).toEqual([a1.sha, b2.sha, b2.sha, a1.sha, undefined, b1.sha, undefined, undefined]);
  });

  test("finds the commit that brought another one in", async () => {
    const { user, repository } = await createOpened();
    const start = await user.commit("start");
    const work = await commitOn(repository, [start], "work");
    const moved = await commitOn(repository, [start], "moved");
    const merge = await commitOn(repository, [moved, work], "merge");
    const later = await commitOn(repository, [merge], "later");
    expect(await introducedBy(repository, work, later)).toMatchObject({ sha: merge });
    expect(await introducedBy(repository, work, work)).toMatchObject({ sha: work });
    expect(await introducedBy(repository, moved, later)).toMatchObject({ sha: moved });
    const seconds = Number(await user.git("show", "--no-patch", "--format=%ct", merge));
    expect((await introducedBy(repository, work, merge)).at).toBe(seconds * 1000);
  });
});

describe("changes", () => {
  test("come with kind, mode, size and target", async () => {
    const { user, repository } = await createOpened();
    await user.write({ "keep.txt": "keep", "gone.txt": "gone", "moved.txt": "a long enough text", "typed.txt": "t" });
    const from = await user.commit("from");
    await user.git("rm", "--quiet", "gone.txt", "typed.txt");
    await user.git("mv", "moved.txt", "new name.txt");
    await symlink("../outside", join(user.directory, "typed.txt"));
    await user.git("update-index", "--add", "--cacheinfo", `160000,${from},module`);
    await user.git("update-index", "--chmod=+x", "keep.txt");
    await user.git("add", "typed.txt");
    await user.git("commit", "--quiet", "--message", "to");
    const changes = await changesBetween(repository, from, await user.git("rev-parse", "HEAD"));
    expect(changes.map(({ path, kind, mode, bytes, target }) => [path, kind, mode, bytes, target])).toEqual([
      ["gone.txt", "deleted", "000000", 0, undefined],
      ["keep.txt", "modified", "100755", 4, undefined],
      ["module", "added", "160000", 0, undefined],
      ["moved.txt", "deleted", "000000", 0, undefined],
      ["new name.txt", "added", "100644", 18, undefined],
      ["typed.txt", "modified", "120000", 10, "../outside"],
    ]);
    expect(await changesBetween(repository, from, from)).toEqual([]);
  });

  test("say of a submodule that it was one", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base");
    for (const path of ["gone", "typed"])
      await user.git("update-index", "--add", "--cacheinfo", `160000,${base},${path}`);
    await user.git("commit", "--quiet", "--message", "from");
    const from = await user.git("rev-parse", "HEAD");
    await user.git("update-index", "--force-remove", "gone", "typed");
    await user.write({ typed: "a file now" });
    await user.git("add", "typed");
    await user.git("commit", "--quiet", "--message", "to");
    const changes = await changesBetween(repository, from, await user.git("rev-parse", "HEAD"));
    expect(changes.map(({ path, kind, mode }) => [path, kind, mode])).toEqual([
      ["gone", "deleted", "160000"],
      ["typed", "modified", "160000"],
    ]);
  });

  test("survive any name", async () => {
    const { user, repository } = await createOpened();
    const from = await user.commit("from");
    const names = ['quo"te', "new\nline", "tab\there", " lead", "ünï"];
    await user.write(Object.fromEntries(names.map((name) => [name, "x"])));
    await writeFile(Buffer.concat([Buffer.from(`${user.directory}/`), Buffer.from([0x66, 0xff])]), "x");
    const changes = await changesBetween(repository, from, await user.commit("to"));
    expect(new Set(changes.map((change) => change.path))).toEqual(new Set([...names, "f\u{FFFD}"]));
    expect(changes.every((change) => change.bytes === 1)).toBe(true);
  });
});

describe("merging without a working tree", () => {
  test("tells clean from conflicting, each pair by itself", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", { "a.txt": "1\n2\n3\n", "b.txt": "b\n" });
    const write = async (path: string, text: string) =>
      (await writeCommits(repository, [{ parents: [base], message: path, files: [{ path, text }] }]))[0] ?? "";
    const [top, bottom, other] = [
      await write("a.txt", "x\n2\n3\n"),
      await write("a.txt", "y\n2\n3\n"),
      await write("b.txt", "c\n"),
    ];
    const unrelated = await commitOn(repository, [], "unrelated");
    const pairs = [
      { ours: top, theirs: bottom },
      { ours: top, theirs: other },
      { ours: top, theirs: unrelated },
      { ours: bottom, theirs: other },
      { ours: base, theirs: top },
    ];
    const merges = await mergeTrees(repository, pairs);
    expect(merges.map((merge) => merge.kind)).toEqual(["conflict", "clean", "conflict", "clean", "clean"]);
    expect(merges[0]).toMatchObject({ kind: "conflict", paths: ["a.txt"] });
    expect(merges[2]).toEqual({ kind: "conflict", paths: [], tree: undefined });
    const tree = merges[1]?.kind === "clean" ? merges[1].tree : "";
    expect(await user.git("show", `${tree}:a.txt`)).toBe("x\n2\n3");
    expect(await user.git("show", `${tree}:b.txt`)).toBe("c");
    expect(await mergeTrees(repository, pairs)).toEqual(merges);
    expect(await user.git("status", "--porcelain")).toBe("");
    await expect(mergeTrees(repository, [{ ours: base, theirs: NOWHERE }])).rejects.toThrow(
      /not something we can merge/,
    );
  });

  test("knows the best common ancestors with many heads, or that there is none", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base");
    const [left, right] = [await commitOn(repository, [base], "left"), await commitOn(repository, [base], "right")];
    const unrelated = await commitOn(repository, [], "unrelated");
    const crossed = [
      await commitOn(repository, [left, right], "one"),
      await commitOn(repository, [right, left], "two"),
    ];
    const [one = "", two = ""] = crossed;
    // Two of them are equally good: git's own choice counts.
    expect(await user.git("merge-base", "--all", one, two)).toHaveLength(81);
    expect(await mergeBases(repository, one, [two, unrelated, one, left, two])).toEqual([
      await user.git("merge-base", one, two),
      undefined,
      one,
      left,
      await user.git("merge-base", one, two),
    ]);
    expect(await mergeBases(repository, left, [right, unrelated])).toEqual([base, undefined]);
    expect(await mergeBases(repository, left, [])).toEqual([]);
    await expect(mergeBases(repository, left, [NOWHERE])).rejects.toThrow();
  });

  test("asks for any number of them", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base");
    const drafts = Array.from({ length: 450 }, (_, index) => ({ parents: [base], message: String(index), files: [] }));
    const heads = await writeCommits(repository, drafts);
    expect(await mergeBases(repository, heads[0] ?? "", heads.slice(1))).toEqual(heads.slice(1).map(() => base));
  });
});
