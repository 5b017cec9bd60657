import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { defaultBranch, openRepository } from "../../src/git/repository.ts";
import { open } from "../support/open-repository.ts";
import { createRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";

async function create(options: Parameters<typeof createRepository>[0] = {}): Promise<TestRepository> {
  const repository = await createRepository(options);
  onTestFinished(() => repository.remove());
  return repository;
}

describe("opening a repository", () => {
  test("works from any folder in it", async () => {
    const { directory } = await create();
    await mkdir(join(directory, "a/b"), { recursive: true });
    const { root, gitDir, bare } = await open(join(directory, "a/b"));
    expect({ root, gitDir, bare }).toEqual({ root: directory, gitDir: join(directory, ".git"), bare: false });
  });

  test("works in a linked worktree: its own root, the shared git directory", async () => {
    const main = await create();
    await main.commit("one", { "a.txt": "a" });
    const linked = join(main.directory, ".git", "linked");
    await main.git("worktree", "add", "--quiet", "--detach", linked);
    expect(await open(linked)).toMatchObject({ root: linked, gitDir: join(main.directory, ".git") });
  });

  test("works in a bare one and inside a .git folder", async () => {
    const bare = await create({ bare: true });
    expect(await open(bare.directory)).toMatchObject({ root: bare.directory, gitDir: bare.directory, bare: true });
    const { directory } = await create();
    expect(await open(join(directory, ".git"))).toMatchObject({ root: directory, bare: false });
  });

  test("says that a folder is in no repository", async () => {
    const { directory } = await create();
    const outside = join(directory, "..");
    expect(await openRepository(outside)).toEqual({
      kind: "not-a-repository",
      message: `${outside} is not in a git repository: change to one, or create it with \`git init\` and a first commit`,
    });
    expect(await openRepository(join(directory, "nowhere"))).toMatchObject({ kind: "not-a-repository" });
  });

  test("says that git is missing", async () => {
    const { directory } = await create();
    const path = process.env["PATH"];
    try {
      process.env["PATH"] = join(directory, "nothing");
      // As in a new process: where git is was found out long ago in this one.
      vi.resetModules();
      const fresh = await import("../../src/git/repository.ts");
      expect(await fresh.openRepository(directory)).toMatchObject({ kind: "no-git" });
    } finally {
      process.env["PATH"] = path;
    }
  });

  test("refuses a repository with other object names", async () => {
    const repository = await create();
    await repository.git("init", "--quiet", "--object-format=sha256", "other");
    expect(await openRepository(join(repository.directory, "other"))).toMatchObject({ kind: "unsupported-format" });
  });

  test.each([
    ["GIT_DIR", "/elsewhere"],
    ["GIT_INDEX_FILE", "/elsewhere/index"],
    ["GIT_SSH_COMMAND", "false"],
    ["GIT_PAGER", "false"],
    ["GIT_EXEC_PATH", "/elsewhere"],
    ["GIT_CONFIG_COUNT", "1"],
    ["EDITOR", "false"],
    ["PAGER", "false"],
    ["LC_ALL", "de_DE.UTF-8"],
  ])("is not led astray by an inherited %s", async (name, value) => {
    const here = await create();
    const sha = await here.commit("one");
    const before = process.env[name];
    process.env[name] = value;
    try {
      expect(await defaultBranch(await open(here.directory))).toEqual({ kind: "branch", name: "main", sha });
    } finally {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
  });
});

describe("the base branch", () => {
  test("is the configured one, else the one of the main working tree", async () => {
    const main = await create({ branch: "trunk" });
    const sha = await main.commit("one");
    await main.git("branch", "release");
    const linked = join(main.directory, ".git", "linked");
    await main.git("worktree", "add", "--quiet", "-b", "elsewhere", linked);
    expect(await defaultBranch(await open(linked))).toEqual({ kind: "branch", name: "trunk", sha });
    expect(await defaultBranch(await open(linked), "release")).toEqual({ kind: "branch", name: "release", sha });
  });

  test("is told missing, with what to do", async () => {
    const repository = await create();
    expect(await defaultBranch(await open(repository.directory))).toMatchObject({ kind: "no-commits" });
    await repository.commit("one");
    expect(await defaultBranch(await open(repository.directory), "nope")).toEqual({
      kind: "base-missing",
      message: "there is no branch nope: create it, or name the base as `base:` in the configuration",
    });
  });

  test("can't be guessed from a detached HEAD, and never is an agent's branch", async () => {
    const repository = await create();
    await repository.commit("one");
    await repository.git("checkout", "--quiet", "--detach");
    const opened = await open(repository.directory);
    expect(await defaultBranch(opened)).toMatchObject({ kind: "base-unclear" });
    expect(await defaultBranch(opened, "main")).toMatchObject({ kind: "branch", name: "main" });
    await repository.git("checkout", "--quiet", "-b", "workstreams/ws-login");
    expect(await defaultBranch(opened)).toMatchObject({ kind: "base-unclear" });
  });
});
