import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkoutFiles } from "../../src/git/checkout-files.ts";
import { commitWorktree } from "../../src/git/commit-worktree.ts";
import { writeCommits } from "../../src/git/commits.ts";
import { mergeTrees } from "../../src/git/merge.ts";
import { openMirror } from "../../src/git/mirror.ts";
import { makeStandalone } from "../../src/git/standalone.ts";
import { addWorktree } from "../../src/git/worktrees.ts";
import { createOpened, open } from "../support/open-repository.ts";
import { createRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";

const ATTRIBUTES = "*.bin filter=stand-in\n*.txt merge=stand-in\n";

/** What this machine's user has configured: a filter that must run, a merge driver; either leaves a file where it ran. */
async function configureMachine(): Promise<{ hasRun(): boolean }> {
  const folder = await createRepository();
  const [program, ran, config] = ["program", "ran", "config"].map((name) => join(folder.directory, name));
  if (program === undefined || ran === undefined || config === undefined) throw new Error("three paths");
  await writeFile(program, `#!/bin/sh\ntouch ${ran}\ncat\n`);
  await chmod(program, 0o755);
  const filter = `[filter "stand-in"]\n\tclean = ${program}\n\tsmudge = ${program}\n\trequired = true\n`;
  await writeFile(config, `${filter}[merge "stand-in"]\n\tdriver = ${program} %A\n[user]\n\tname = machine\n`);
  const before = process.env["GIT_CONFIG_GLOBAL"];
  process.env["GIT_CONFIG_GLOBAL"] = config;
  onTestFinished(async () => {
    process.env["GIT_CONFIG_GLOBAL"] = before;
    await folder.remove();
  });
  return { hasRun: () => existsSync(ran) };
}

async function commitFiles(user: TestRepository) {
  const base = await user.commit("base", { ".gitattributes": ATTRIBUTES, "a.bin": "pointer\n", "a.txt": "a\n" });
  await user.git("checkout", "--quiet", "-b", "other");
  const theirs = await user.commit("theirs", { "a.txt": "b\n" });
  await user.git("checkout", "--quiet", "main");
  const ours = await user.commit("ours", { "a.txt": "c\n" });
  return { base, ours, theirs };
}

async function scene() {
  const { user } = await createOpened();
  const commits = await commitFiles(user);
  const folder = await createRepository();
  onTestFinished(() => folder.remove());
  const machine = await configureMachine();
  const url = pathToFileURL(user.directory).href;
  const mirror = await openMirror(join(folder.directory, "mirror.git"), { url, authorization: "basic c2VjcmV0" });
  await mirror.remote.write(["fetch", "--quiet", "--", url, "+refs/heads/*:refs/heads/*"]);
  const [claim = ""] = await writeCommits(mirror, [{ parents: [commits.base], message: "claim" }]);
  return { ...commits, folder, machine, mirror, claim };
}

describe("a mirror", () => {
  test("runs no filter and no merge driver of the machine, and misses none", async () => {
    const { folder, machine, mirror, claim, ours, theirs } = await scene();
    const [tree, files] = [join(folder.directory, "tree"), join(folder.directory, "files")];
    await addWorktree(mirror, tree, claim);
    await makeStandalone(mirror, tree, claim);
    await writeFile(join(tree, "b.bin"), "new\n");
    const work = await commitWorktree(mirror, tree, claim, "work");
    expect(work).toMatchObject({ kind: "committed", commits: 1 });
    const head = work.kind === "committed" ? work.head : "";
    expect(await mirror.git.read(["diff", "--name-only", claim, head])).toBe("b.bin\n");
    await checkoutFiles(mirror, head, files);
    expect(await readFile(join(files, "a.bin"), "utf8")).toBe("pointer\n");
    expect(await mergeTrees(mirror, [{ ours, theirs }])).toMatchObject([{ kind: "conflict", paths: ["a.txt"] }]);
    expect(machine.hasRun()).toBe(false);
  });

  test("shows its credentials to git that speaks to the remote, and to no other", async () => {
    const { mirror } = await scene();
    const names = ["config", "--name-only", "--get-regexp", "^http\\..*\\.extraheader$|^user\\.name$"];
    await expect(mirror.git.read(names)).rejects.toMatchObject({ exitCode: 1 });
    await expect(mirror.git.at(mirror.root, {}).read(names)).rejects.toMatchObject({ exitCode: 1 });
    const seen = (await mirror.remote.read(names)).trim().split("\n");
    expect(seen).toEqual(["user.name", expect.stringMatching(/extraheader$/), expect.stringMatching(/extraheader$/)]);
  });
});

test("in a person's own repository their filters work as ever", async () => {
  const { user } = await createOpened();
  const { base } = await commitFiles(user);
  const machine = await configureMachine();
  await addWorktree(await open(user.directory), join(user.directory, ".git", "trees", "one"), base);
  expect(machine.hasRun()).toBe(true);
});
