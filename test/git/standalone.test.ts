import { chmod, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { supervise } from "../../src/agents/supervise.ts";
import type { WorkUser } from "../../src/agents/work-user.ts";
import { commitWorktree } from "../../src/git/commit-worktree.ts";
import { makeStandalone, takeCommits } from "../../src/git/standalone.ts";
import { addWorktree, removeWorktree, worktreeDir } from "../../src/git/worktrees.ts";
import { createOpened } from "../support/open-repository.ts";
import { openTestRepository } from "../support/repository.ts";
import { openFolder, openTestUser } from "../support/work-user.ts";

const opened = await openTestUser("an agent's git as another user");

/** A standalone worktree of a commit with some history, in the hands of `worker`. */
async function scene(worker?: WorkUser) {
  const { user, repository } = await createOpened();
  const files = { "a.txt": "a\n", "deep/b.txt": "b\n", ".gitignore": "*.log\n" };
  await user.commit("before", { "old.txt": "o" });
  await rm(join(user.directory, "old.txt"));
  const commit = await user.commit("base", files);
  await user.git("branch", "other");
  const place = openFolder();
  const tree = join(place, "tree");
  await addWorktree(repository, tree, commit);
  await makeStandalone(repository, tree, commit);
  await worker?.own(tree);
  onTestFinished(async () => {
    await worker?.endAll();
    await worker?.reclaim(tree);
  });
  const run = async (script: string) => {
    const result = await supervise({
      argv: ["/bin/sh", "-c", script],
      cwd: tree,
      env: { PATH: process.env["PATH"] ?? "", ...IDENTITY },
      logFile: join(place, "log"),
      timeoutMs: 60_000,
      graceMs: 1_000,
      signal: new AbortController().signal,
      ...(worker === undefined ? {} : { user: worker }),
    });
    return result.kind === "exited" && result.code === 0 ? readFile(join(place, "log"), "utf8") : result;
  };
  const take = () => takeCommits(repository, tree, commit, worker);
  const finish = async () => {
    await worker?.reclaim(tree);
    return commitWorktree(repository, tree, commit, "the rest");
  };
  const names = async (head: string) => (await user.git("ls-tree", "-r", "--name-only", head)).split("\n");
  return { user, repository, commit, place, tree, agent: openTestRepository(tree), run, take, finish, names };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Agent",
  GIT_AUTHOR_EMAIL: "agent@example.com",
  GIT_COMMITTER_NAME: "Agent",
  GIT_COMMITTER_EMAIL: "agent@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

const workers = [
  ["ourselves", undefined],
  ["another user", opened],
] as const;

describe("a standalone worktree", () => {
  test("has the whole history, no other repository, and nothing in common with ours on the disk", async () => {
    const { user, agent, commit, tree, repository } = await scene();
    expect(await agent.git("log", "--format=%H")).toBe(await user.git("log", "--format=%H", commit));
    expect(await agent.git("rev-parse", "HEAD")).toBe(commit);
    expect(await agent.git("for-each-ref")).toBe("");
    expect(await agent.git("remote")).toBe("");
    expect(await agent.git("worktree", "list", "--porcelain")).not.toContain(user.directory);
    expect(await agent.git("fsck", "--strict")).toBe("");
    expect(existsSync(join(tree, ".git/objects/info/alternates"))).toBe(false);
    for (const name of await readdir(join(tree, ".git"), { recursive: true })) {
      const found = await stat(join(tree, ".git", name));
      expect(found.isDirectory() || found.nlink).toBe(found.isDirectory() || 1);
      if (found.isFile()) expect(await readFile(join(tree, ".git", name), "latin1")).not.toContain(user.directory);
    }
    await rm(repository.gitDir, { recursive: true });
    expect(await agent.git("show", `${commit}^:old.txt`)).toBe("o");
  });

  test.each(workers)("is clean without a look into any file: %s", async (_, worker) => {
    const { run } = await scene(worker);
    // It compares what the index says of a file with the file's size and times.
    expect(await run("git diff-files --name-only && git status --porcelain")).toBe("");
  });

  test("is for our git what it was: it is committed, and removed", async () => {
    const { repository, tree, agent, take, finish, commit } = await scene();
    expect(await finish()).toEqual({ kind: "unchanged" });
    await agent.write({ "a.txt": "z\n" });
    expect(await take()).toBe(commit);
    expect(await finish()).toMatchObject({ kind: "committed", commits: 1 });
    await removeWorktree(repository, tree);
    expect(existsSync(tree)).toBe(false);
    expect(await worktreeDir(repository, tree)).toBeUndefined();
  });

  test("is made of a worktree only", async () => {
    const { repository, commit, place } = await scene();
    await mkdir(join(place, "other"));
    await expect(makeStandalone(repository, join(place, "other"), commit)).rejects.toThrow("is no worktree of");
  });
});

describe.each(workers)("what was committed there, by %s", (name, worker) => {
  const here = test.skipIf(name === "another user" && worker === undefined);

  here("is taken, with ignored files that were committed, and the rest comes on top", async () => {
    const { user, run, take, finish, names, commit } = await scene(worker);
    await run(
      "git checkout -qb mine; echo 1 > forced.log; git add -f forced.log; git commit -qm one; echo 2 > rest.txt",
    );
    await run("echo 3 > ignored.log; rm deep/b.txt");
    const head = await take();
    expect(await user.git("log", "--format=%an %s", `${commit}..${head}`)).toBe("Agent one");
    const left = await finish();
    expect(left).toMatchObject({ kind: "committed", commits: 2 });
    const last = left.kind === "committed" ? left.head : "";
    expect(await user.git("rev-parse", `${last}^`)).toBe(head);
    expect(await names(last)).toEqual([".gitignore", "a.txt", "forced.log", "rest.txt"]);
    expect(await user.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\nrefs/heads/other");
  });

  here("is taken from a history that was rewritten, too", async () => {
    const { user, run, take, finish } = await scene(worker);
    await run("git checkout -q --orphan new; git commit -qm instead");
    const head = await take();
    expect(await user.git("log", "--format=%s", head)).toBe("instead");
    expect(await finish()).toEqual({ kind: "rewritten", head });
  });

  here("is not taken from a broken repository; the files are there all the same", async () => {
    const breaks = ["rm -rf .git", "echo x > .git/HEAD", "rm -rf .git/objects", "rm -rf .git; echo gitdir: /no > .git"];
    for (const line of breaks) {
      const { run, take, finish, names, commit } = await scene(worker);
      await run(`echo 1 > new.txt; git add new.txt; git commit -qm one; ${line}`);
      expect(await take()).toBe(commit);
      const left = await finish();
      expect(left).toMatchObject({ kind: "committed", commits: 1 });
      const found = await names(left.kind === "committed" ? left.head : "");
      expect(found).toEqual([".gitignore", "a.txt", "deep/b.txt", "new.txt"]);
    }
  });

  here("is not taken with objects that git would not make", async () => {
    const { user, run, take, commit } = await scene(worker);
    const blob = Buffer.from(await user.git("rev-parse", `${commit}:a.txt`), "hex");
    const octal = [...blob].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
    const script = `
      tree=$(printf '100644 .git\\000${octal}' | git hash-object -t tree -w --stdin --literally)
      git update-ref HEAD $(git commit-tree $tree -p HEAD -m forged) && git ls-tree --name-only HEAD`;
    expect(await run(script)).toBe(".git\n");
    expect(await take()).toBe(commit);
  });

  here("runs nothing that its configuration names as anybody but its user", async () => {
    const { run, take, finish, place, tree, names } = await scene(worker);
    await writeFile(join(place, "ran"), "");
    await chmod(join(place, "ran"), 0o666);
    const program = `id -un >> ${place}/ran`;
    const settings = [
      "core.fsmonitor",
      "core.pager",
      "core.sshCommand",
      "filter.x.clean",
      "diff.external",
      "core.editor",
    ];
    await run("echo 1 > one.txt; git add one.txt; git commit -qm one");
    await run(`
      for name in ${settings.join(" ")}; do git config $name '${program}; cat'; done
      git config core.hooksPath hooks; git config core.worktree /; git config alias.bundle '!${program}'
      mkdir hooks; for name in post-index-change reference-transaction pre-commit; do
        printf '#!/bin/sh\\n${program}\\n' > hooks/$name; chmod +x hooks/$name; done
      echo '* filter=x diff=x' > .gitattributes; git status`);
    expect(await readFile(join(place, "ran"), "utf8")).not.toBe("");
    await writeFile(join(place, "ran"), "");
    await take();
    const left = await finish();
    const found = await names(left.kind === "committed" ? left.head : "");
    expect(found).toEqual(expect.arrayContaining([".gitattributes", "hooks/pre-commit", "one.txt"]));
    const ran = (await readFile(join(place, "ran"), "utf8")).split("\n").filter((line) => line !== "");
    expect(ran.filter((line) => line !== worker?.name)).toEqual([]);
    expect(existsSync(join(tree, ".git"))).toBe(true);
  });
});

test("somebody else's repository in its place is not taken for it", async () => {
  const { tree, place, take, finish, commit } = await scene();
  const other = join(place, "foreign");
  await mkdir(other);
  const foreign = openTestRepository(other);
  await foreign.git("init", "--quiet");
  await foreign.commit("foreign", { "f.txt": "f" });
  await rm(join(tree, ".git"), { recursive: true });
  await symlink(join(other, ".git"), join(tree, ".git"));
  expect(await take()).toBe(commit);
  expect(await finish()).toEqual({ kind: "unchanged" });
});
