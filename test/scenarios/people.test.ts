/** What people do beside the loop, by its commands or by git alone, and what it takes that to mean. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { runCli } from "../support/cli.ts";
import { contains, readAttempts, readMerges } from "../support/history.ts";
import { isRunning } from "../support/process-table.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";
import { openTestRepository } from "../support/repository.ts";

const REVIEWED = ["--merge", "manual", "--until-idle"] as const;

function reasonOf(project: Project, id: string): Promise<string> {
  return project.status().then((states) => states.get(id)?.reason ?? "");
}

/** A commit of a person on a workstream's branch, made without any working tree of ours. */
async function pushToBranch(project: Project, id: string, files: Readonly<Record<string, string>>): Promise<string> {
  const clone = await cloneOf(project);
  await clone.git("checkout", "--quiet", `workstreams/${id}`);
  const commit = await clone.commit("By a person", files);
  await clone.git("push", "--quiet", "origin", `workstreams/${id}`);
  return commit;
}

async function cloneOf(project: Project): Promise<ReturnType<typeof openTestRepository>> {
  const directory = join(project.outside, `clone-${Math.random().toString(36).slice(2)}`);
  await project.git("clone", "--quiet", project.directory, directory);
  return openTestRepository(directory);
}

/** The base is checked out by the user of the project: they take what was merged before they commit on top. */
async function commitOnMain(project: Project, files: Readonly<Record<string, string>>): Promise<string> {
  await project.git("reset", "--quiet", "--hard", "main");
  return project.commit("By a person", files);
}

