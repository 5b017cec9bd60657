import { expect, test } from "vitest";
import { checkCommits } from "../../src/git/quarantine.ts";
import { createOpened } from "../support/open-repository.ts";

// Other systems don't hold a process to that.
test.skipIf(process.platform !== "linux")("commits that take more to pack than git may need are refused", async () => {
  const { user, repository } = await createOpened();
  const claim = await user.commit("claim", { "a.txt": "a" });
  const head = await user.commit("work", { "zeros.txt": "0".repeat(100 * 1024 * 1024) });
  expect(await checkCommits(repository, head, claim)).toBeUndefined();
  expect(await checkCommits(repository, head, claim, { mebibytes: 64 })).toBe(
    "git would need more memory or time for it than it is given",
  );
});
