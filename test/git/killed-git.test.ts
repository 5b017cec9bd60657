/** The system kills git: the first one that this process starts is a stand-in, which does that to itself. */
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { writeCommits } from "../../src/git/commits.ts";
import { GitError } from "../../src/git/git.ts";
import { gitProgram } from "../../src/git/git-program.ts";
import { mergeLines } from "../../src/git/merge-lines.ts";
import { useFolder } from "../support/folder.ts";
import { createOpened } from "../support/open-repository.ts";

const folder = useFolder();

/** Kills itself as soon as it is to merge, or to list commits; else it is the git in PATH, where it is not itself. */
const STAND_IN = `#!/bin/sh
case "$*" in *merge-tree*|*rev-list*) kill -KILL $$;; esac
exec git "$@"
`;

function putStandIn(): void {
  writeFileSync(folder.file("git"), STAND_IN);
  chmodSync(folder.file("git"), 0o755);
  const before = process.env["PATH"] ?? "";
  process.env["PATH"] = `${folder.path}${delimiter}${before}`;
  expect(gitProgram()).toBe(folder.file("git"));
  process.env["PATH"] = before;
}

test.skipIf(process.platform === "win32")(
  "a kill says that git needed more than it may where it has limits, and nothing where it has none",
  async () => {
    putStandIn();
    const { repository } = await createOpened();
    const [one = "", two = ""] = await writeCommits(repository, [
      { parents: [], message: "one", files: [{ path: "a.txt", text: "a" }] },
      { parents: [0], message: "two", files: [{ path: "a.txt", text: "b" }] },
    ]);
    const UNMERGED = { kind: "conflict", paths: [], tree: undefined };
    expect(await mergeLines(repository, [`${two} ${one}`])).toEqual([UNMERGED]);
    expect(await mergeLines(repository, [`${two} ${one}`, `${one} ${two}`])).toEqual([UNMERGED, UNMERGED]);
    const counted: unknown = await repository.git.read(["rev-list", "--count", two]).catch((error: unknown) => error);
    expect(counted).toBeInstanceOf(GitError);
    expect(counted).toMatchObject({ isExceeded: false, message: "git rev-list: signal SIGKILL" });
  },
);
