/** Merging on GitHub: by the loop, by GitHub itself, after whose approval, and with the repository's own CI. */
import { describe, expect, test } from "vitest";
import { branchName } from "../../src/state/names.ts";
import type { Run } from "../support/github/actions/model.ts";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();
const CHAIN = { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } };

/** Runs of another workflow than the loop's. */
function runsOf(story: Story, file: string): readonly Run[] {
  return story.actions.runs.all.filter(({ workflow }) => workflow.path === `.github/workflows/${file}`);
}

/** Each context's newest state and words on a workstream's pull request. */
function said(story: Story, id: string, context: string): string {
  const history = story.repository.statuses(story.pullOf(id)?.headSha ?? "");
  const newest = history.find((status) => status.context === context);
  return `${newest?.state}: ${newest?.description}`;
}

describe("the loop merges", STORY, () => {
  test("what passes its gates; each merge starts the next, and a workflow of the repository", async () => {
    const files = { ".github/workflows/deploy.yml": "on: workflow_dispatch\njobs: {}\n" };
    const config = { merge: "auto", after_merge_workflow: "deploy.yml" };
    const story = await startStory({ outside: folder.path, plan: CHAIN, config, files });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
    expect(story.repository.pulls().map(({ state, mergedBy }) => `${state} by ${mergedBy}`)).toEqual([
      "merged by github-actions[bot]",
      "merged by github-actions[bot]",
    ]);
    expect(runsOf(story, "deploy.yml").map(({ ref }) => ref)).toEqual(["refs/heads/main", "refs/heads/main"]);
  });

  test("after the approvals that it wants, by people who may give them, of the very head", async () => {
    const config = { merge: "auto", required_approvals: 1 };
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} }, config });
    story.repository.setCollaborator("grace", "write");
    await story.settle();
    expect([story.gates("ws-a")["workstreams"], await story.states()]).toEqual(["success", { "ws-a": "in-review" }]);
    await story.repository.review(1, "eve", "APPROVED");
    await story.settle();
    expect(story.pullOf("ws-a")?.state).toBe("open");
    await story.repository.review(1, "grace", "CHANGES_REQUESTED");
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "changes-requested" });
    await story.repository.review(1, "grace", "APPROVED");
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "completed" });
  });

  test("not where the base's own rules want more: that is said, and the others go on", async () => {
    const plan = { "ws-a": {}, "ws-b": {} };
    const story = await startStory({ outside: folder.path, plan, config: { merge: "auto" } });
    story.repository.protectBranch("main", { contexts: ["build"] });
    await story.tick();
    await story.loop.finish(story.leg("ws-a"));
    const { plan: job, legs } = await story.tick();
    expect(job).toMatchObject({ result: "success", said: expect.stringContaining("::warning::") });
    expect(job?.summary).toContain('Required status check "build" is expected');
    expect(legs).toMatchObject([{ id: "ws-b" }]);
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "in-review" });

    for (const { headSha } of story.repository.pulls()) {
      await story.repository.setStatus(headSha, { context: "build", state: "success" });
    }
    await story.dispatch();
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
  });
});

describe("GitHub merges by its auto-merge", STORY, () => {
  test("what the loop hands over with an App's token, once the required status is there", async () => {
    const config = { merge: "auto-merge", token: "app" };
    const story = await startStory({ outside: folder.path, plan: CHAIN, config, app: true });
    story.repository.setSetting("allowAutoMerge", true);
    story.repository.protectBranch("main", { contexts: ["workstreams"], reviews: 1 });
    await story.settle();
    expect(story.pullOf("ws-a")).toMatchObject({ state: "open", autoMerge: { method: "merge" } });
    await story.repository.review(1, "ada", "APPROVED");
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "completed", "ws-b": "in-review" });
  });

  test("and without such a token nothing is started: the job says what is missing", async () => {
    const config = { merge: "auto-merge", token: "app" };
    const story = await startStory({ outside: folder.path, plan: CHAIN, config });
    const { plan, legs } = await story.tick();
    expect([plan?.result, legs, story.writes()]).toEqual(["failure", [], 0]);
    expect(plan?.said).toContain("WORKSTREAMS_TOKEN");
  });
});

describe("the repository's own CI", STORY, () => {
  const config = { merge: "auto", ci_workflow: "ci.yml" };
  const ci = (permission: string) => ({
    ".github/workflows/ci.yml": JSON.stringify({
      on: "workflow_dispatch",
      permissions: { contents: permission },
      jobs: { test: { "runs-on": "ubuntu-latest", steps: [{ run: "make test" }] } },
    }),
  });

  test("is started on an agent's branch where it is harmless, and merged is after its success", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} }, config, files: ci("read") });
    await story.settle();
    const [run] = runsOf(story, "ci.yml");
    if (run === undefined) throw new Error("the CI was not started");
    expect(run).toMatchObject({ ref: `refs/heads/${branchName("ws-a")}`, sha: story.pullOf("ws-a")?.headSha });
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "pending", "workstreams/ci": "pending" });
    await story.dispatch();
    await story.settle();
    expect(runsOf(story, "ci.yml")).toHaveLength(1);
    story.actions.runs.finish(run, "success");
    await story.dispatch();
    await story.settle();
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success", "workstreams/ci": "success" });
    expect(await story.states()).toEqual({ "ws-a": "completed" });
  });

  test("that fails keeps the pull request from being merged, and says so", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} }, config, files: ci("read") });
    await story.settle();
    for (const run of runsOf(story, "ci.yml")) story.actions.runs.finish(run, "failure");
    await story.dispatch();
    await story.settle();
    expect(said(story, "ws-a", "workstreams/ci")).toBe("failure: the repository's own CI ended on this head: failure");
    expect(await story.states()).toEqual({ "ws-a": "in-review" });
  });

  test("that may write runs on an agent's work only after a person approved it", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} }, config, files: ci("write") });
    await story.settle();
    expect(runsOf(story, "ci.yml")).toEqual([]);
    expect(said(story, "ws-a", "workstreams/ci")).toContain("it runs once a person approves this head");
    await story.repository.review(1, "ada", "APPROVED");
    await story.settle();
    expect(runsOf(story, "ci.yml")).toHaveLength(1);
  });
});
