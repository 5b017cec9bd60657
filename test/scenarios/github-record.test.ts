/** What people ask for by "Run workflow", and ticks that have nothing to do. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();

const starts = (story: Story) => story.agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);
const intents = (story: Story) =>
  story.repository.git("for-each-ref", "--format=%(subject)", "refs/workstreams/intents");

describe("by hand", STORY, () => {
  test("a dry run says what would start and writes nothing at all", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } } });
    const before = await story.repository.git("for-each-ref");
    await story.dispatch({ dry_run: true, ids: "ws-a", pause: true });
    const { plan, record, legs } = await story.tick();
    expect([record, legs, story.writes()]).toEqual([undefined, [], 0]);
    expect(plan?.summary).toMatch(/dry run, nothing is written[\s\S]*### Would start[\s\S]*`ws-a` \| 1 \| agent-1/);
    expect(await story.repository.git("for-each-ref")).toBe(before);
    expect(story.repository.statuses(before.slice(0, 40))).toEqual([]);
  });

  test("named workstreams start before more urgent ones", async () => {
    const plan = { "ws-a": { priority: "high" }, "ws-b": {}, "ws-c": { depends_on: ["ws-a"] } };
    const story = await startStory({ outside: folder.path, plan, slots: 1 });
    await story.dispatch({ ids: "ws-b" });
    expect((await story.tick()).legs).toMatchObject([{ id: "ws-b" }]);
    expect(await intents(story)).toContain("ws-b");
  });

  test("an unknown id is told with the nearest one: nothing is recorded, and nothing starts", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-alpha": {}, "ws-beta": {} } });
    await story.dispatch({ ids: "ws-beta ws-alhpa", pause: true });
    const { record, plan, legs, run } = await story.tick();
    expect(record).toMatchObject({ result: "failure", said: expect.stringContaining("did you mean ws-alpha?") });
    expect([plan, legs, run.conclusion, story.writes()]).toEqual([undefined, [], "failure", 0]);
  });

  test("pause keeps everything from starting, resume takes it back; both outlive a run that is replaced", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.dispatch({ pause: true });
    // A newer run takes the place of the one that waits: what it was asked for is kept all the same.
    await story.dispatch();
    expect((await story.tick()).legs).toEqual([]);
    expect(await story.stand("ws-a")).toMatchObject({
      state: "held",
      reason: expect.stringContaining("paused by ada"),
    });
    await story.dispatch({ resume: true });
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1"]]);
  });

  test("what failed for good is tried again, and what it blocked goes on", async () => {
    const plan = { "ws-a": { circuit_breaker: { max_attempts: 1 } }, "ws-b": { depends_on: ["ws-a"] } };
    const agents = { "ws-a": "fails_until 2\ndeliver" };
    const story = await startStory({ outside: folder.path, plan, agents, config: { merge: "auto" } });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "failed", "ws-b": "blocked" });
    await story.dispatch({ retry_failed: true });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
    expect(starts(story)).toEqual(["ws-a/1", "ws-a/2", "ws-b/1"]);
  });
});

describe("a tick without new facts", STORY, () => {
  async function writesOfTick(story: Story): Promise<number> {
    const before = story.writes();
    expect((await story.tick()).plan?.result).toBe("success");
    return story.writes() - before;
  }

  test("writes nothing: not while an attempt runs, not while people review, not at the end", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } } });
    await story.tick();
    expect(await writesOfTick(story)).toBe(0);
    await story.settle();
    expect(await writesOfTick(story)).toBe(0);
    await story.merge("ws-a");
    await story.settle();
    expect(await writesOfTick(story)).toBe(0);
    await story.merge("ws-b");
    await story.settle();
    expect(await writesOfTick(story)).toBe(0);
  });

  test("writes nothing where something has failed, is cancelled or was taken over", async () => {
    const plan = { "ws-a": { circuit_breaker: { max_attempts: 1 } }, "ws-b": {}, "ws-c": {} };
    const story = await startStory({ outside: folder.path, plan, agents: { "ws-a": "exit 3" } });
    await story.settle();
    await story.repository.closePull(story.pullOf("ws-b")?.number ?? 0);
    await story.repository.commit("workstreams/ws-c", { "ws-c/mine.txt": "by hand\n" });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "failed", "ws-b": "cancelled", "ws-c": "taken-over" });
    expect(await writesOfTick(story)).toBe(0);
  });
});
