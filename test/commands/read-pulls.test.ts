/** What is read of open pull requests, of real commits. */
import { expect, onTestFinished, test } from "vitest";
import { openProject } from "../../src/commands/project.ts";
import { readPairs } from "../../src/commands/read-pulls.ts";
import { changesBetween } from "../../src/git/diff.ts";
import type { PathCase } from "../../src/plan/scope.ts";
import type { PullPair } from "../../src/state/facts.ts";
import { pull } from "../support/builders.ts";
import { createRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";

type Side = (user: TestRepository) => Promise<unknown>;

/** The second one is a person's. */
async function pairOf(
  files: Readonly<Record<string, string>>,
  sides: readonly [Side, Side],
  pathCase: PathCase = "sensitive",
): Promise<readonly PullPair[]> {
  const user = await createRepository();
  onTestFinished(() => user.remove());
  const base = await user.commit("base", files);
  const environment = { WORKSTREAMS_HOME: user.directory };
  const project = await openProject(user.directory, { now: () => 0, environment });
  const heads: string[] = [];
  for (const change of sides) {
    await user.git("switch", "--quiet", "--force-create", "side", base);
    await change(user);
    heads.push(await user.commit("side"));
  }
  const pulls = await Promise.all(
    heads.map(async (head, index) => {
      const changes = await changesBetween(project.repository, base, head);
      return pull({ number: index + 1, head, changes, id: index === 0 ? "ws-a" : undefined });
    }),
  );
  return readPairs(project, pulls, pathCase);
}

const lines = (name: string): string => Array.from({ length: 20 }, (_, line) => `${name} ${line}\n`).join("");

test("a pair over which git breaks down is a conflict", async () => {
  const found = await pairOf({ "a.txt": lines("a"), "ext/z.txt": lines("z") }, [
    async (user) => {
      await user.git("rm", "--quiet", "a.txt");
      await user.git("mv", "ext/z.txt", "z.txt");
    },
    (user) => user.git("mv", "a.txt", "ext/a.txt"),
  ]);
  expect(found).toMatchObject([{ a: 1, b: 2, shared: ["a.txt"] }]);
  expect(found[0]?.conflicts.join()).toMatch(/a\.txt/);
});

test("a conflict of which git names no path is one all the same", async () => {
  // A folder that went to two places: git can't tell where its new file belongs.
  const found = await pairOf({ "lib/one.txt": lines("one"), "lib/two.txt": lines("two") }, [
    async (user) => {
      await user.write({ "left/x": "", "right/x": "" });
      await user.git("mv", "lib/one.txt", "left/one.txt");
      await user.git("mv", "lib/two.txt", "right/two.txt");
    },
    (user) => user.write({ "lib/new.txt": "new\n" }),
  ]);
  expect(found).toEqual([{ a: 1, b: 2, shared: [], conflicts: ["lib/new.txt"] }]);
});

test("paths that differ by case only are shared where case is ignored", async () => {
  const sides: [Side, Side] = [(user) => user.write({ "A.ts": "1" }), (user) => user.write({ "a.ts": "2" })];
  expect(await pairOf({ "b.ts": "" }, sides)).toEqual([]);
  expect(await pairOf({ "b.ts": "" }, sides, "insensitive")).toEqual([{ a: 1, b: 2, shared: ["A.ts"], conflicts: [] }]);
});
