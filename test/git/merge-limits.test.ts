/** Merges that take longer than they may: git is really stopped by the system. */
import { describe, expect, test } from "vitest";
import { writeCommits } from "../../src/git/commits.ts";
import { mergeLines, mergeUntil } from "../../src/git/merge-lines.ts";
import { tryMerges } from "../../src/git/trial-merges.ts";
import { createOpened } from "../support/open-repository.ts";
import { slowText } from "../support/slow-merge.ts";

/** One pair that takes git some seconds, and one that takes it nothing. */
async function scene() {
  const { repository } = await createOpened();
  const file = (seed: number) => [{ path: "a.txt", text: slowText(seed, 500_000) }];
  const [start = "", ours = "", theirs = ""] = await writeCommits(repository, [
    { parents: [], message: "base", files: file(1) },
    { parents: [0], message: "ours", files: file(2) },
    { parents: [0], message: "theirs", files: file(3) },
  ]);
  return { repository, slow: `${ours} ${theirs}`, clean: `${ours} ${start}`, quick: { ours, theirs: start } };
}

const UNMERGED = { kind: "conflict", paths: [], tree: undefined };
const LIMITS = { seconds: 1 };

describe.skipIf(process.platform === "win32")("a merge that takes longer than it may", { timeout: 180_000 }, () => {
  test("conflicts, and the others beside it are answered", async () => {
    const { repository, slow, clean } = await scene();
    const merges = await mergeLines(repository, [clean, slow, clean], LIMITS);
    expect(merges).toEqual([{ kind: "clean", tree: expect.any(String) }, UNMERGED, merges[0]]);
  });

  test("has written half an answer perhaps: that is none", async () => {
    const { repository, clean } = await scene();
    const lines = Array.from({ length: 20 }, () => clean);
    const whole = await mergeLines(repository, lines);
    // An answer is 44 bytes long.
    expect(await mergeLines(repository, lines, { bytes: 500 })).toEqual(whole);
  });

  test("is not tried where there is no time left, and nothing is known of it until there is", async () => {
    const { repository, slow, clean, quick } = await scene();
    expect(await mergeUntil(repository, [clean, slow], performance.now())).toEqual([undefined, undefined]);
    // The time is up before its own limit is.
    expect(await mergeUntil(repository, [slow], performance.now() + 500)).toEqual([undefined]);
    expect(await tryMerges(repository, [quick], "paths", 0)).toEqual([{ kind: "unknown" }]);
    expect(await tryMerges(repository, [quick], "paths")).toEqual([{ kind: "clean" }]);
  });
});
