/** Merges for the answer alone: the same as git's others, and nothing of them is left. */
import { existsSync, statSync } from "node:fs";
import { mkdir, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeCommits } from "../../src/git/commits.ts";
import { readConflicts } from "../../src/git/conflicts.ts";
import { GitError } from "../../src/git/git.ts";
import { mergeTrees } from "../../src/git/merge.ts";
import { withScratch } from "../../src/git/scratch.ts";
import { tryMerges } from "../../src/git/trial-merges.ts";
import { createOpened, open } from "../support/open-repository.ts";

const lines = (change: (line: number) => string | undefined): string =>
  Array.from({ length: 30 }, (_, line) => `${change(line + 1) ?? `line ${line + 1}`}\n`).join("");

/** Each edits one of 15 lines of the same file: those that edit the same one or neighbours conflict. */
async function createSides() {
  const { user, repository } = await createOpened();
  const base = await user.commit("base", { "a.txt": lines(() => undefined) });
  const drafts = Array.from({ length: 20 }, (_, side) => ({
    parents: [base],
    message: `side ${side}`,
    files: [{ path: "a.txt", text: lines((line) => (line === 2 * (side % 15) + 1 ? `by ${side}` : undefined)) }],
  }));
  const heads = await writeCommits(repository, drafts);
  const pairs = heads.flatMap((ours, index) => heads.slice(index + 1).map((theirs) => ({ ours, theirs })));
  return { user, repository, pairs };
}

describe("trial merges", () => {
  test("say the same as merges that are kept, in their order, and leave no object", async () => {
    const { user, repository, pairs } = await createSides();
    const before = await user.git("count-objects", "-v");
    const trials = await tryMerges(repository, pairs, "paths");
    expect(await user.git("count-objects", "-v")).toBe(before);
    const merges = await mergeTrees(repository, pairs);
    expect(await user.git("count-objects", "-v")).not.toBe(before);
    expect(trials).toEqual(
      merges.map((merge) =>
        merge.kind === "clean" ? { kind: "clean" } : { kind: "conflict", paths: merge.paths, conflicts: [] },
      ),
    );
    expect(new Set(trials.map(({ kind }) => kind))).toEqual(new Set(["clean", "conflict"]));
    expect(await tryMerges(repository, pairs.toReversed(), "paths")).toEqual(trials.toReversed());
  });

  test("tell conflicts by lines where they are asked for", async () => {
    const { repository, pairs } = await createSides();
    const some = pairs.filter((_, index) => index % 7 === 0);
    const conflicting = (await mergeTrees(repository, some)).flatMap((merge, index) => {
      const pair = some[index];
      return merge.kind === "clean" || pair === undefined ? [] : [{ pair, merge }];
    });
    const expected = await readConflicts(repository, conflicting);
    const trials = await tryMerges(repository, some, "lines");
    expect(trials.flatMap((trial) => (trial.kind === "conflict" ? [trial.conflicts] : []))).toEqual(expected);
    expect(expected.flat().length).toBeGreaterThan(0);
  });
});

describe("a place for objects that nothing needs for long", () => {
  test("holds what is written beside what the repository has, whatever its path, and is gone afterwards", async () => {
    const { user } = await createOpened();
    const head = await user.commit("base", { "a.txt": "1\n" });
    const odd = join(user.directory, 'größe "x" \\ #');
    await user.git("clone", "--quiet", "--bare", user.directory, odd);
    const repository = await open(odd);
    const { folder, blob } = await withScratch(repository, async ({ git }) => {
      const sha = (await git.write(["hash-object", "-w", "--stdin"], "new")).trimEnd();
      expect(await git.read(["cat-file", "-p", `${head}:a.txt`])).toBe("1\n");
      expect(await git.read(["cat-file", "-p", sha])).toBe("new");
      const place = (await git.read(["rev-parse", "--git-path", "objects"])).trimEnd();
      expect(existsSync(place)).toBe(true);
      return { folder: place, blob: sha };
    });
    expect(existsSync(folder)).toBe(false);
    await expect(repository.git.read(["cat-file", "-p", blob])).rejects.toThrow();
  });

  test.skipIf(!existsSync("/dev/shm")).each<[string, Error]>([
    [
      "git says so",
      new GitError(["merge-tree"], {
        exitCode: 128,
        stderr: "fatal: unable to write loose object file: No space left on device\n",
        stdout: "",
        message: "",
      }),
    ],
    ["not even its folder can be made", Object.assign(new Error("ENOSPC: mkdir"), { code: "ENOSPC" })],
    ["what a user may have there is used up", Object.assign(new Error("EDQUOT: write"), { code: "EDQUOT" })],
  ])("is on the disk where memory is full: %s", async (_, error) => {
    const { repository } = await createOpened();
    const places: string[] = [];
    const found = await withScratch(repository, async ({ git }) => {
      places.push((await git.read(["rev-parse", "--git-path", "objects"])).trimEnd());
      if (places.length > 1) return "done";
      throw error;
    });
    expect(found).toBe("done");
    expect(places.map(dirname)).toEqual(["/dev/shm", tmpdir()]);
    expect(places.map((place) => existsSync(place))).toEqual([false, false]);
  });

  test.skipIf(!existsSync("/dev/shm"))("that a killed process left in memory is removed after a day", async () => {
    const { repository } = await createOpened();
    const [old, young] = ["old", "young"].map((name) => `/dev/shm/workstreams-objects-test-${process.pid}-${name}`);
    if (old === undefined || young === undefined) throw new Error("two names");
    onTestFinished(() => withScratch(repository, async () => {}));
    await mkdir(join(old, "ab"), { recursive: true });
    await mkdir(young);
    const then = new Date(statSync(old).mtimeMs - 25 * 3_600_000);
    await utimes(old, then, then);
    await withScratch(repository, async () => {});
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
    await utimes(young, then, then);
  });
});
