/** What becomes of an attempt: each test tells what an agent did, and what the plan made of it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { readAttempts, readRefs } from "../support/history.ts";
import { isRunning } from "../support/process-table.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";

async function outcomes(project: Project): Promise<readonly string[]> {
  const attempts = await readAttempts(project);
  return attempts.map(({ id, number, outcome, reason }) => `${id}/${number} ${outcome} ${reason}`.trim());
}

function reasonOf(project: Project, id: string): Promise<string> {
  return project.status().then((states) => states.get(id)?.reason ?? "");
}

describe.concurrent("an attempt", () => {
  story("that fails once is tried again after a pause", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents({ "ws-a": "fails_until 2; deliver" });
    const { code, stderr } = await project.run();
    expect(stderr).toContain("exit code 3");
    expect(stderr).toContain("retrying: try 2 of 3");
    expect(code).toBe(0);
    expect(agent.invocations().map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(agent.prompt("ws-a", 1)).not.toContain("What went wrong last time");
    expect(agent.prompt("ws-a", 2)).toContain("the model is overloaded");
    expect(await project.git("show", "main:ws-a/ws-a.txt")).toBe("ws-a was here");
  });

  story("that fails every time blocks what depends on it, and the run ends by itself", async ({ project }) => {
    await project.plan({
      "ws-a": { circuit_breaker: { max_attempts: 2 } },
      "ws-b": { depends_on: ["ws-a"] },
      "ws-c": { depends_on: ["ws-b"] },
      "ws-other": {},
    });
    const agent = project.agents({ "ws-a": "fails_until 9" });
    const { code, stderr } = await project.run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/stuck: .*ws-a/);
    expect(await project.states()).toEqual({
      "ws-a": "failed",
      "ws-b": "blocked",
      "ws-c": "blocked",
      "ws-other": "completed",
    });
    expect(await reasonOf(project, "ws-c")).toContain("ws-a");
    expect(agent.invocations().filter(({ id }) => id === "ws-a")).toHaveLength(2);
    // Nothing happens by itself any more.
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(agent.invocations()).toHaveLength(3);
  });

  story("for a tool that no agent runs never starts", async ({ project }) => {
    const claude = { id: "claude", type: "command", tools: ["claude_code"], command: "false" };
    await project.plan({ "ws-a": { tool: "aider" }, "ws-b": { tool: "claude_code" } }, { agents: [claude] });
    project.agents();
    const { code, stderr } = await project.run();
    expect(code).toBe(1);
    expect(stderr).toContain("aider");
    expect(await project.states()).toEqual({ "ws-a": "blocked", "ws-b": "completed" });
  });

  story("is never started where the plan goes in a circle", async ({ project }) => {
    await project.plan({ "ws-a": { depends_on: ["ws-b"] }, "ws-b": { depends_on: ["ws-a"] }, "ws-c": {} });
    const agent = project.agents();
    const { code, stderr } = await project.run();
    expect(code).toBe(1);
    expect(stderr).toContain("ws-a");
    expect(await project.states()).toEqual({ "ws-a": "blocked", "ws-b": "blocked", "ws-c": "completed" });
    expect(agent.invocations().map(({ id }) => id)).toEqual(["ws-c"]);
  });

  story("that writes outside its scope is refused whole, its work is kept", async ({ project }) => {
    await project.plan({ "ws-a": { circuit_breaker: { max_attempts: 1 } } });
    project.agents({ "ws-a": "deliver; write elsewhere/file.txt sorry" });
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(await outcomes(project)).toEqual(["ws-a/1 failed scope"]);
    expect((await project.cli("explain", "ws-a")).stdout).toContain("elsewhere/file.txt");
    expect(await project.git("ls-tree", "-r", "--name-only", "main")).not.toContain("ws-a/ws-a.txt");
    expect(await project.git("show", "refs/workstreams/attempts/ws-a/1/work:elsewhere/file.txt")).toBe("sorry");
  });

  story("may touch a protected path only where its scope names it literally", async ({ project }) => {
    await project.plan({
      "ws-wild": { files_scope: ["**"], circuit_breaker: { max_attempts: 1 } },
      "ws-named": { files_scope: ["docs/", ".github/labels.txt"], depends_on: ["ws-wide"] },
      "ws-wide": { files_scope: ["src/"] },
    });
    const touch = "write .github/labels.txt hello";
    project.agents({ "ws-wild": touch, "ws-named": touch });
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(await project.states()).toEqual({ "ws-wild": "failed", "ws-named": "completed", "ws-wide": "completed" });
    expect(await outcomes(project)).toContain("ws-wild/1 failed protected");
    expect((await project.cli("explain", "ws-wild")).stdout).toContain(".github/labels.txt");
    expect(await project.git("show", "main:.github/labels.txt")).toBe("hello");
  });

  story("that changes nothing has failed, whatever its exit code", async ({ project }) => {
    await project.plan({ "ws-a": { circuit_breaker: { max_attempts: 1 } } });
    project.agents({ "ws-a": "echo 'All done!'" });
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(await outcomes(project)).toEqual(["ws-a/1 failed no-change"]);
    expect((await project.cli("logs", "ws-a")).stdout).toBe("All done!\n");
  });

  story("that takes too long is ended with all its processes", async ({ project }) => {
    await project.plan({ "ws-a": { timeout_minutes: 0.01, circuit_breaker: { max_attempts: 1 } } });
    const agent = project.agents({ "ws-a": "deliver; (await never) & await never" });
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(await outcomes(project)).toEqual(["ws-a/1 failed timeout"]);
    expect(
      agent
        .invocations()
        .map(({ pid }) => pid)
        .filter(isRunning),
    ).toEqual([]);
  });

  story("keeps the agent's own commits", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents({ "ws-a": "deliver; commit 'by the agent'; write ws-a/later.txt more" });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await project.git("log", "--format=%s", "main")).toContain("by the agent");
    expect(await project.git("show", "main:ws-a/later.txt")).toBe("more");
  });

  story("that rewrites history has failed", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents({ "ws-a": 'deliver; if [ "$WORKSTREAM_ATTEMPT" = 1 ]; then rewrite; fi' });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await outcomes(project)).toEqual(["ws-a/1 failed history", "ws-a/2 delivered"]);
    expect(agent.prompt("ws-a", 2)).toContain("do not reset, rebase");
    expect(await project.git("log", "--format=%s", "main")).not.toContain("history rewritten");
    expect(await project.git("show", "refs/workstreams/attempts/ws-a/1/work:ws-a/ws-a.txt")).toBe("ws-a was here");
  });
});

describe.concurrent("acceptance", () => {
  story("that fails is shown to the next attempt with the end of its output", async ({ project }) => {
    const test = "cat ws-a/answer.txt && grep -q 42 ws-a/answer.txt";
    await project.plan({ "ws-a": { acceptance_tests: [test] } });
    const agent = project.agents({
      "ws-a": 'if [ "$WORKSTREAM_ATTEMPT" = 1 ]; then write ws-a/answer.txt 41; else write ws-a/answer.txt 42; fi',
    });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await outcomes(project)).toEqual(["ws-a/1 failed acceptance", "ws-a/2 delivered"]);
    expect(agent.prompt("ws-a", 2)).toContain(test);
    expect(agent.prompt("ws-a", 2)).toMatch(/^41$/m);
    expect(await project.git("show", "main:ws-a/answer.txt")).toBe("42");
  });

  story("runs on what would be delivered, not where the agent worked", async ({ project }) => {
    await project.plan({ "ws-a": { acceptance_tests: ["test ! -e ignored.txt && test -e ws-a/ws-a.txt"] } });
    await project.commit("Ignore", { ".gitignore": "ignored.txt\n" });
    project.agents({ "ws-a": "deliver; write ignored.txt only here" });
    expect(await project.run()).toMatchObject({ code: 0 });
  });

  story("never runs a line for the reviewer, nor prose", async ({ project }) => {
    const tests = [{ manual: "touch MANUAL; false" }, "The page shows the right title"];
    await project.plan({ "ws-a": { acceptance_tests: [tests[0]] }, "ws-b": { acceptance_tests: [tests[1]] } });
    project.agents();
    const { code } = await project.run();
    const { stdout, code: valid } = await project.cli("validate");
    expect(stdout).toContain("manual");
    expect(valid).toBe(0);
    expect((await project.states())["ws-a"]).toBe("completed");
    // Prose is a command as it stands: nobody finds a program of that name, which the retry is told.
    expect([code, (await project.states())["ws-b"]]).toEqual([1, "failed"]);
  });

  story("that is off is not run, and the gate says so", async ({ project }) => {
    await project.plan({ "ws-a": { acceptance_tests: ["false"] } });
    project.agents();
    const { code, stdout } = await project.run("--acceptance", "off", "--json");
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    const gate = events.find((event) => event["context"] === "workstreams/acceptance");
    expect(gate).toMatchObject({ state: "success", reason: expect.stringMatching(/off/) });
  });
});

story.concurrent("text of a workstream is never a shell's, git's or Markdown's", async ({ project }) => {
  const nasty = 'it\'s "quoted" `touch pwned` $(touch pwned); touch pwned\n--help %s \\0 \u001b[31m <b>&amp;';
  await project.plan({
    "ws-a": { title: nasty, tasks: [nasty, nasty], metadata: { note: nasty }, acceptance_tests: [{ manual: nasty }] },
  });
  const agent = project.agents({ "ws-a": 'deliver; cp "$WORKSTREAM_FILE" ws-a/seen.json' });
  const { code, stdout, stderr } = await project.run("--report", "reports");
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain("\u001b");
  const seen: { title: string } = JSON.parse(await project.git("show", "main:ws-a/seen.json"));
  expect(seen.title).toBe(nasty);
  expect(agent.prompt("ws-a", 1)).toContain("$(touch pwned)");
  expect(existsSync(join(project.directory, "pwned"))).toBe(false);
  expect(await project.git("ls-tree", "-r", "--name-only", "main")).not.toContain("pwned");
  expect(await readRefs(project)).not.toContain("pwned");
  expect(await readFile(join(project.directory, "reports", "workstreams.html"), "utf8")).not.toContain("<b>&amp;");
});
