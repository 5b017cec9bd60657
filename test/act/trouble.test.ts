/** What goes wrong on GitHub, and what people do: each ends as design.md says. */
import { expect, test } from "vitest";
import { attemptRef, branchName } from "../../src/state/names.ts";
import { currentAttempt } from "../support/github/actions/model.ts";
import { useFolder } from "../support/folder.ts";
import { until } from "../support/process-table.ts";
import { startStory } from "./harness.ts";
import type { Story } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

describeWithAct("trouble", () => {
  const engine = useEngine();
  const folder = useFolder();

  const claimOf = (story: Story, id: string, attempt: number) =>
    story.repository.git("rev-parse", attemptRef(id, attempt, "claim"));

  test("work outside of its scope is not taken", async () => {
    const story = await startStory(engine, {
      outside: folder.path,
      config: { defaults: { max_attempts: 1 } },
      agents: { "ws-a": "deliver\nwrite elsewhere.txt hello" },
    });
    await story.plan({ "ws-a": {} });
    await story.settle();
    expect(story.pulls("open")).toEqual([]);
    expect([...story.repository.branches().keys()]).toEqual(["main"]);
    const [newest] = story.repository.statuses(await claimOf(story, "ws-a", 1));
    expect(newest?.state).toBe("failure");
    expect(newest?.description).toContain("elsewhere.txt");
  });

  test("an agent job that is killed is tried again", async () => {
    const agents = { "ws-a": '[ "$WORKSTREAM_ATTEMPT" -ge 2 ] || await for-ever\ndeliver' };
    const story = await startStory(engine, { outside: folder.path, agents });
    await story.plan({ "ws-a": {} });
    await story.agent.started(1);
    const [run] = story.runs();
    if (run === undefined) throw new Error("nothing runs");
    const job = currentAttempt(run).jobs.find(({ status, name }) => status === "in_progress" && name.endsWith("agent"));
    engine.runner.kill(run, job?.name ?? "");
    await story.settle();
    expect(story.agent.invocations().map(({ attempt, ended }) => ({ attempt, ended }))).toEqual([
      { attempt: 1, ended: false },
      { attempt: 2, ended: true },
    ]);
    expect(story.pulls("open")).toEqual(["ws-a"]);
  });

  test("a run that is cancelled ends its attempts, and nothing is tried again", async () => {
    const story = await startStory(engine, { outside: folder.path, agents: { "ws-a": "await for-ever" } });
    await story.plan({ "ws-a": {} });
    await story.agent.started(1);
    for (const run of story.runs()) engine.actions.cancel(run);
    await story.settle();
    await story.dispatch();
    await story.settle();
    expect(story.agent.invocations()).toHaveLength(1);
    expect(story.pulls("open")).toEqual([]);
  });

  test("a person pushes to the branch, closes the pull request and opens it again", async () => {
    const story = await startStory(engine, { outside: folder.path });
    await story.plan({ "ws-a": {} });
    await story.settle();
    const number = story.pullOf("ws-a")?.number ?? 0;
    const head = await story.repository.commit(branchName("ws-a"), { "ws-a/mine.txt": "by hand" });
    await story.settle();
    expect(story.pullOf("ws-a")?.headSha).toBe(head);
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success", "workstreams/acceptance": "success" });

    await story.repository.closePull(number);
    await story.settle();
    expect(story.pulls("open")).toEqual([]);
    await story.repository.reopenPull(number);
    await story.settle();
    expect(story.pullOf("ws-a")?.headSha).toBe(head);
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });
    expect(story.agent.invocations()).toHaveLength(1);
    expect(story.repository.pulls()).toHaveLength(1);
  });

  test("a repository that forbids Actions to open pull requests is told so; then the work lands as it is", async () => {
    const story = await startStory(engine, { outside: folder.path });
    story.repository.setSetting("canCreatePullRequests", false);
    await story.plan({ "ws-a": {}, "ws-b": {} });
    await story.settle();
    expect(story.repository.pulls()).toEqual([]);
    // The work is kept, and no other agent runs for nothing.
    expect([...story.repository.branches().keys()]).toEqual(["main", branchName("ws-a")]);
    expect(story.agent.invocations()).toHaveLength(1);
    const [newest] = story.repository.statuses(await claimOf(story, "ws-a", 1));
    expect(newest?.description).toContain("Allow GitHub Actions to create and approve");

    story.repository.setSetting("canCreatePullRequests", true);
    await story.dispatch();
    await story.settle();
    await until("both are open", () => story.pulls("open").length === 2);
    expect(story.agent.invocations().map(({ id }) => id)).toEqual(["ws-a", "ws-b"]);
  });
});
