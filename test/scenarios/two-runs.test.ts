/** More than one run at once, and runs that a person stops. */
import { describe, expect } from "vitest";
import { readAttempts, readLine, readMerges } from "../support/history.ts";
import { isRunning } from "../support/process-table.ts";
import { story, survivors } from "../support/project.ts";

/** Four chains of three; the last of each shares a folder with the last of the next. */
const TWELVE = Object.fromEntries(
  ["a", "b", "c", "d"].flatMap((chain) => [
    [`ws-${chain}-1`, {}],
    [`ws-${chain}-2`, { depends_on: [`ws-${chain}-1`] }],
    [`ws-${chain}-3`, { depends_on: [`ws-${chain}-2`], files_scope: [`last/${chain < "c" ? 1 : 2}/`] }],
  ]),
);

describe.concurrent("two runs at once on one repository", () => {
  story("do each workstream once, and both end well", async ({ project }) => {
    await project.plan(TWELVE);
    const agent = project.agents({}, "work 20; deliver");
    const results = await Promise.all([project.run("--agents", "3"), project.run("--agents", "3")]);
    for (const { code, stderr } of results) {
      expect([stderr, code]).toEqual([expect.stringContaining("done (12 completed)"), 0]);
    }
    const ids = Object.keys(TWELVE).toSorted();
    expect(
      agent
        .invocations()
        .map(({ id, attempt }) => `${id}/${attempt}`)
        .toSorted(),
    ).toEqual(ids.map((id) => `${id}/1`));
    // Together they use three agents, because the plan has three.
    expect(agent.mostAtOnce()).toBeLessThanOrEqual(3);
    const merges = await readMerges(project);
    expect(merges.map(({ id }) => id).toSorted()).toEqual(ids);
    const bases = new Map((await readAttempts(project)).map(({ id, base }) => [id, base]));
    const commits = new Map(merges.map(({ id, commit }) => [id, commit]));
    const isAfter = await readLine(project);
    for (const [a, b] of [
      ["ws-a-3", "ws-b-3"],
      ["ws-c-3", "ws-d-3"],
    ] as const) {
      expect(isAfter(bases.get(a), commits.get(b)) !== isAfter(bases.get(b), commits.get(a))).toBe(true);
    }
  });

  story("what one executes the other cancels by its own process", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents({ "ws-a": "deliver; await never" });
    const first = project.startRun();
    await first.shows("claimed for");
    const second = project.startRun();
    await second.shows("run started");
    await agent.started(1);
    expect(await project.cli("cancel", "ws-a")).toMatchObject({ code: 0 });
    expect([(await first.finished).code, (await second.finished).code]).toEqual([0, 0]);
    expect(await project.states()).toEqual({ "ws-a": "cancelled" });
    expect(
      agent
        .invocations()
        .map(({ pid }) => pid)
        .filter(isRunning),
    ).toEqual([]);
    expect(await project.git("show", "refs/workstreams/attempts/ws-a/1/work:ws-a/ws-a.txt")).toBe("ws-a was here");
  });
});

story.concurrent("two runs and a merge that verify one pushed head at once agree on it", async ({ project }) => {
  await project.plan({ "ws-a": { acceptance_tests: ["sleep 0.4; cat ws-a/ws-a.txt pushed.txt"] } });
  await project.commit("Notes", { "pushed.txt": "by a person\n" });
  project.agents();
  await project.run("--merge", "manual", "--until-idle");
  const tree = await project.git("rev-parse", "workstreams/ws-a^{tree}");
  const head = await project.git("commit-tree", tree, "-p", "workstreams/ws-a", "-m", "By a person");
  await project.git("update-ref", "refs/heads/workstreams/ws-a", head);
  const [one, other, merge] = await Promise.all([
    project.run("--until-idle"),
    project.run("--until-idle"),
    project.cli("merge", "ws-a"),
  ]);
  expect([one.stderr, one.code]).toEqual([expect.not.stringMatching(/^\s+at /m), 0]);
  expect([other.stderr, other.code]).toEqual([expect.not.stringMatching(/^\s+at /m), 0]);
  expect([merge.stderr, merge.code]).toEqual([expect.not.stringMatching(/^\s+at /m), 0]);
  expect(await project.git("for-each-ref", "--format=%(subject)", "refs/workstreams/verdicts")).toContain("passed");
  expect((await readMerges(project)).map(({ id }) => id)).toEqual(["ws-a"]);
});

describe.concurrent("Ctrl-C", () => {
  story.for(["SIGINT", "SIGTERM"] as const)(
    "(%s) stops the agents and says how to go on",
    async (signal, { project }) => {
      await project.plan({ "ws-a": {}, "ws-b": {}, "ws-c": { depends_on: ["ws-a"] } });
      const agent = project.agents({ "ws-a": "deliver; await go", "ws-b": "await go; deliver" });
      const run = project.startRun("--agents", "2");
      await agent.started(2);

      const { code, stderr } = await run.end(signal);
      expect(code).toBe(1);
      expect(stderr).toContain("the same `workstreams run` goes on from here");
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(
        agent
          .invocations()
          .map(({ pid }) => pid)
          .filter(isRunning),
      ).toEqual([]);
      expect(await survivors(project.outside, 0)).toEqual([]);
      expect(await readAttempts(project)).toMatchObject([
        { id: "ws-a", number: 1, outcome: "expired", counted: false },
        { id: "ws-b", number: 1, outcome: "expired", counted: false },
      ]);

      agent.release("go");
      expect(await project.run("--agents", "2")).toMatchObject({ code: 0 });
      expect(
        agent
          .invocations()
          .map(({ id, attempt }) => `${id}/${attempt}`)
          .toSorted(),
      ).toEqual(["ws-a/1", "ws-a/2", "ws-b/1", "ws-b/2", "ws-c/1"]);
    },
  );

  story("in a terminal reaches git too, and that is no fault", async ({ project }) => {
    await project.plan(Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`ws-${index}`, {}])));
    const agent = project.agents({}, "sleep 0.05; deliver");
    const run = project.startRun("--agents", "3");
    await agent.started(3);
    // The whole group, as a terminal does it.
    process.kill(-run.pid, "SIGINT");
    const { code, stderr } = await run.finished;
    expect(code).toBe(1);
    expect(stderr).toContain("the same `workstreams run` goes on from here");
    expect(await project.run()).toMatchObject({ code: 0 });
  });

  story("a second time ends the run at once, and its agents with it", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents({ "ws-a": "trap '' TERM; await never" });
    const run = project.startRun();
    await agent.started(1);
    process.kill(run.pid, "SIGINT");
    await run.shows("once more ends it at once");
    expect(await run.end("SIGINT")).toMatchObject({ code: 1 });
    expect(await survivors(project.outside, 2000)).toEqual([]);
    // It did not wait until the agent had ended: the next run finds the attempt without an end.
    expect(await project.git("for-each-ref", "refs/workstreams/attempts/ws-a/1/end")).toBe("");
  });
});
