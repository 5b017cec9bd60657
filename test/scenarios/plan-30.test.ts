/** The main job on real input: a plan of 30 from nothing to merged, checked from what git holds afterwards. */
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { readFolder } from "../support/files.ts";
import { readAttempts, readLine, readMerges } from "../support/history.ts";
import { overlappingPairs } from "../support/overlap.ts";
import { HAS_PLAN_30, PLAN_30, readPlan30 } from "../support/plan-30.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";

const PLAN = HAS_PLAN_30 ? readPlan30() : [];
const IDS = PLAN.map(({ id }) => id);

const PLACE = "../shared/data/plan-30 beside the repository";

describe.skipIf(!HAS_PLAN_30)(`the plan of 30 (skipped without ${PLACE})`, () => {
  story.concurrent.for([1, 3, 6])("%i at once: agents merge all of it", async (agents, { project }) => {
    await cp(PLAN_30, join(project.directory, "workstreams"), { recursive: true });
    await project.commit("Plan", { "README.md": "a project\n", ".gitignore": "reports/\n" });
    const before = await readFolder(project.directory);
    const agent = project.agents({}, "work 2; deliver");

    const result = await project.run("--agents", String(agents), "--acceptance", "off", "--report", "reports");

    expect(result.stderr).toContain("done (30 completed)");
    expect(result.code).toBe(0);
    expect(new Set(Object.values(await project.states()))).toEqual(new Set(["completed"]));
    expect(
      agent
        .invocations()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(IDS);
    expect(agent.mostAtOnce()).toBeLessThanOrEqual(agents);
    await expectHistoryInOrder(project);
    await expectReport(project, agents);
    await expectUntouched(project, before);
  });
});

/** The merges and claims, by git: each claim is on top of all that it must wait for. */
async function expectHistoryInOrder(project: Project): Promise<void> {
  const merges = await readMerges(project);
  expect(merges.map(({ id }) => id).toSorted()).toEqual(IDS);
  const attempts = await readAttempts(project);
  expect(attempts.map(({ id, number, outcome }) => `${id}/${number} ${outcome}`)).toEqual(
    IDS.map((id) => `${id}/1 delivered`),
  );
  const mergeOf = new Map(merges.map(({ id, commit }) => [id, commit]));
  const baseOf = new Map(attempts.map(({ id, base }) => [id, base]));
  const isAfter = await readLine(project);
  const startedAfter = (later: string, earlier: string) => isAfter(baseOf.get(later), mergeOf.get(earlier));

  for (const { id, dependsOn } of PLAN) {
    for (const dependency of dependsOn) expect([id, startedAfter(id, dependency)]).toEqual([id, true]);
  }
  // A scope is held from the claim to the merge, so that of two that overlap one saw the other's merge.
  const pairs = overlappingPairs(new Map(PLAN.map(({ id, scope }) => [id, scope])));
  expect(pairs).toHaveLength(29);
  for (const [a, b] of pairs) {
    expect([a, b, startedAfter(a, b) !== startedAfter(b, a)]).toEqual([a, b, true]);
  }
}

async function expectReport(project: Project, agents: number): Promise<void> {
  const [markdown, html] = await Promise.all(
    ["workstreams.md", "workstreams.html"].map((name) => readFile(join(project.directory, "reports", name), "utf8")),
  );
  for (const id of IDS) {
    expect(markdown).toContain(id);
    expect(html).toContain(id);
  }
  const { stdout } = await project.cli("report", "--json");
  const data: { totals: Record<string, unknown>; lanes: { bars: unknown[] }[] } = JSON.parse(stdout);
  expect(data.totals).toMatchObject({ workstreams: 30, completed: 30, attempts: 30, ended: 30, delivered: 30 });
  expect(data.lanes.length).toBeLessThanOrEqual(agents);
  expect(data.lanes.flatMap(({ bars }) => bars)).toHaveLength(30);
  expect(markdown).toContain("30 of 30");
  expect(html).toContain("30 of 30");
}

/** The base has moved under it, and still no file of the user's was written, removed or touched. */
async function expectUntouched(project: Project, before: ReadonlyMap<string, string>): Promise<void> {
  const after = new Map(await readFolder(project.directory));
  for (const path of after.keys()) if (path.startsWith("reports/")) after.delete(path);
  expect(after).toEqual(before);
  // What git takes for changed is exactly what the merges added.
  const added = await project.git("diff", "--name-status", "--no-renames", "HEAD~30", "HEAD");
  const seen = await project.git("diff", "--name-status", "--no-renames", "--cached", "HEAD");
  expect(seen).toBe(added.replaceAll(/^A/gm, "D"));
  expect(existsSync(join(project.directory, ".git", "index.lock"))).toBe(false);
}
