/** Answers that are lost, and what is written only once. */
import { describe, expect, test } from "vitest";
import type { Forge, PullDraft } from "../../src/forge/forge.ts";
import { LOOP, createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

const BRANCH = "workstreams/ws-a";
const STATUS = { context: "workstreams/scope", state: "success", description: "in scope" } as const;

async function setup(): Promise<{ readonly rig: GithubRig; readonly forge: Forge; readonly draft: PullDraft }> {
  const rig = await createGithubRig();
  const head = await rig.push(BRANCH, { "b.txt": "b\n" });
  rig.repository.setCollaborator("mona", "write");
  const labels = ["workstream", "billing"];
  const draft = { branch: BRANCH, head, title: "A", body: "Body", labels, reviewers: ["mona"], draft: false };
  return { rig, forge: await rig.connect(), draft };
}

/** The effect happens; its answer is lost. */
function loseAnswer(rig: GithubRig, operationId: string): void {
  rig.server.fault({ match: { operationId }, kind: "reset", after: true });
}

describe("an answer that is lost", () => {
  test("of an opening leaves one pull request, complete", async () => {
    const { rig, forge, draft } = await setup();
    for (const lost of ["pulls/create", "issues/add-labels", "pulls/request-reviewers"]) loseAnswer(rig, lost);
    expect(await forge.land(draft)).toBe(1);
    const [pull, ...others] = rig.repository.pulls();
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ labels: ["workstream", "billing"], requestedReviewers: new Set(["mona"]) });
  });

  test("of a merge is found in the pull request", async () => {
    const { rig, forge, draft } = await setup();
    const number = await forge.land(draft);
    loseAnswer(rig, "pulls/merge");
    const merged = await forge.merge(number, draft.head, "Merge A");
    expect(merged).toEqual({ kind: "merged", sha: await rig.tip("base") });
    expect(await rig.repository.log("main")).toHaveLength(3);
  });

  test("of a comment leaves one", async () => {
    const { rig, forge, draft } = await setup();
    const number = await forge.land(draft);
    loseAnswer(rig, "issues/create-comment");
    await forge.comment(number, "gates", "hello");
    expect(await rig.readComments(number)).toHaveLength(1);
  });

  test("of a status leaves one", async () => {
    const { rig, forge, draft } = await setup();
    loseAnswer(rig, "repos/create-commit-status");
    await forge.setStatuses([{ ...STATUS, sha: draft.head }]);
    expect(rig.repository.statuses(draft.head)).toHaveLength(1);
  });

  test("of a dispatch is an error: nobody can tell whether it started", async () => {
    const { rig, forge } = await setup();
    loseAnswer(rig, "actions/create-workflow-dispatch");
    await expect(forge.dispatch(LOOP, "main")).rejects.toMatchObject({ kind: "retry" });
    expect(rig.actions.runs.all).toHaveLength(1);
    loseAnswer(rig, "actions/create-workflow-dispatch");
    await forge.wake();
    await forge.wake();
    expect(rig.actions.runs.all).toHaveLength(3);
  });
});

test("a workflow is started on a branch only where that is still at the head that may be run", async () => {
  const { rig, forge, draft } = await setup();
  await forge.dispatch(LOOP, BRANCH, draft.head);
  expect(rig.actions.runs.all).toHaveLength(1);
  await rig.push(BRANCH, { "more.txt": "more\n" });
  await expect(forge.dispatch(LOOP, BRANCH, draft.head)).rejects.toMatchObject({ kind: "head-moved" });
  await rig.remove(BRANCH);
  await expect(forge.dispatch(LOOP, BRANCH, draft.head)).rejects.toMatchObject({ kind: "head-moved" });
  expect(rig.actions.runs.all).toHaveLength(1);
});

