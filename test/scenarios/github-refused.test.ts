/** What a repository's settings forbid on GitHub: it is said which one to change, and afterwards the loop goes on. */
import { describe, expect, test } from "vitest";
import { branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();

const starts = (story: Story) => story.agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);
const PROTECTED = "workstreams/ws-a is a protected branch";
const WRITE_WORKFLOW =
  "write .github/workflows/new.yml on: workflow_dispatch; write .github/workflows/new.yml jobs: {}";
const MAY_OPEN = "Allow GitHub Actions to create and approve pull requests";

describe("landing", STORY, () => {
  test("a repository that forbids Actions to open pull requests: nothing else starts until it may", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": {} } });
    story.repository.setSetting("canCreatePullRequests", false);
    await story.tick();
    const published = await story.loop.finish(story.leg("ws-a"));
    expect(published).toMatchObject({ result: "failure", said: expect.stringContaining(`::error::`) });
    expect(published.said).toContain(MAY_OPEN);
    const [newest] = await story.claimStatuses("ws-a", 1);
    expect(newest).toMatch(/^error: attempt 1 is delivered, but can't land: .*Allow GitHub Actions to create/);

    const { plan, legs } = await story.tick();
    expect(plan).toMatchObject({ result: "failure", said: expect.stringContaining(`::error::`) });
    expect(plan?.summary).toContain(MAY_OPEN);
    expect([legs, await story.states()]).toEqual([[], { "ws-a": "landing", "ws-b": "ready" }]);
    await story.tick();
    expect(starts(story)).toEqual(["ws-a/1"]);

    story.repository.setSetting("canCreatePullRequests", true);
    await story.dispatch();
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "in-review" });
    expect(starts(story)).toEqual(["ws-a/1", "ws-b/1"]);
    expect((await story.claimStatuses("ws-a", 1))[0]).toMatch(/^success: attempt 1 by agent-1 delivered/);
  });

  test("branches that are protected: the work is kept, and pushed when that is allowed", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": {} } });
    story.repository.protectBranch(branchName("ws-a"));
    await story.tick();
    const published = await story.loop.finish(story.leg("ws-a"));
    expect(published).toMatchObject({ result: "failure", said: expect.stringContaining(PROTECTED) });
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "delivered" }]);
    expect((await story.claimStatuses("ws-a", 1))[0]).toContain(PROTECTED);
    const { plan, legs } = await story.tick();
    expect(plan?.summary).toContain(PROTECTED);
    expect([legs, await story.states()]).toEqual([[], { "ws-a": "landing", "ws-b": "ready" }]);

    story.repository.unprotectBranch(branchName("ws-a"));
    await story.dispatch();
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "in-review" });
    expect(starts(story)).toEqual(["ws-a/1", "ws-b/1"]);
  });
});

describe("workflow files", STORY, () => {
  const plan = { "ws-a": { files_scope: [".github/workflows/new.yml"] }, "ws-b": {} };
  const agents = { "ws-a": WRITE_WORKFLOW };

  test("the default token may not push any: such a workstream is blocked before it costs anything", async () => {
    const story = await startStory({ outside: folder.path, plan, agents });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "blocked", "ws-b": "in-review" });
    expect((await story.stand("ws-a"))?.reason).toContain("the default token may not push workflow files");
    expect(starts(story)).toEqual(["ws-b/1"]);
  });

  test("an agent that changes one all the same has failed; nothing of it is pushed, and the next is told why", async () => {
    const story = await startStory({
      outside: folder.path,
      plan: { "ws-a": { files_scope: [".github/"] } },
      agents: { "ws-a": `if [ "$WORKSTREAM_ATTEMPT" = 1 ]; then ${WRITE_WORKFLOW}; else deliver; fi` },
    });
    await story.tick();
    const published = await story.loop.finish(story.leg("ws-a"));
    expect(published).toMatchObject({
      result: "failure",
      said: expect.stringContaining("the default token may not push workflow files"),
    });
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "failed", failure: { code: "protected" } }]);
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
    expect(story.agent.prompt("ws-a", 2)).toContain(".github/workflows/new.yml");
  });

  test("an App's token may: the work is pushed and opened by it", async () => {
    const story = await startStory({ outside: folder.path, plan, agents, app: true });
    await story.settle();
    expect(starts(story)).toEqual(["ws-a/1", "ws-b/1"]);
    expect(story.pullOf("ws-a")).toMatchObject({ state: "open", author: "loop[bot]" });
    expect(await story.repository.readFile(branchName("ws-a"), ".github/workflows/new.yml")).toContain("jobs: {}");
  });
});

describe("secrets", STORY, () => {
  const config = (command: string) => ({
    agents: [
      { id: "keyed", type: "command", command, tools: ["special"], env: ["AGENT_SECRET_1"] },
      { id: "free", type: "command", command, tools: ["plain"] },
    ],
  });
  const plan = { "ws-a": { tool: "special" }, "ws-b": { tool: "plain" } };

  test("an agent whose secret is missing pauses before anything is claimed for it; the others go on", async () => {
    const story = await startStory({ outside: folder.path, plan, config });
    const { plan: job } = await story.tick();
    expect(job?.summary).toContain("AGENT_SECRET_1");
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "held", "ws-b": "in-review" });
    expect((await story.stand("ws-a"))?.reason).toContain("no AGENT_SECRET_1");
    expect(starts(story)).toEqual(["ws-b/1"]);
  });

  test("with its secret the agent works, and sees it", async () => {
    const agents = { "ws-a": 'write ws-a/length.txt "${#AGENT_SECRET_1}"' };
    const secrets = { AGENT_SECRET_1: "sesame", OPENAI_API_KEY: "other" };
    const story = await startStory({ outside: folder.path, plan, config, agents, secrets });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "in-review" });
    expect(await story.repository.readFile(branchName("ws-a"), "ws-a/length.txt")).toBe("6");
  });
});