describe.concurrent("pull requests wait for people", () => {
  story("who merge one after the other", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    project.agents();
    const first = await project.run(...REVIEWED);
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining("waiting for people: ws-a")]);
    expect(await project.states()).toEqual({ "ws-a": "in-review", "ws-b": "waiting" });
    expect(await readMerges(project)).toEqual([]);

    const merged = await project.cli("merge", "ws-a");
    expect(merged).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("merged into main") });
    expect((await readMerges(project)).map(({ id }) => id)).toEqual(["ws-a"]);
    expect(await project.cli("merge", "ws-a")).toMatchObject({ code: 1 });

    expect(await project.run(...REVIEWED)).toMatchObject({ code: 0 });
    expect(await project.cli("merge", "ws-b")).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
  });

  story("who merge while the run waits, and it goes on by itself", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    project.agents();
    const run = project.startRun("--merge", "manual");
    await run.shows("opened pull request #1");
    await run.shows("waiting for people");
    expect(await project.cli("merge", "ws-a")).toMatchObject({ code: 0 });
    await run.shows("opened pull request #2");
    expect(await project.cli("merge", "ws-b")).toMatchObject({ code: 0 });
    expect((await run.finished).code).toBe(0);
  });

  story("who reject one, and start it anew", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    const agent = project.agents();
    await project.run(...REVIEWED);
    expect(await project.cli("reject", "ws-a")).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "cancelled", "ws-b": "blocked" });
    const again = await project.cli("reject", "ws-a", "Words too late");
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("has no open pull request")]);
    expect(again.stderr).not.toContain("noted");
    expect(await project.git("cat-file", "--batch-all-objects", "--batch")).not.toContain("Words too late");
    expect(await project.run(...REVIEWED)).toMatchObject({ code: 1 });
    expect(agent.invocations()).toHaveLength(1);

    expect(await project.cli("retry", "ws-a")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
    expect(agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`)).toEqual(["ws-a/1", "ws-a/2", "ws-b/1"]);
  });

  story("who merge with git alone", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    project.agents();
    await project.run(...REVIEWED);
    await project.git("merge", "--quiet", "--no-edit", "workstreams/ws-a");
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "ready" });
    await project.git("branch", "--quiet", "--delete", "workstreams/ws-a");
    expect((await project.states())["ws-a"]).toBe("completed");
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
  });

  story("who delete a branch: that workstream is cancelled", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    const agent = project.agents();
    await project.run(...REVIEWED);
    await project.git("branch", "--quiet", "--delete", "--force", "workstreams/ws-a");
    expect(await project.states()).toEqual({ "ws-a": "cancelled", "ws-b": "blocked" });
    expect(await project.run(...REVIEWED)).toMatchObject({ code: 1 });
    expect(agent.invocations()).toHaveLength(1);
  });

  story("who push to a branch: it is theirs, verified, and merged when they say so", async ({ project }) => {
    await project.plan({ "ws-a": { acceptance_tests: ["grep -q fine ws-a/notes.txt"] } });
    const agent = project.agents({ "ws-a": "write ws-a/notes.txt fine" });
    await project.run(...REVIEWED);
    const bad = await pushToBranch(project, "ws-a", { "ws-a/notes.txt": "broken\n" });
    expect(await project.states()).toEqual({ "ws-a": "taken-over" });
    const run = await project.run("--until-idle");
    expect(run.stderr).toContain("workstreams/acceptance failure");
    expect(await project.cli("merge", "ws-a")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("acceptance"),
    });
    expect(await project.git("rev-parse", "workstreams/ws-a")).toBe(bad);

    const good = await pushToBranch(project, "ws-a", { "ws-a/notes.txt": "fine, by a person\n" });
    await project.run("--until-idle");
    expect(agent.invocations()).toHaveLength(1);
    expect(await project.states()).toEqual({ "ws-a": "taken-over" });
    expect(await project.cli("merge", "ws-a")).toMatchObject({ code: 0 });
    expect(await contains(project, "main", good)).toBe(true);
    expect(await project.states()).toEqual({ "ws-a": "completed" });
  });

  story("who rebase a branch: it is theirs, and the run ends by itself", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    await project.run(...REVIEWED);
    await commitOnMain(project, { "other.txt": "moved on" });
    const clone = await cloneOf(project);
    await clone.git("checkout", "--quiet", "workstreams/ws-a");
    await clone.git("rebase", "--quiet", "origin/main");
    await clone.git("push", "--quiet", "--force", "origin", "workstreams/ws-a");

    expect(await project.run("--until-idle")).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "taken-over" });
    expect(await readAttempts(project)).toHaveLength(1);
  });

  story("who merge by hand while a rebuild runs: it stops, and nothing is done again", async ({ project }) => {
    await project.plan({ "ws-a": { files_scope: ["same.txt"] } });
    const agent = project.agents({
      "ws-a": 'write same.txt "attempt $WORKSTREAM_ATTEMPT"; [ $WORKSTREAM_ATTEMPT = 1 ] || await go',
    });
    await project.run(...REVIEWED);
    await commitOnMain(project, { "same.txt": "by a person\n" });
    const run = project.startRun("--until-idle");
    await agent.started(2);
    await project.git("reset", "--quiet", "--hard", "main");
    await project.git("merge", "--quiet", "--strategy-option", "ours", "--message", "by hand", "workstreams/ws-a");

    expect(await run.finished).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed" });
    expect(agent.invocations()).toHaveLength(2);
  });

  story("who check out another branch: work goes on where it started", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    project.agents();
    await project.run(...REVIEWED);
    await project.git("checkout", "--quiet", "-b", "topic");
    expect(await project.cli("merge", "ws-a")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });

    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
    expect(await readMerges(project)).toHaveLength(2);
    expect(await project.git("rev-list", "--count", "main..topic")).toBe("0");
  });

  story("who push something outside the scope: the gate says so", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    await project.run(...REVIEWED);
    await pushToBranch(project, "ws-a", { "elsewhere.txt": "?\n" });
    const refused = await project.cli("merge", "ws-a");
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("elsewhere.txt") });
    expect(await readMerges(project)).toEqual([]);
  });
});

describe.concurrent("people who steer", () => {
  story("cancel what runs: it stops, and its dependents are blocked", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    const agent = project.agents({ "ws-a": "deliver; await never" });
    const run = project.startRun();
    await agent.started(1);
    expect(await project.cli("cancel", "ws-a")).toMatchObject({ code: 0 });
    expect((await run.finished).code).toBe(1);
    expect(await project.states()).toEqual({ "ws-a": "cancelled", "ws-b": "blocked" });
    expect(
      agent
        .invocations()
        .map(({ pid }) => pid)
        .filter(isRunning),
    ).toEqual([]);
    expect(await readAttempts(project)).toMatchObject([{ outcome: "cancelled", counted: false }]);
  });

  story("pause everything, and resume", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": {} });
    const agent = project.agents();
    expect(await project.cli("pause")).toMatchObject({ code: 0 });
    const paused = await project.run("--until-idle");
    expect([paused.code, await project.states()]).toEqual([0, { "ws-a": "held", "ws-b": "held" }]);
    expect(await reasonOf(project, "ws-a")).toContain("paused");
    expect(agent.invocations()).toEqual([]);
    expect(await project.cli("resume")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });
  });

  story("resume one of a paused plan: it starts alone", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": {} });
    project.agents();
    await project.cli("pause");
    await project.cli("resume", "ws-a");
    await project.run("--until-idle");
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "held" });
  });

  story("pause one: the others go on", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": {} });
    project.agents();
    expect(await project.cli("pause", "ws-a")).toMatchObject({ code: 0 });
    await project.run("--until-idle");
    expect(await project.states()).toEqual({ "ws-a": "held", "ws-b": "completed" });
    expect(await project.cli("resume", "ws-a")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
  });

  story("give one that failed for good another chance", async ({ project }) => {
    await project.plan({ "ws-a": { circuit_breaker: { max_attempts: 1 } }, "ws-b": { depends_on: ["ws-a"] } });
    const agent = project.agents({ "ws-a": "fails_until 2; deliver" });
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(await project.cli("retry", "ws-a")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
    expect(agent.prompt("ws-a", 2)).toContain("exit code 3");
  });
});

describe.concurrent("people who change the base", () => {
  story("so that a merge is gone: its dependents are blocked, by name", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    const agent = project.agents();
    await project.run(...REVIEWED);
    const before = await project.git("rev-parse", "main");
    await project.cli("merge", "ws-a");
    await project.git("update-ref", "refs/heads/main", before);
    expect(await project.states()).toMatchObject({ "ws-b": "blocked" });
    expect(await reasonOf(project, "ws-b")).toContain("ws-a");
    expect(await project.run(...REVIEWED)).toMatchObject({ code: 1 });
    expect(agent.invocations()).toHaveLength(1);
  });

  story("so that a pull request conflicts: a new attempt rebuilds it and knows why", async ({ project }) => {
    await project.plan({ "ws-a": { files_scope: ["notes.txt"] } });
    await project.commit("Notes", { "notes.txt": "one\n" });
    const agent = project.agents({ "ws-a": 'echo "$(cat notes.txt), and an agent" > notes.txt' });
    await project.run(...REVIEWED);
    const mine = await commitOnMain(project, { "notes.txt": "one, and a person\n" });
    expect((await project.states())["ws-a"]).toBe("retrying");
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await readAttempts(project)).toMatchObject([
      { number: 1, counted: true },
      { number: 2, counted: true, base: mine },
    ]);
    expect(agent.prompt("ws-a", 2)).toMatch(/conflict/i);
    expect(agent.prompt("ws-a", 2)).toContain("`notes.txt`");
    expect(await project.git("show", "main:notes.txt")).toBe("one, and a person, and an agent");
    expect(await readMerges(project)).toHaveLength(1);
  });

  story("with a new workstream while a run goes on: it starts as well", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents({ "ws-a": "await go; deliver" });
    const run = project.startRun();
    await agent.started(1);
    await project.plan({ "ws-b": {} });
    await run.shows("ws-b merged");
    agent.release("go");
    expect((await run.finished).code).toBe(0);
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
  });

  story("and edit what is delivered already: nothing is done again, and they are told", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents();
    await project.run();
    await project.git("reset", "--quiet", "--hard", "main");
    await project.plan({ "ws-a": { tasks: ["something else"] } });
    const { code } = await project.run();
    expect([code, await project.states()]).toEqual([0, { "ws-a": "completed" }]);
    expect(agent.invocations()).toHaveLength(1);
    expect((await project.cli("explain", "ws-a")).stdout).toMatch(/new id/);
  });

  story("and remove a file while its attempt runs: the attempt keeps its contract", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { files_scope: ["ws-a/", "ws-b/"] } });
    await project.cli("pause", "ws-b");
    const agent = project.agents({ "ws-a": "await go; deliver" });
    const run = project.startRun("--until-idle");
    await agent.started(1);
    await rm(join(project.directory, "workstreams", "ws-a.json"));
    await project.commit("Without ws-a");
    expect(await project.states()).toMatchObject({ "ws-a": "running" });
    agent.release("go");
    await run.finished;
    expect(await readAttempts(project)).toMatchObject([{ id: "ws-a", outcome: "delivered" }]);
    expect((await readMerges(project)).map(({ id }) => id)).toEqual(["ws-a"]);
    expect(await project.states()).toEqual({ "ws-b": "held" });
  });
});

story.concurrent("a fresh clone derives the same state", async ({ project }) => {
  await project.plan({
    "ws-a": {},
    "ws-b": { depends_on: ["ws-a"], circuit_breaker: { max_attempts: 1 } },
    "ws-c": { depends_on: ["ws-b"] },
    "ws-d": {},
    "ws-e": {},
  });
  project.agents({ "ws-b": "fails_until 9", "ws-e": "fails_until 2; deliver" });
  await project.cli("pause", "ws-d");
  await project.run("--until-idle");
  await project.cli("resume", "ws-d");
  await project.run(...REVIEWED);
  const clone = await cloneOf(project);
  await clone.git("fetch", "--quiet", "origin", "refs/workstreams/*:refs/workstreams/*");
  await clone.git("fetch", "--quiet", "origin", "refs/heads/workstreams/*:refs/heads/workstreams/*");
  const there = await runCli(["status", "--json"], { cwd: clone.directory });
  const here = await project.cli("status", "--json");
  expect(there).toEqual(here);
  expect(await project.states()).toEqual({
    "ws-a": "completed",
    "ws-b": "failed",
    "ws-c": "blocked",
    "ws-d": "in-review",
    "ws-e": "completed",
  });
});