describe("writing only what is new", () => {
  test("the same again is no request that writes", async () => {
    const { rig, forge, draft } = await setup();
    const number = await forge.land(draft);
    const statuses = [
      { ...STATUS, sha: draft.head },
      { ...STATUS, sha: await rig.tip("base") },
    ];
    await forge.setStatuses(statuses);
    await forge.comment(number, "gates", "hello");
    const written = rig.countWrites();
    for (const client of [forge, await rig.connect()]) {
      await client.read();
      await client.land(draft);
      await client.setStatuses(statuses);
      await client.comment(number, "gates", "hello");
      await client.reopen(number);
    }
    await forge.close(number);
    await forge.close(number);
    expect(rig.countWrites()).toBe(written + 1);
  });

  test("reviews are asked for once, teams too; whom nobody can ask is named in the log", async () => {
    const { rig, forge, draft } = await setup();
    expect(await forge.land({ ...draft, reviewers: ["mona", "team:core"] })).toBe(1);
    const head = await rig.push("workstreams/ws-b", { "c.txt": "c\n" });
    expect(await forge.land({ ...draft, branch: "workstreams/ws-b", head, reviewers: ["nobody"] })).toBe(2);
    const [first, second] = rig.repository.pulls();
    expect(first).toMatchObject({ requestedReviewers: new Set(["mona"]), requestedTeams: new Set(["core"]) });
    expect(second).toMatchObject({ requestedReviewers: new Set() });
    expect(rig.log).toEqual([expect.stringMatching(/^nobody was asked to review #2: .*check `reviewers`/)]);
  });

  test.each([true, false])("a draft is one where the repository has drafts: %s", async (allowed) => {
    const { rig, forge, draft } = await setup();
    rig.repository.setSetting("allowDrafts", allowed);
    await forge.land({ ...draft, draft: true });
    expect(rig.repository.pull(1).draft).toBe(allowed);
    expect((await forge.read()).pulls).toMatchObject([{ draft: allowed }]);
  });

  test("a label that is there already is asked for once", async () => {
    const { rig, forge, draft } = await setup();
    await forge.land(draft);
    const head = await rig.push("workstreams/ws-b", { "c.txt": "c\n" });
    const before = rig.server.requests.length;
    await forge.land({ ...draft, branch: "workstreams/ws-b", head, labels: ["workstream"] });
    const asked = rig.server.requests.slice(before).map(({ operationId }) => operationId);
    expect(asked.filter((operation) => operation === "issues/create-label")).toHaveLength(1);
  });

  test("labels that people added stay", async () => {
    const { rig, forge, draft } = await setup();
    const number = await forge.land(draft);
    await rig.repository.label(number, ["urgent"]);
    await forge.land({ ...draft, labels: ["workstream"] });
    expect(rig.repository.pull(number).labels).toEqual(["workstream", "billing", "urgent"]);
  });

  test("somebody else's comment with our marker is not ours", async () => {
    const { rig, forge, draft } = await setup();
    const number = await forge.land(draft);
    await forge.comment(number, "gates", "first");
    const [ours = ""] = await rig.readComments(number);
    rig.repository.comment(number, ours, "mallory");
    await forge.comment(number, "gates", "second");
    const bodies = await rig.readComments(number);
    expect(bodies).toEqual([expect.stringContaining("second"), ours]);
  });

  test("of very many statuses the first sixty are written, and the log tells of the rest", async () => {
    const { rig, forge, draft } = await setup();
    const many = Array.from({ length: 62 }, (_, index) => ({ ...STATUS, sha: draft.head, context: `x/${index}` }));
    expect(await forge.setStatuses(many)).toEqual({ left: 2, refused: [] });
    expect(rig.repository.statuses(draft.head).map(({ context }) => context)).toEqual(
      many
        .slice(0, 60)
        .map(({ context }) => context)
        .toReversed(),
    );
    expect(rig.log).toEqual(["2 statuses are left to the next tick: GitHub limits how many are written a minute"]);
    expect(await forge.setStatuses(many)).toEqual({ left: 0, refused: [] });
    expect(rig.repository.statuses(draft.head)).toHaveLength(62);
  });

  test("a commit that is gone does not keep the others from their status, and is named", async () => {
    const { rig, forge, draft } = await setup();
    const gone = "1".repeat(40);
    const writes = [gone, draft.head].map((sha) => ({ ...STATUS, sha }));
    expect(await forge.setStatuses(writes)).toEqual({
      left: 0,
      refused: [
        expect.stringMatching(`^status workstreams/scope of ${gone}: GitHub refuses: .*No commit found for SHA`),
      ],
    });
    expect(rig.repository.statuses(draft.head)).toHaveLength(1);
  });

  test("nor does one that has been written as often as GitHub allows", async () => {
    const { rig, forge, draft } = await setup();
    const other = { ...STATUS, sha: draft.head, context: "workstreams/overlap" };
    for (let time = 0; time < 1000; time++) {
      await rig.repository.setStatus(draft.head, { context: STATUS.context, state: "pending" });
    }
    const full = "it has been written 1,000 times, which is all that GitHub keeps: push another commit to the branch";
    const { refused } = await forge.setStatuses([{ ...STATUS, sha: draft.head }, other]);
    expect(refused).toEqual([`status workstreams/scope of ${draft.head}: ${full}`]);
    expect(rig.repository.statuses(draft.head)[0]).toMatchObject({ context: other.context });
  });
});
