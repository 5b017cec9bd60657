import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { commitWorktree } from "../../src/git/commit-worktree.ts";
import { writeCommits } from "../../src/git/commits.ts";
import { addWorktree, listWorktrees, removeWorktree, worktreeDir, worktreesOn } from "../../src/git/worktrees.ts";
import { createOpened } from "../support/open-repository.ts";
import { openTestRepository } from "../support/repository.ts";

/** A repository with a claim on top of its base, checked out in a worktree as an agent gets it. */
async function scene() {
  const { user, repository } = await createOpened();
  await user.write({ "a.txt": "a\n", "b.txt": "b\n", ".gitignore": "*.log\n", "kept.log": "" });
  await user.git("add", "--force", "kept.log");
  const base = await user.commit("base");
  const [claim = ""] = await writeCommits(repository, [{ parents: [base], message: "claim" }]);
  const path = join(user.directory, ".git", "trees", "one");
  await addWorktree(repository, path, claim);
  const agent = openTestRepository(path);
  const finish = () => commitWorktree(repository, path, claim, "work\n\nTrailer: x\n");
  const files = async (commit: string) => (await user.git("ls-tree", "-r", "--name-only", commit)).split("\n");
  return { user, repository, base, claim, path, agent, finish, files };
}

describe("worktrees", () => {
  test("are checked out on no branch, without hooks, and leave the user's alone", async () => {
    const { user, repository } = await createOpened();
    const sha = await user.commit("base", { "a.txt": "a" });
    const hook = join(user.directory, ".git/hooks/post-checkout");
    await writeFile(hook, "#!/bin/sh\ntouch hooked\n");
    await chmod(hook, 0o755);
    const path = join(user.directory, ".git/trees/one");
    await addWorktree(repository, path, sha);
    expect((await readdir(path)).toSorted()).toEqual([".git", "a.txt"]);
    expect(await listWorktrees(repository)).toEqual([
      { path: user.directory, branch: "main" },
      { path, branch: undefined },
    ]);
    expect(await worktreesOn(repository, "main")).toEqual([user.directory]);
    expect(await user.git("status", "--porcelain")).toBe("");
  });

  test("can be added by many at once", async () => {
    const { user, repository } = await createOpened();
    const sha = await user.commit("base", { "a.txt": "a" });
    const paths = Array.from({ length: 8 }, (_, index) => join(user.directory, `.git/trees/${index}/tree`));
    await Promise.all(paths.map((path) => addWorktree(repository, path, sha)));
    expect(await listWorktrees(repository)).toHaveLength(9);
    await Promise.all(paths.map((path) => removeWorktree(repository, path)));
    expect(await listWorktrees(repository)).toHaveLength(1);
  });

  test("are added while another process is just making one", async () => {
    const { user, repository } = await createOpened();
    const sha = await user.commit("base", { "a.txt": "a" });
    const [made, wanted] = [join(user.directory, ".git/trees/1/tree"), join(user.directory, ".git/trees/2/tree")];
    await addWorktree(repository, made, sha);
    const commondir = join(user.directory, ".git/worktrees/tree/commondir");
    await writeFile(commondir, "");
    const adding = addWorktree(repository, wanted, sha);
    await sleep(30);
    await writeFile(commondir, "../..\n");
    await adding;
    expect(await listWorktrees(repository)).toHaveLength(3);
  });

  test.each([
    ["whole", async () => {}],
    ["changed", (path: string) => writeFile(join(path, "new.txt"), "x")],
    ["without its .git file", (path: string) => rm(join(path, ".git"))],
    ["with a repository in the place of its .git file", replaceGit],
    ["already deleted", (path: string) => rm(path, { recursive: true })],
    ["deleted, and something else in its place", replaceAll],
    ["locked, as git leaves one that it had not finished", lock],
  ])("are removed: %s", async (_, prepare) => {
    const { user, repository, path, claim } = await scene();
    await prepare(path, (await worktreeDir(repository, path)) ?? "");
    await removeWorktree(repository, path);
    expect(existsSync(path)).toBe(false);
    expect(await listWorktrees(repository)).toEqual([{ path: user.directory, branch: "main" }]);
    await removeWorktree(repository, path);
    await addWorktree(repository, path, claim);
    expect(existsSync(join(path, "a.txt"))).toBe(true);
  });

  test("are never the repository itself, nor a folder around it", async () => {
    const { user, repository } = await scene();
    for (const path of [user.directory, join(user.directory, ".git"), join(user.directory, "..")]) {
      await expect(removeWorktree(repository, path)).rejects.toThrow(/holds the repository itself/);
    }
    expect(existsSync(join(user.directory, "a.txt"))).toBe(true);
  });

  test("of others stay registered, though their folder is away", async () => {
    const { user, repository, path } = await scene();
    const theirs = join(user.directory, ".git", "theirs");
    await user.git("worktree", "add", "--quiet", "--detach", theirs);
    await rm(theirs, { recursive: true });
    await removeWorktree(repository, path);
    expect((await listWorktrees(repository)).map((worktree) => worktree.path)).toContain(theirs);
  });
});

