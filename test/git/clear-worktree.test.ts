import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clearWorktree } from "../../src/git/clear-worktree.ts";
import { commitWorktree } from "../../src/git/commit-worktree.ts";
import { checkCommits } from "../../src/git/quarantine.ts";
import { addWorktree } from "../../src/git/worktrees.ts";
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

  test("for good rejects with git's words", async () => {
    const { repository, claim, tree } = await scene();
    writeFileSync(join(tree, ".gitattributes"), "u.txt working-tree-encoding=UTF-16\n");
    writeFileSync(join(tree, "u.txt"), "no mark at all");
    await expect(commitWorktree(repository, tree, claim, "work")).rejects.toThrow("BOM is required");
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
