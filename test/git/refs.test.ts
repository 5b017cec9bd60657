import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { describe, expect, test, vi } from "vitest";
import { writeCommits } from "../../src/git/commits.ts";
import { GitError } from "../../src/git/git.ts";
import { readRefs, updateRefs } from "../../src/git/refs.ts";
import { compileScript } from "../support/run-script.ts";
import { createOpened, open } from "../support/open-repository.ts";

describe("commits behind refs", () => {
  test("come back with name, parents and message, to the byte", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base");
    const messages = ["subject only", "ünï ☃\n\nbody\n\nTrailer: x\n", `reset refs/heads/main\nfrom ${base}\n`];
    const commits = await writeCommits(
      repository,
      messages.map((message) => ({ parents: [base], message })),
    );
    const updates = commits.map((sha, index) => ({ ref: `refs/workstreams/x/${index}`, old: "none", new: sha }));
    expect(await updateRefs(repository, updates)).toBe("done");
    const refs = await readRefs(repository, ["refs/workstreams/x"]);
    expect(refs).toEqual(
      messages.map((message, index) => ({
        name: `refs/workstreams/x/${index}`,
        sha: commits[index],
        parents: [base],
        message,
      })),
    );
    expect(await user.git("rev-parse", "main")).toBe(base);
  });

  test("build on one another, change files, or take a given tree", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", { "a.txt": "a", "b.txt": "b" });
    const other = await user.commit("other", { "c.txt": "c" });
    const tree = await user.git("rev-parse", `${other}^{tree}`);
    const odd = 'with "quotes" and\\slashes/é.txt';
    const [first = "", second = "", root = "", merge = ""] = await writeCommits(repository, [
      { parents: [base], message: "one", files: [{ path: odd, text: "new" }] },
      { parents: [0], message: "two", files: [{ path: "a.txt", text: undefined }] },
      { parents: [], message: "root", files: [{ path: "only.txt", text: "" }] },
      { parents: [base, other], message: "merge", tree },
    ]);
    expect(await user.git("show", `${first}:${odd}`)).toBe("new");
    expect(await user.git("rev-parse", `${second}^`)).toBe(first);
    expect(await user.git("ls-tree", "-r", "-z", "--name-only", second)).toBe(`b.txt\0${odd}\0`);
    expect(await user.git("log", "--format=%s", root)).toBe("root");
    expect(await user.git("ls-tree", "-r", "--name-only", root)).toBe("only.txt");
    expect(await user.git("rev-parse", `${merge}^1`, `${merge}^2`, `${merge}^{tree}`)).toBe(
      [base, other, tree].join("\n"),
    );
  });

  test("leave no ref, no file and no change in the working tree until a ref is moved to them", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", { "a.txt": "a" });
    const before = await user.git("for-each-ref");
    await writeCommits(repository, [{ parents: [base], message: "x", files: [{ path: "a.txt", text: "b" }] }]);
    expect(await user.git("for-each-ref")).toBe(before);
    expect(await user.git("status", "--porcelain")).toBe("");
  });
});