describe("what an agent left", () => {
  test("nothing", async () => {
    const { finish, agent } = await scene();
    expect(await finish()).toEqual({ kind: "unchanged" });
    await agent.write({ "ignored.log": "x" });
    expect(await finish()).toEqual({ kind: "unchanged" });
  });

  test("changes, new files and deletions: one commit on the claim", async () => {
    const { user, claim, agent, finish, files, path } = await scene();
    await agent.write({ "a.txt": "A\n", "new/deep.txt": "n", "ignored.log": "x" });
    await rm(join(path, "b.txt"));
    const left = await finish();
    expect(left).toMatchObject({ kind: "committed", commits: 1 });
    const head = left.kind === "committed" ? left.head : "";
    expect(await user.git("rev-parse", `${head}^`)).toBe(claim);
    expect(await user.git("log", "-1", "--format=%B", head)).toBe("work\n\nTrailer: x\n");
    expect(await files(head)).toEqual([".gitignore", "a.txt", "kept.log", "new/deep.txt"].toSorted());
    expect(await user.git("show", `${head}:a.txt`)).toBe("A");
  });

  test("an edit of the same length, right after checkout", async () => {
    const { agent, finish } = await scene();
    await agent.write({ "a.txt": "z\n" });
    expect(await finish()).toMatchObject({ kind: "committed" });
  });

  test("commits of its own: they are kept, the rest comes on top", async () => {
    const { user, agent, finish, claim } = await scene();
    await agent.commit("mine", { "mine.txt": "1" });
    const own = await agent.git("rev-parse", "HEAD");
    expect(await finish()).toEqual({ kind: "committed", head: own, commits: 1 });
    await agent.write({ "rest.txt": "2" });
    const left = await finish();
    expect(left).toMatchObject({ kind: "committed", commits: 2 });
    const head = left.kind === "committed" ? left.head : "";
    expect(await user.git("log", "--format=%H", `${claim}..${head}^`)).toBe(own);
  });

  test("another branch, staged and unstaged things, a stale lock", async () => {
    const { agent, finish, files, repository, path } = await scene();
    await agent.git("checkout", "--quiet", "-b", "elsewhere");
    await agent.write({ "staged.txt": "s", "forced.log": "f" });
    await agent.git("add", "staged.txt");
    await agent.git("add", "--force", "forced.log");
    await rm(join(path, "staged.txt"));
    await agent.write({ "unstaged.txt": "u" });
    await writeFile(join((await worktreeDir(repository, path)) ?? "", "index.lock"), "");
    const left = await finish();
    expect(left).toMatchObject({ kind: "committed", commits: 1 });
    const found = await files(left.kind === "committed" ? left.head : "");
    expect(found).toEqual([".gitignore", "a.txt", "b.txt", "forced.log", "kept.log", "unstaged.txt"].toSorted());
  });

  test.each([
    ["a broken index", (path: string, administration: string) => writeFile(join(administration, "index"), "broken")],
    ["no index", (path: string, administration: string) => rm(join(administration, "index"))],
    ["no .git file", (path: string) => rm(join(path, ".git"))],
    [
      "a branch without commits",
      (path: string) => openTestRepository(path).git("checkout", "--quiet", "--orphan", "new"),
    ],
  ])("%s: the work is there all the same", async (_, damage) => {
    const { agent, finish, files, repository, path } = await scene();
    await agent.write({ "new.txt": "n" });
    await damage(path, (await worktreeDir(repository, path)) ?? "");
    const left = await finish();
    expect(left).toMatchObject({ kind: "committed", commits: 1 });
    const found = await files(left.kind === "committed" ? left.head : "");
    expect(found).toEqual([".gitignore", "a.txt", "b.txt", "kept.log", "new.txt"].toSorted());
  });

  test.each([
    ["--skip-worktree", "edited"],
    ["--assume-unchanged", "edited"],
    ["--skip-worktree", "deleted"],
    ["--assume-unchanged", "deleted"],
  ])("a file that git is told to pass by (%s), %s", async (option, fate) => {
    const { user, claim, agent, finish, path } = await scene();
    await agent.git("update-index", option, "a.txt");
    if (fate === "edited") await agent.write({ "a.txt": "A, and more\n" });
    else await rm(join(path, "a.txt"));
    const left = await finish();
    const head = left.kind === "committed" ? left.head : "";
    expect(await user.git("diff", "--name-status", claim, head)).toBe(`${fate === "edited" ? "M" : "D"}\ta.txt`);
  });

  test.each([
    ["its index", async () => {}],
    ["a broken one", (administration: string) => writeFile(join(administration, "index"), "broken")],
  ])(
    "in a part of the files, with %s: the others are as they were, and what is among them is there",
    async (_, damage) => {
      const { user, repository } = await createOpened();
      const names = ["in/a", "out/b", "out/c"];
      const claim = await user.commit("base", Object.fromEntries(names.map((name) => [name, "x\n"])));
      const path = join(user.directory, ".git", "trees", "one");
      await addWorktree(repository, path, claim);
      const agent = openTestRepository(path);
      await agent.git("sparse-checkout", "set", "--cone", "--sparse-index", "in");
      await agent.git("config", "sparse.expectFilesOutsideOfPatterns", "true");
      expect(existsSync(join(path, "out"))).toBe(false);
      await agent.write({ "in/a": "edited\n", "out/b": "edited\n", "out/new": "x\n" });
      await damage((await worktreeDir(repository, path)) ?? "");
      const left = await commitWorktree(repository, path, claim, "work");
      const head = left.kind === "committed" ? left.head : "";
      expect(await user.git("diff", "--name-status", claim, head)).toBe("M\tin/a\nM\tout/b\nA\tout/new");
    },
  );

  test("nested repositories: one with commits is a submodule, one without is left out", async () => {
    const { user, agent, finish, path } = await scene();
    await agent.write({ "empty/x": "x", "full/y": "y", "z.txt": "z" });
    await openTestRepository(join(path, "empty")).git("init", "--quiet");
    const full = openTestRepository(join(path, "full"));
    await full.git("init", "--quiet");
    await full.commit("nested");
    const left = await finish();
    const head = left.kind === "committed" ? left.head : "";
    expect(await user.git("ls-tree", head, "full")).toMatch(/^160000 commit/);
    expect(await user.git("ls-tree", head, "empty", "z.txt")).toMatch(/^100644 blob [0-9a-f]+\tz\.txt$/);
  });

  test("submodules: no program that their configuration names is run, and what became of them is there", async () => {
    const { user, repository } = await createOpened();
    await user.commit("base", { ".gitignore": "*.log\n" });
    const pinned = await user.git("rev-parse", "HEAD");
    const names = ["moved", "edited", "unused", "deleted", "file"];
    for (const name of names) await user.git("update-index", "--add", "--cacheinfo", `160000,${pinned},${name}`);
    await user.git("commit", "--quiet", "--message", "submodules");
    const claim = await user.git("rev-parse", "HEAD");
    const path = join(user.directory, ".git", "trees", "one");
    await addWorktree(repository, path, claim);
    const program = `touch ${user.directory}/run; cat`;
    const [moved] = await Promise.all(
      ["moved", "edited"].map(async (name) => {
        const nested = openTestRepository(join(path, name));
        await nested.git("init", "--quiet");
        await nested.commit("nested", { "x.txt": "1\n" });
        await nested.git("config", "filter.x.clean", program);
        await nested.git("config", "core.fsmonitor", program);
        await writeFile(join(path, name, ".git/info/attributes"), "* filter=x\n");
        await nested.write({ "x.txt": "2\n" });
        return nested.git("rev-parse", "HEAD");
      }),
    );
    // Only where it is at the recorded commit does git look into it.
    await writeFile(join(path, "edited/.git/HEAD"), `${pinned}\n`);
    await rm(join(path, "deleted"), { recursive: true });
    await rm(join(path, "file"), { recursive: true });
    await writeFile(join(path, "file"), "a file");
    await rm(join(user.directory, "run"), { force: true });
    const left = await commitWorktree(repository, path, claim, "work");
    expect(existsSync(join(user.directory, "run"))).toBe(false);
    const head = left.kind === "committed" ? left.head : "";
    const entries = (await user.git("ls-tree", "--format=%(objecttype) %(objectname) %(path)", head)).split("\n");
    expect(entries.filter((entry) => entry.startsWith("commit "))).toEqual([
      `commit ${pinned} edited`,
      `commit ${moved} moved`,
      `commit ${pinned} unused`,
    ]);
    expect(await user.git("show", `${head}:file`)).toBe("a file");
  });

  test("a history without the claim: rewritten, and nothing is lost", async () => {
    const { user, agent, finish, base } = await scene();
    await agent.git("reset", "--quiet", "--soft", base);
    await agent.commit("instead", { "instead.txt": "i" });
    await agent.write({ "rest.txt": "r" });
    const left = await finish();
    expect(left.kind).toBe("rewritten");
    const head = left.kind === "rewritten" ? left.head : "";
    expect(await user.git("show", `${head}:instead.txt`)).toBe("i");
    expect(await user.git("show", `${head}:rest.txt`)).toBe("r");
  });

  test("no worktree at all: says so", async () => {
    const { user, finish, path } = await scene();
    await user.git("worktree", "remove", "--force", path);
    await expect(finish()).rejects.toThrow(/is no worktree of .* any more/);
  });

  test("runs no hook, neither the repository's nor the agent's", async () => {
    const { user, agent, finish } = await scene();
    for (const name of ["pre-commit", "post-commit", "reference-transaction", "post-index-change"]) {
      await writeFile(join(user.directory, ".git/hooks", name), `#!/bin/sh\ntouch ${user.directory}/hooked\nexit 1\n`);
      await chmod(join(user.directory, ".git/hooks", name), 0o755);
    }
    await agent.write({ "a.txt": "A" });
    expect(await finish()).toMatchObject({ kind: "committed" });
    expect(existsSync(join(user.directory, "hooked"))).toBe(false);
  });
});

async function replaceGit(path: string): Promise<void> {
  await rm(join(path, ".git"));
  await openTestRepository(path).git("init", "--quiet");
}

async function replaceAll(path: string): Promise<void> {
  await rm(path, { recursive: true });
  await mkdir(path);
  await writeFile(join(path, "x"), "x");
}

async function lock(path: string, administration: string): Promise<void> {
  await writeFile(join(administration, "locked"), "initializing");
  await rm(path, { recursive: true });
}
