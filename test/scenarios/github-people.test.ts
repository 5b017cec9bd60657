/** What people do on GitHub beside the loop, and what it takes that to mean. */
import { describe, expect, test } from "vitest";
import { attemptRef, branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();

const starts = (story: Story) => story.agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);

describe("pull requests", STORY, () => {
  test("who closes one cancels it and releases its scope; opened again it is judged again", async () => {
    const story = await startStory({
      outside: folder.path,
      plan: {
        "ws-a": { files_scope: ["shared.txt"], priority: "high" },
        "ws-b": { depends_on: ["ws-a"] },
        "ws-c": { files_scope: ["shared.txt"] },
      },
    });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "waiting", "ws-c": "held" });

    await story.repository.closePull(1);
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "cancelled", "ws-b": "blocked", "ws-c": "in-review" });
    expect((await story.stand("ws-b"))?.reason).toContain("ws-a was cancelled");

    await story.repository.reopenPull(1);
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "waiting", "ws-c": "in-review" });
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });
    expect(story.gates("ws-c")).toMatchObject({ workstreams: "pending", "workstreams/overlap": "pending" });
    expect(starts(story)).toEqual(["ws-a/1", "ws-c/1"]);
  });

  test("who deletes a branch cancels its workstream, until somebody asks for it again", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } } });
    await story.settle();
    await story.repository.deleteBranch(branchName("ws-a"));
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "cancelled", "ws-b": "blocked" });
    expect(starts(story)).toEqual(["ws-a/1"]);

    await story.dispatch({ ids: "ws-a" });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "waiting" });
    expect(story.pullOf("ws-a")).toMatchObject({ number: 2, state: "open" });
  });

  test("who pushes to a branch has taken it over: it is tested and judged, and replaced only on request", async () => {
    const plan = { "ws-a": { acceptance_tests: ["grep -q fine ws-a/notes.txt"] } };
    const story = await startStory({ outside: folder.path, plan, agents: { "ws-a": "write ws-a/notes.txt fine" } });
    await story.settle();
    const broken = await story.repository.commit(branchName("ws-a"), { "ws-a/notes.txt": "broken\n" });
    expect((await story.tick()).legs).toMatchObject([{ id: "ws-a", head: broken }]);
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "pending", "workstreams/acceptance": "pending" });
    await story.settle();
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "failure", "workstreams/acceptance": "failure" });

    const fine = await story.repository.commit(branchName("ws-a"), { "ws-a/notes.txt": "fine, by a person\n" });
    await story.settle();
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success", "workstreams/acceptance": "success" });
    expect(await story.states()).toEqual({ "ws-a": "taken-over" });
    // Not even where it conflicts with what was merged meanwhile.
    await story.repository.commit("main", { "ws-a/notes.txt": "something else\n" });
    await story.settle();
    expect(story.gates("ws-a")).toMatchObject({ "workstreams/overlap": "failure" });
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "taken-over" }, ["ws-a/1"]]);

    await story.dispatch({ ids: "ws-a" });
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
    expect(story.pullOf("ws-a")).toMatchObject({ number: 1, state: "open" });
    expect(await story.repository.git("rev-parse", `refs/workstreams/saved/ws-a/${fine}`)).toBe(fine);
  });
});

describe("files", STORY, () => {
  test("who edits the file of a live attempt changes nothing for it, and is told", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.tick();
    await story.plan({ "ws-a": { files_scope: ["elsewhere/"] } });
    const told = "its file changed during attempt 1; the change applies from the next attempt";
    expect((await story.tick()).plan?.summary).toContain(told);
    expect(await story.stand("ws-a")).toMatchObject({ state: "running", notices: [told] });
    await story.settle();
    expect(await story.stand("ws-a")).toMatchObject({
      state: "in-review",
      notices: [told],
    });
    expect(story.gates("ws-a")).toMatchObject({ "workstreams/scope": "success" });
    expect(await story.repository.readFile(branchName("ws-a"), "ws-a/ws-a.txt")).toBe("ws-a was here");
  });

  test("who removes the file of a live attempt lets it come to its end; after that there is no such workstream", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.tick();
    await story.plan({ "ws-a": null });
    expect(await story.states()).toEqual({ "ws-a": "running" });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review" });
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });
    await story.repository.closePull(1);
    await story.settle();
    expect(await story.states()).toEqual({});
  });

  test("who changes the file of what is delivered is told to take a new id", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.settle();
    await story.merge("ws-a");
    await story.plan({ "ws-a": { tasks: ["do something else"] } });
    await story.settle();
    const notices = ["#1 delivered it from another definition; give the new one a new id"];
    expect(await story.stand("ws-a")).toMatchObject({ state: "completed", notices });
    expect(starts(story)).toEqual(["ws-a/1"]);
  });

  test("who pushes the base back to before a merge blocks what depends on it, by name", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } } });
    await story.settle();
    const before = await story.repository.git("rev-parse", "main");
    await story.merge("ws-a");
    await story.repository.moveRefs({ "refs/heads/main": before });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "blocked", "ws-b": "blocked" });
    expect((await story.stand("ws-b"))?.reason).toContain("#1, the merge of ws-a");
    expect(starts(story)).toEqual(["ws-a/1"]);
  });
});

describe("runs", STORY, () => {
  test("who re-runs the job of an old attempt starts no agent", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    const [leg] = (await story.tick()).legs;
    if (leg === undefined) throw new Error("nothing starts");
    await story.settle();
    const writes = story.writes();
    const again = await story.loop.again(leg, "agent");
    expect(again.outputs["outcome"]).toBe("superseded");
    expect(again.said).toContain("this job does nothing");
    await story.settle();
    expect([starts(story), story.writes()]).toEqual([["ws-a/1"], writes]);
    expect(leg.call.run).toMatchObject({ status: "completed", conclusion: "success" });
  });

  test("who cancels a run while an agent works ends the attempt; only on request is there another", async () => {
    const agents = { "ws-a": '[ "$WORKSTREAM_ATTEMPT" -ge 2 ] || await for-ever\ndeliver' };
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} }, agents });
    const { run } = await story.tick();
    const agent = story.loop.job(story.leg("ws-a"), "agent");
    await story.agent.started(1);
    story.loop.cancel(run);
    expect((await agent).result).toBe("cancelled");
    await story.settle();
    expect(await story.stand("ws-a")).toMatchObject({
      state: "cancelled",
      reason: expect.stringContaining("cancelled"),
    });
    expect(await story.claimStatuses("ws-a", 1)).toEqual([
      "failure: attempt 1 by agent-1 cancelled: it was cancelled with its run",
      "pending: attempt 1 is queued for agent-1",
    ]);
    await story.dispatch();
    await story.settle();
    expect(starts(story)).toEqual(["ws-a/1"]);

    await story.dispatch({ ids: "ws-a" });
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
  });

  test("who cancels a run before its agents start ends their attempts as well", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    const { run } = await story.tick();
    story.actions.cancel(run);
    await story.dispatch();
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "cancelled" });
    expect(await story.repository.git("for-each-ref", attemptRef("ws-a", 1, "end"))).not.toBe("");
    expect(starts(story)).toEqual([]);
  });
});
