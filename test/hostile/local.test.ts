/** Hostile work on one machine: each row is refused, in these words, or it is in the pull request's head byte for byte. */
import { expect } from "vitest";
import type { End } from "../../src/state/facts.ts";
import { parseEnd } from "../../src/state/records.ts";
import { attemptRef } from "../../src/state/names.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";
import { CARRIED } from "./carried-rows.ts";
import { REFUSED } from "./refused-rows.ts";
import { carriedWork, compareCarried, idOf, judgeRefused, refusedWork } from "./rig.ts";

const SLOW = 300_000;

async function endOf(project: Project, id: string): Promise<End | undefined> {
  return parseEnd(await project.git("log", "-1", "--format=%B", attemptRef(id, 1, "end")));
}

story("odd work is carried, byte for byte", { timeout: SLOW }, async ({ project }) => {
  await project.plan({ "ws-carried": {} });
  project.agents({ "ws-carried": carriedWork(project.outside, CARRIED) });
  const { code, stderr } = await project.run("--merge", "manual", "--until-idle");
  expect([code, stderr]).toEqual([0, expect.stringContaining("opened pull request #1")]);
  const { found, wanted } = compareCarried(project.directory, "workstreams/ws-carried", CARRIED);
  expect(found).toEqual(wanted);
});

story("hostile work is refused, each time in words that say what", { timeout: SLOW }, async ({ project }) => {
  const { plan, agents } = refusedWork(REFUSED);
  await project.plan(plan);
  project.agents(agents);
  const { code } = await project.run("--merge", "manual", "--until-idle", "--agents", "4");
  expect(code).toBe(1);
  const found = judgeRefused(await Promise.all(REFUSED.map((_, index) => endOf(project, idOf(index)))));
  expect(found.judged).toEqual(found.wanted);
  expect(await project.git("for-each-ref", "refs/heads/workstreams")).toBe("");
});

story(
  "twenty thousand files are carried where the configuration allows as many",
  { timeout: SLOW },
  async ({ project }) => {
    await project.plan({ "ws-a": { acceptance_tests: ["test -f ws-a/19/999"] } }, { max_files: 20_000 });
    project.agents({
      "ws-a": 'for n in $(seq 0 19); do mkdir -p "ws-a/$n"; (cd "ws-a/$n"; seq 0 999 | xargs touch); done',
    });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect((await project.git("ls-tree", "-r", "--name-only", "main", "ws-a/")).split("\n")).toHaveLength(20_000);
  },
);