async function scene() {
  const { user, repository } = await createOpened();
  const one = await user.commit("one");
  const two = await user.commit("two");
  await user.git("update-ref", "refs/workstreams/a", one);
  const tips = async () =>
    (await user.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/workstreams/")) || "none";
  return { user, repository, one, two, tips };
}
const A = "refs/workstreams/a";
const B = "refs/workstreams/b";

describe("moving refs", () => {
  test("creates, moves, deletes and checks in one go", async () => {
    const { repository, one, two, tips } = await scene();
    expect(
      await updateRefs(repository, [
        { ref: A, old: one, new: two },
        { ref: B, old: "none", new: one },
      ]),
    ).toBe("done");
    expect(await tips()).toBe(`${A} ${two}\n${B} ${one}`);
    expect(
      await updateRefs(repository, [
        { ref: A, old: two, new: two },
        { ref: B, old: one, new: "deleted" },
      ]),
    ).toBe("done");
    expect(await tips()).toBe(`${A} ${two}`);
    expect(await updateRefs(repository, [{ ref: A, old: undefined, new: "deleted" }])).toBe("done");
    expect(await tips()).toBe("none");
  });

  test.each([
    ["it is elsewhere", A, "two", "two"],
    ["it exists already", A, "none", "two"],
    ["it is gone", "refs/workstreams/gone", "one", "two"],
    ["it is to be deleted and elsewhere", A, "two", "deleted"],
    ["it is to be deleted and gone", "refs/workstreams/gone", "one", "deleted"],
    ["it is only checked and elsewhere", A, "two", "two"],
  ])("moves nothing at all where one ref is not as expected: %s", async (_, ref, old, target) => {
    const { repository, one, two, tips } = await scene();
    const before = await tips();
    const shas = new Map([
      ["one", one],
      ["two", two],
    ]);
    const stale = { ref, old: shas.get(old) ?? old, new: shas.get(target) ?? target };
    expect(await updateRefs(repository, [{ ref: B, old: "none", new: two }, stale])).toBe("stale");
    expect(await tips()).toBe(before);
  });

  test("of many who race for one ref lets exactly one win", async () => {
    const { user, repository, one } = await scene();
    const racers = await Promise.all(Array.from({ length: 8 }, () => open(user.directory)));
    const outcomes = await Promise.all(
      racers.map(async (racer, index) => {
        const [commit = ""] = await writeCommits(racer, [{ parents: [one], message: `racer ${index}` }]);
        return updateRefs(racer, [
          { ref: A, old: one, new: commit },
          { ref: `${B}/${index}`, old: "none", new: commit },
        ]);
      }),
    );
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    const [a, ...b] = await readRefs(repository, ["refs/workstreams/"]);
    expect(b.map((ref) => ref.sha)).toEqual([a?.sha]);
  });

  test("waits for a ref that another process has locked, and in the end names the lock", async () => {
    const { user, repository, one, two } = await scene();
    const lock = join(user.directory, ".git", `${A}.lock`);
    await writeFile(lock, "");
    const waiting = updateRefs(repository, [{ ref: A, old: one, new: two }]);
    await sleep(200);
    await rm(lock);
    expect(await waiting).toBe("done");
    await writeFile(lock, "");
    const error: unknown = await updateRefs(repository, [{ ref: A, old: two, new: one }]).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(GitError);
    expect(error).toMatchObject({
      lock,
      message: `git update-ref: another git process holds ${lock}; if none is running any more, delete that file and try again`,
    });
  });

  test("leaves no lock where the process and its whole group are killed in the middle", async () => {
    const { user, two, tips } = await scene();
    const mover = compileScript(join(import.meta.dirname, "ref-mover.ts"));
    const [lockA, lockB] = [A, B].map((ref) => join(user.directory, ".git", `${ref}.lock`));
    if (lockA === undefined || lockB === undefined) throw new Error("no names");
    const before = await tips();
    // Git locks A, then waits for B. It is killed there, as Ctrl-C or a kill of the group would do it.
    await writeFile(lockB, "");
    const child = execa("node", [mover, user.directory, two, A, B], { detached: true, reject: false });
    while (!existsSync(lockA)) await sleep(5);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await child;
    await rm(lockB);
    await vi.waitUntil(() => !existsSync(lockA), { timeout: 10_000 });
    expect([before, `${A} ${two}\n${B} ${two}`]).toContain(await tips());
  });

  test("rejects what is no matter of who came first", async () => {
    const { repository, one } = await scene();
    await expect(updateRefs(repository, [{ ref: `${A}/below`, old: "none", new: one }])).rejects.toThrow(
      /cannot lock ref/,
    );
    await expect(updateRefs(repository, [{ ref: B, old: "none", new: "0123".repeat(10) }])).rejects.toThrow(GitError);
    await expect(updateRefs(repository, [{ ref: "refs/workstreams/..", old: "none", new: one }])).rejects.toThrow(
      GitError,
    );
  });
});
