import { describe, expect, test } from "vitest";
import { seedPlan } from "../support/github-plan.ts";
import { CI, createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

const BRANCH = "workstreams/ws-a";

async function landed(rig: GithubRig, branch = BRANCH): Promise<{ readonly head: string; readonly number: number }> {
  const head = await rig.push(branch, { [`${branch}.txt`]: "b\n" });
  const forge = await rig.connect();
  const draft = { branch, head, title: "A", body: "", labels: ["workstream"], reviewers: [], draft: false };
  return { head, number: await forge.land(draft) };
}

describe("pull requests as they are read", () => {
  test("everybody's open ones, forks' too; of the closed ones those of workstreams", async () => {
    const rig = await createGithubRig();
    await landed(rig);
    for (const branch of ["feature", "old"]) await rig.push(branch, { [`${branch}.txt`]: "x\n" });
    const feature = await rig.repository.openPull({ head: "feature", author: "mona", draft: true });
    await rig.repository.closePull(await rig.repository.openPull({ head: "old" }));
    const headSha = await rig.tip("old");
    const fork = rig.repository.seedPull({ head: "workstreams/ws-x", headSha, headRepository: "mona/plan" });
    const { pulls } = await (await rig.connect()).read();
    expect(pulls).toMatchObject([
      { number: 1, branch: BRANCH, ownRepository: true, author: "github-actions", draft: false, queued: false },
      { number: feature, branch: "feature", ownRepository: true, author: "mona", draft: true },
      { number: fork, branch: "workstreams/ws-x", ownRepository: false },
    ]);
  });

  test("the newest review of each person with write access, approvals at this head only", async () => {
    const rig = await createGithubRig();
    const { number } = await landed(rig);
    for (const login of ["ann", "bob", "cat"]) rig.repository.setCollaborator(login, "write");
    rig.repository.setCollaborator("eve", "read");
    await rig.repository.review(number, "ann", "APPROVED");
    await rig.push(BRANCH, { "more.txt": "more\n" });
    await rig.repository.review(number, "bob", "CHANGES_REQUESTED");
    await rig.repository.review(number, "bob", "APPROVED");
    await rig.repository.review(number, "cat", "CHANGES_REQUESTED");
    await rig.repository.review(number, "eve", "APPROVED");
    const [pull] = (await (await rig.connect()).read()).pulls;
    expect(pull).toMatchObject({ approvedBy: ["bob"], changesRequestedBy: ["cat"] });
  });

  test("one whose label somebody took away is found by its branch", async () => {
    const rig = await createGithubRig();
    const headSha = await rig.tip("base");
    const number = rig.repository.seedPull({ head: BRANCH, headSha, state: "closed" });
    const forge = await rig.connect();
    expect((await forge.read()).pulls).toEqual([]);
    const branches = Array.from({ length: 120 }, (_, index) => `workstreams/ws-${index}`);
    expect((await forge.read([...branches, BRANCH])).pulls).toMatchObject([{ number, state: "closed", labels: [] }]);
  });

  test.each([1, 10, 110])("forks' pull requests of the same branch name, %i of them, do not hide it", async (forks) => {
    const rig = await createGithubRig();
    const headSha = await rig.tip("base");
    const number = rig.repository.seedPull({ head: BRANCH, headSha, state: "merged" });
    const fork = { head: BRANCH, headSha, headRepository: "mallory/plan" };
    rig.repository.seedPull(fork);
    for (let index = 1; index < forks; index++) rig.repository.seedPull({ ...fork, state: "closed" });
    for (let index = 0; index < 10; index++) rig.repository.seedPull({ ...fork, state: "closed" });
    const forge = await rig.connect();
    const own = async (branches: readonly string[]) =>
      (await forge.read(branches)).pulls.filter(({ ownRepository }) => ownRepository);
    expect(await own([])).toEqual([]);
    expect(await own([BRANCH])).toMatchObject([{ number, state: "merged" }]);
  });

  test("one that was killed before its label is found however it went on, and landing again mends it", async () => {
    const rig = await createGithubRig();
    const closed = (await landed(rig)).number;
    await rig.repository.closePull(closed);
    const head = await rig.push(BRANCH, { "more.txt": "more\n" });
    const draft = { branch: BRANCH, head, title: "A", body: "", labels: ["workstream"], reviewers: [], draft: false };
    const forge = await rig.connect();
    rig.server.fault({ match: { operationId: "issues/add-labels" }, kind: "status", status: 403 });
    await expect(forge.land(draft)).rejects.toMatchObject({ kind: "refused" });
    const [, unlabelled] = (await forge.read()).pulls;
    expect(unlabelled).toMatchObject({ labels: [], state: "open" });
    const number = unlabelled?.number ?? 0;
    await rig.repository.mergePull(number);
    expect((await forge.read([])).pulls.map((pull) => pull.number)).toEqual([closed]);
    expect((await forge.read([BRANCH])).pulls.at(-1)).toMatchObject({ number, state: "merged" });
    expect(await forge.land(draft)).toBe(number);
    await rig.remove(BRANCH);
    expect((await forge.read()).pulls.at(-1)).toMatchObject({ number, state: "merged", labels: ["workstream"] });
  });

  test("a thousand workstreams, 300 of them open and 20 running, take 25 requests and 60 points at most", async () => {
    const rig = await createGithubRig();
    const { claims } = await seedPlan(rig, 1000);
    const before = rig.server.requests.length;
    const forge = await rig.connect();
    const { pulls, statuses } = await forge.read();
    expect(await forge.liveness(claims)).toEqual(claims.map(() => "alive"));
    const asked = rig.server.requests.slice(before);
    expect(pulls.filter(({ state }) => state === "open")).toHaveLength(300);
    expect(pulls).toHaveLength(1000);
    expect(statuses.size).toBe(300);
    expect(asked.length).toBeLessThanOrEqual(25);
    expect(asked.reduce((sum, { points }) => sum + points, 0)).toBeLessThanOrEqual(60);
  });
});

describe("the repository's own CI", () => {
  test("the newest run on each open head of a workstream, whatever started it, but for those that wait for approval", async () => {
    const rig = await createGithubRig();
    const running = await landed(rig, "workstreams/ws-a");
    const ended = await landed(rig, "workstreams/ws-b");
    await landed(rig, "workstreams/ws-c");
    const forge = rig.connectAs({ ciWorkflow: CI });
    expect((await forge.read()).ci).toEqual(new Map());
    const start = (branch: string) =>
      rig.actions.dispatch("octo/plan", "mona", { workflow: CI, ref: branch, inputs: {} });
    rig.actions.runs.finish(await start("workstreams/ws-a"), "failure");
    await start("workstreams/ws-a");
    rig.actions.runs.finish(await start("workstreams/ws-b"), "failure");
    rig.actions.runs.finish(await start("workstreams/ws-c"), "action_required");
    await start("main");
    const url = expect.stringMatching(/^http.*\/runs\/[0-9]+$/);
    const { ci } = await forge.read();
    expect(ci?.get(running.head)).toEqual({ kind: "running", url });
    expect(ci?.get(ended.head)).toEqual({ kind: "ended", conclusion: "failure", url });
    expect((await (await rig.connect()).read()).ci).toBeUndefined();
  });

  test("one old pull request that nothing runs on costs two pages of runs, not the whole history", async () => {
    const rig = await createGithubRig();
    await landed(rig);
    for (let index = 0; index < 250; index++) {
      const run = await rig.actions.dispatch("octo/plan", "mona", { workflow: CI, ref: "main", inputs: {} });
      rig.actions.runs.finish(run, "success");
    }
    const before = rig.server.requests.length;
    await rig.connectAs({ ciWorkflow: CI }).read();
    const asked = rig.server.requests.slice(before).filter(({ path }) => path.includes(`/workflows/${CI}/runs`));
    expect(asked).toHaveLength(2);
  });
});
