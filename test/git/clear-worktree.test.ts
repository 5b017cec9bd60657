import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clearWorktree } from "../../src/git/clear-worktree.ts";
import { commitWorktree } from "../../src/git/commit-worktree.ts";
import { complaintOf } from "../../src/git/complaint.ts";
import { checkCommits } from "../../src/git/quarantine.ts";
import { assertAllRead } from "../../src/git/unread.ts";
import { addWorktree } from "../../src/git/worktrees.ts";
import { makeDeep } from "../support/deep-folder.ts";
import { useFolder } from "../support/folder.ts";
import { createOpened } from "../support/open-repository.ts";
import { openTestRepository } from "../support/repository.ts";

const folder = useFolder();

function sh(script: string): void {
  execFileSync("/bin/sh", ["-ec", script], { cwd: folder.path });
}

const modeOf = (path: string) => (lstatSync(folder.file(path)).mode & 0o7777).toString(8);

describe("what git can't take", () => {
  test("is removed where it is no file, folder or link, whatever its name", async () => {
    sh(`mkdir -p a/b; mkfifo pipe a/b/pipe "$(printf 'a/\\377')"; echo x > a/b/kept`);
    await clearWorktree(folder.path);
    expect(readdirSync(folder.path, { recursive: true }).map(String).toSorted()).toEqual(["a", "a/b", "a/b/kept"]);
  });

  test("is made readable, with no other right that it had changed", async () => {
    sh(`mkdir -p shut/in; for n in none suid run; do echo x > shut/in/$n; done`);
    sh(`chmod 000 shut/in/none; chmod 4111 shut/in/suid; chmod 755 shut/in/run; chmod 000 shut/in; chmod 070 shut`);
    await clearWorktree(folder.path);
    const modes = ["shut", "shut/in", "shut/in/none", "shut/in/suid", "shut/in/run"].map(modeOf);
    expect(modes).toEqual(["770", "700", "400", "4511", "755"]);
  });

  test("is not looked for behind a link", async () => {
    mkdirSync(folder.file("inside"));
    sh("mkdir other; mkfifo other/pipe; chmod 000 other");
    symlinkSync("../other", folder.file("inside/link"));
    await clearWorktree(folder.file("inside"));
    expect(modeOf("other")).toBe("0");
    expect(existsSync(folder.file("inside/link"))).toBe(true);
    sh("chmod 700 other; test -p other/pipe");
  });
});

describe("a worktree in which git stops", () => {
  async function scene() {
    const { user, repository } = await createOpened();
    const claim = await user.commit("base", { "a.txt": "a\n", "b.txt": "b\n" });
    const tree = join(folder.path, "tree");
    await addWorktree(repository, tree, claim);
    return { user, repository, claim, tree };
  }

  test("at a pipe where a file was: the file is gone, the rest is committed", async () => {
    const { user, repository, claim, tree } = await scene();
    sh("cd tree; rm a.txt; mkfifo a.txt; echo new > new.txt");
    const left = await commitWorktree(repository, tree, claim, "work");
    expect(left).toMatchObject({ kind: "committed", commits: 1 });
    const head = left.kind === "committed" ? left.head : "";
    expect(await user.git("ls-tree", "-r", "--name-only", head)).toBe("b.txt\nnew.txt");
  });

  test("as it is closed: it is opened, also where git is started before anything in it is read", async () => {
    const { repository, claim, tree } = await scene();
    sh("echo new > tree/new.txt; chmod 050 tree");
    const left = await commitWorktree(repository, tree, claim, "work");
    expect(left).toMatchObject({ kind: "committed", commits: 1 });
    expect(modeOf("tree")).toBe("750");
  });

  test.each([
    ["a link to somebody else's", "mkdir other; echo x > other/secret; rm -r tree; ln -s other tree"],
    ["a file", "rm -r tree; echo x > tree"],
  ])("as it is %s: nothing is delivered, which counts", async (_, script) => {
    const { repository, claim, tree } = await scene();
    sh(script);
    const left = commitWorktree(repository, tree, claim, "work");
    expect(await left.catch(complaintOf)).toBe("not all of it can be read: the worktree is no folder any more");
  });

  test("for good rejects with git's words", async () => {
    const { repository, claim, tree } = await scene();
    writeFileSync(join(tree, ".gitattributes"), "u.txt working-tree-encoding=UTF-16\n");
    writeFileSync(join(tree, "u.txt"), "no mark at all");
    await expect(commitWorktree(repository, tree, claim, "work")).rejects.toThrow("BOM is required");
  });

  test("for good, though it says so by the way only: what it left out is no delivery", async () => {
    const { repository, claim, tree } = await scene();
    writeFileSync(join(tree, "new.txt"), "x");
    makeDeep(tree);
    const left = commitWorktree(repository, tree, claim, "work");
    await expect(left).rejects.toThrow("not all of it can be read: the path of a folder is too long");
    expect(await left.catch(complaintOf)).toMatch(/^not all of it can be read/);
  });

  test("what is ignored may be of any depth", async () => {
    const { repository, claim, tree } = await scene();
    mkdirSync(join(tree, "cache"));
    writeFileSync(join(tree, "cache/.gitignore"), "*\n");
    makeDeep(join(tree, "cache"));
    expect(await commitWorktree(repository, tree, claim, "work")).toEqual({ kind: "unchanged" });
  });

  test.each([
    [
      "warning: could not open directory 'shut/': Permission denied",
      "could not open directory 'shut/': Permission denied",
    ],
    ["t/f: Permission denied", "t/f: Permission denied"],
    ["hint: x\nwarning: could not open directory 'd/': File name too long\n", "the path of a folder is too long"],
    [`warning: could not open directory '${"d".repeat(4000)}`, "the path of a folder is too long"],
  ])("says %s", (remarks, why) => {
    expect(() => assertAllRead(remarks)).toThrow(`not all of it can be read: ${why}`);
  });

  test.each([
    "",
    "warning: adding embedded git repository: in",
    "warning: unable to access '/root/.config/git/ignore': Permission denied",
    "hint: Support for grafts is deprecated",
    "Git LFS: 1 of 1 files",
  ])("has read all and says %j", (remarks) => {
    expect(() => assertAllRead(remarks)).not.toThrow();
  });
});

describe("commits that somebody made in the repository itself", () => {
  test("are as git writes them, or it is said what is not", async () => {
    const { user, repository } = await createOpened();
    const claim = await user.commit("claim", { "a.txt": "a\n" });
    const good = await user.commit("good", { "b.txt": "b\n" });
    expect(await checkCommits(repository, good, claim)).toBeUndefined();
    const git = openTestRepository(user.directory);
    const blob = Buffer.from(await git.git("rev-parse", "HEAD:a.txt"), "hex");
    const forged = execFileSync("git", ["hash-object", "-t", "tree", "-w", "--stdin", "--literally"], {
      cwd: user.directory,
      input: Buffer.concat([Buffer.from("100644 .GIT\0"), blob]),
      encoding: "utf8",
    }).trim();
    const bad = await git.git("commit-tree", forged, "-p", claim, "-m", "bad");
    const after = await git.git("commit-tree", `${good}^{tree}`, "-p", bad, "-m", "a good one on top");
    expect(await checkCommits(repository, bad, claim)).toMatch(/^git refuses it: object [0-9a-f]{40}: hasDotgit/);
    expect(await checkCommits(repository, after, claim)).toMatch(/hasDotgit/);
    const left = readdirSync(join(repository.gitDir, "objects")).filter((name) => name.startsWith("tmp"));
    expect(left).toEqual([]);
  });
});
