/** How attempts come to their end on GitHub, whatever dies: who records it, what counts, what is tried again. */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { attemptRef, branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { until } from "../support/process-table.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";
import type { Tick } from "../support/github-story/loop.ts";

const folder = useFolder();

const starts = (story: Story) => story.agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);

describe("a job that dies", STORY, () => {
  const agents = { "ws-a": '[ "$WORKSTREAM_ATTEMPT" -ge 2 ] || await for-ever\ndeliver' };

  test("the agent's: publish records it, it counts, and it is tried again", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} }, agents });
    await story.tick();
    const leg = story.leg("ws-a");
    const published = await story.loop.finish(leg, { agent: { killedWhen: () => story.agent.started(1) } });
    expect(published).toMatchObject({ result: "failure", said: expect.stringContaining("left nothing") });
    expect(leg.call.results.get("verify")).toMatchObject({ result: "skipped" });
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "expired", counted: true }]);
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
    expect(await story.ends("ws-a")).toMatchObject([
      { outcome: "expired", counted: true },
      { outcome: "delivered", counted: true },
    ]);
  });

  test("the agent's, as often as it may be tried: it has failed", async () => {
    const plan = { "ws-a": { circuit_breaker: { max_attempts: 1 } } };
    const story = await startStory({ outside: folder.path, plan, agents });
    await story.tick();
    await story.loop.finish(story.leg("ws-a"), { agent: { killedWhen: () => story.agent.started(1) } });
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "failed" }, ["ws-a/1"]]);
  });

  test("the verify job: the work is kept, and it is tried again", async () => {
    const waits = `until [ -e ${folder.path}/go ]; do sleep 0.02; done`;
    const plan = { "ws-a": { acceptance_tests: [`touch ${folder.path}/tests; ${waits}`] } };
    const story = await startStory({ outside: folder.path, plan });
    await story.tick();
    const leg = story.leg("ws-a");
    const killedWhen = () => until("the tests run", () => existsSync(folder.file("tests")));
    await story.loop.finish(leg, { verify: { killedWhen } });
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "failed", counted: true }]);
    expect(await story.repository.git("rev-parse", attemptRef("ws-a", 1, "work"))).toBe(
      leg.call.results.get("agent")?.outputs["head"],
    );
    story.agent.release("go");
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
  });

  test("publish, after its push and before the pull request: the next tick opens it", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.tick();
    await story.loop.finish(story.leg("ws-a"), { publish: { killedAfterWrites: 1 } });
    expect(story.repository.branches().has(branchName("ws-a"))).toBe(true);
    expect([story.repository.pulls(), await story.states()]).toEqual([[], { "ws-a": "landing" }]);
    await story.tick();
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review" });
    expect(story.pullOf("ws-a")).toMatchObject({ number: 1, labels: ["workstream"] });
    expect(starts(story)).toEqual(["ws-a/1"]);
  });
});

describe("a run that is lost", STORY, () => {
  test("with all its jobs: the next tick ends the attempt, it counts, and it is tried again", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    const { run } = await story.tick();
    await story.loop.job(story.leg("ws-a"), "agent");
    await story.tick();
    expect(await story.states()).toEqual({ "ws-a": "running" });
    story.loop.lose(run);
    await story.tick();
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "expired", counted: true }]);
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
  });

  test("before its matrix came: no agent has run, so that it does not count", async () => {
    const plan = { "ws-a": { circuit_breaker: { max_attempts: 1 } } };
    const story = await startStory({ outside: folder.path, plan });
    const { legs, run } = await story.tick({ killedAfterWrites: 1 });
    expect([legs, run.conclusion]).toEqual([[], "failure"]);
    await story.tick();
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "expired", counted: false }]);
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/2"]]);
  });

  test("a publish that comes after all saves its work, and no more", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    const { run } = await story.tick();
    const late = story.leg("ws-a");
    await story.loop.job(late, "agent");
    await story.loop.job(late, "verify");
    story.loop.lose(run);
    await story.tick();
    const ends = await story.ends("ws-a");
    expect(await story.states()).toEqual({ "ws-a": "running" });

    const published = await story.loop.job(late, "publish");
    expect(published).toMatchObject({ result: "success", said: expect.stringContaining("this job does nothing") });
    const head = late.call.results.get("agent")?.outputs["head"];
    expect(await story.repository.git("rev-parse", attemptRef("ws-a", 1, "work"))).toBe(head);
    expect([...story.repository.branches().keys()]).toEqual(["main"]);
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review" });
    expect((await story.ends("ws-a")).slice(0, 1)).toEqual(ends);
    expect(story.repository.pulls()).toHaveLength(1);
  });
});

describe("two at the same moment", STORY, () => {
  test("of two ticks that saw the same, one claims", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-first": {} } });
    await story.settle();
    await story.plan({ "ws-a": {}, "ws-b": {}, "ws-c": {} });
    await story.actions.idle();
    const [first, second] = [await story.dispatch(), await story.dispatch()];
    const ticks: Tick[] = [];
    const beforeWrite = async () => void ticks.push(await story.loop.start(second));
    ticks.push(await story.loop.start(first, { plan: { beforeWrite } }));
    const [winner, other] = ticks;
    expect(winner?.legs.map(({ id }) => id)).toEqual(["ws-a", "ws-b", "ws-c"]);
    expect(other).toMatchObject({ legs: [], plan: { result: "success" } });
    await story.settle();
    expect(starts(story)).toEqual(["ws-first/1", "ws-a/1", "ws-b/1", "ws-c/1"]);
  });

  test("a person who pushes to the branch while an attempt publishes keeps it; the work is saved", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.tick();
    const leg = story.leg("ws-a");
    let head = "";
    const beforeWrite = async () => {
      head = await story.repository.commit(branchName("ws-a"), { "ws-a/mine.txt": "by hand" });
    };
    await story.loop.finish(leg, { publish: { beforeWrite } });
    expect(story.repository.branches().get(branchName("ws-a"))).toBe(head);
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "failed", failure: { code: "taken-over" } }]);
    const work = leg.call.results.get("agent")?.outputs["head"];
    expect(await story.repository.git("rev-parse", attemptRef("ws-a", 1, "work"))).toBe(work);
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "taken-over" }, ["ws-a/1"]]);
  });
});
