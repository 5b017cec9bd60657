import { describe, expect, test } from "vitest";
import { isTouchedOnTheWay, largestOnTheWay } from "../../src/git/way.ts";
import { createOpened } from "../support/open-repository.ts";

/** A claim, and what came on top of it: two commits whose files are gone again in the head, and one that stays. */
async function scene() {
  const { user, repository } = await createOpened();
  const claim = await user.commit("claim", { "a.txt": "a", "old.bin": "o".repeat(5000) });
  await user.commit("large", { "large.bin": "l".repeat(3000), "larger.bin": "m".repeat(4000) });
  await user.git("rm", "--quiet", "large.bin", "larger.bin", "old.bin");
  await user.commit("workflow", { ".github/workflows/x.yml": "x" });
  await user.git("rm", "--quiet", ".github/workflows/x.yml");
  const head = await user.commit("head", { "b.txt": "b".repeat(2000) });
  return { user, repository, range: { head, claim } };
}

describe("on the way to a head", () => {
  test("the largest file is found, gone or not, and nothing that was there before", async () => {
    const { repository, range } = await scene();
    const largest = (most: number) => largestOnTheWay(repository, range, most);
    const file = { kind: "file", bytes: 4000 };
    expect(await Promise.all([1000, 2000, 3999, 4000].map(largest))).toEqual([file, file, file, { kind: "none" }]);
    expect(await largestOnTheWay(repository, { head: range.claim, claim: range.claim }, 10)).toEqual({ kind: "none" });
  });

  test("there may be more than git is let look through: that is an answer", async () => {
    const { repository, range } = await scene();
    const limits = { bytes: 20 };
    expect(await largestOnTheWay(repository, range, 1000, limits)).toEqual({ kind: "endless" });
    expect(await isTouchedOnTheWay(repository, range, ".github/workflows", limits)).toBeUndefined();
  });

  test("it is seen what was changed and is as it was", async () => {
    const { user, repository, range } = await scene();
    const touched = (path: string) => isTouchedOnTheWay(repository, range, path);
    expect(await touched(".github/workflows")).toBe(true);
    expect(await touched(".github/*")).toBe(false);
    const later = await user.commit("later", { "c.txt": "c" });
    expect(await isTouchedOnTheWay(repository, { head: later, claim: range.head }, ".github/workflows")).toBe(false);
  });

  test("a merge of a line that holds it is no way around", async () => {
    const { user, repository, range } = await scene();
    await user.git("checkout", "--quiet", "-b", "side", range.claim);
    await user.commit("side", { ".github/workflows/y.yml": "y" });
    await user.git("checkout", "--quiet", "-b", "main2", range.claim);
    await user.git("merge", "--quiet", "--no-ff", "--strategy=ours", "--no-edit", "side");
    const head = await user.git("rev-parse", "HEAD");
    expect(await isTouchedOnTheWay(repository, { head, claim: range.claim }, ".github/workflows")).toBe(true);
  });
});
