/** Agents that can't begin, and money that is spent: what a run on this machine makes of both. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { readAttempts } from "../support/history.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";

const run = (project: Project) => project.cli("run", "--merge", "auto", "--no-report");

/** What each attempt was, in the order of their claims. */
async function history(project: Project): Promise<readonly string[]> {
  const attempts = await readAttempts(project);
  return attempts.map(({ id, number, outcome, reason }) => `${id}/${number} ${outcome} ${reason}`.trim());
}

describe.concurrent("an agent that can't start", () => {
  story("costs no attempt: another that fits does the work, and its own is tried once", async ({ project }) => {
    const { command } = project.agents();
    const broken = { id: "broken", type: "command", command: ["./no-such-program"], priority: "high" };
    const agents = [broken, { id: "sound", type: "command", command }];
    const once = { circuit_breaker: { max_attempts: 1 } };
    await project.plan({ "ws-a": once, "ws-b": { ...once, depends_on: ["ws-a"] } }, { agents });
    const { code, stderr } = await run(project);
    expect(stderr).toContain("broken is paused: its program did not start (");
    expect(code).toBe(0);
    expect(await history(project)).toEqual(["ws-a/1 failed agent-start", "ws-a/2 delivered", "ws-b/1 delivered"]);
    const { paused }: { paused: readonly { agent: string }[] } = JSON.parse(
      (await project.cli("status", "--json")).stdout,
    );
    expect(paused).toMatchObject([
      { agent: "broken", reason: expect.stringContaining("resume agent:broken"), until: null },
    ]);
  });

  story("and is the only one ends the run, which says who is paused; resumed, it goes on", async ({ project }) => {
    const program = join(project.outside, "agent-1");
    await project.plan(
      { "ws-a": {}, "ws-b": {} },
      { agents: [{ id: "agent-1", type: "command", command: [program] }] },
    );
    const stuck = await run(project);
    expect(stuck.code).toBe(1);
    expect(stuck.stderr).toMatch(/stuck: ws-a and ws-b; agent-1 is paused; see `workstreams explain` \(2 held\)/);
    expect(stuck.stderr.match(/is paused: its program/g)).toHaveLength(1);
    writeFileSync(program, '#!/bin/sh\necho done > "$WORKSTREAM_ID/done.txt"\n');
    await project.commit("Folders", { "ws-a/a": "", "ws-b/b": "" });
    chmodSync(program, 0o755);
    // A person has to say so: nobody else can know that it is mended.
    expect((await run(project)).code).toBe(1);
    expect(await project.cli("resume", "agent:agent-2")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("did you mean agent:agent-1?"),
    });
    expect((await project.cli("resume", "agent-1")).stderr).toContain("write `workstreams resume agent:agent-1`");
    expect(await project.cli("resume", "agent:agent-1")).toMatchObject({ code: 0 });
    expect((await run(project)).code).toBe(0);
    expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
    expect(await history(project)).toHaveLength(3);
  });

  story("is tried again once its configuration is put right", async ({ project }) => {
    const { command } = project.agents();
    const agents = (line: string | readonly string[]) => ({
      agents: [{ id: "agent-1", type: "command", command: line }],
    });
    await project.plan({ "ws-a": {} }, agents(["./no-such-program"]));
    expect((await run(project)).code).toBe(1);
    await project.plan({ "ws-a": {} }, agents(command));
    expect((await run(project)).code).toBe(0);
    expect(await history(project)).toEqual(["ws-a/1 failed agent-start", "ws-a/2 delivered"]);
  });

  story("pauses nobody where the command is that of a pattern, which fails its own work alone", async ({ project }) => {
    const agents = [{ id: "agent-1", type: "command", command: project.agents().command }];
    const patterns = [{ id: "broken", match: { ids: "ws-a" }, command: ["./no-such-program"] }];
    const limits = { circuit_breaker: { max_attempts: 2 } };
    await project.plan({ "ws-a": limits, "ws-b": {} }, { agents, patterns, defaults: { backoff_minutes: 0.001 } });
    const { code, stderr } = await run(project);
    expect(code).toBe(1);
    expect(stderr).toContain("the command of its pattern did not start: ./no-such-program: ");
    expect(stderr).not.toContain("--agent-command");
    const { stdout } = await project.cli("explain", "ws-a");
    expect(stdout).toContain("correct the `command` of the pattern broken in the configuration");
    expect(stdout).not.toContain("workstreams logs");
    expect(stderr).not.toContain("is paused");
    expect((await history(project)).toSorted()).toEqual([
      "ws-a/1 failed pattern-start",
      "ws-a/2 failed pattern-start",
      "ws-b/1 delivered",
    ]);
  });

  story("is paused by a person, and gets nothing until it is resumed", async ({ project }) => {
    const { command } = project.agents();
    await project.plan({ "ws-a": {} }, { agents: [{ id: "agent-1", type: "command", command }] });
    await project.cli("pause", "agent:agent-1");
    expect((await project.cli("run", "--until-idle", "--no-report")).stderr).toContain("agent-1 is paused by ");
    expect(await history(project)).toEqual([]);
    await project.cli("resume");
    expect((await run(project)).code).toBe(0);
    const again = await project.cli("resume", "agent:agent-1");
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("agent-1 is not paused")]);
  });
});

describe.concurrent("what agents say that they spend", () => {
  const SPEND = `printf '{"usd":0.6,"input_tokens":1000,"output_tokens":10}' > "$WORKSTREAM_USAGE"`;

  story(
    "ends a run that only waits for the next day, where it is asked to end when it is idle",
    async ({ project }) => {
      const agent = project.agents({ "ws-a": `${SPEND}; deliver` });
      await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } }, { budget: { per_day: { usd: 0.5 } } });
      const { code, stderr } = await project.run("--until-idle");
      expect([code, stderr]).toEqual([0, expect.stringMatching(/nothing starts before \d{4}-\d\d-\d\dT00:00:00Z \(/)]);
      expect(agent.invocations()).toHaveLength(1);
    },
  );

  story(
    "is not let go without a limit for a typing error; any other in the configuration is told",
    async ({ project }) => {
      const agent = project.agents();
      await project.plan({ "ws-a": {} }, { budget: { per_dayy: { usd: 5 } } });
      const { code, stderr } = await project.run();
      expect([code, stderr]).toEqual([1, expect.stringContaining('the key "per_dayy" is unknown')]);
      expect(agent.invocations()).toEqual([]);
      await project.plan({ "ws-a": {} }, { max_paralel: {} });
      const told = await project.run();
      expect([told.code, told.stderr]).toEqual([0, expect.stringContaining('the key "max_paralel" is unknown')]);
      expect(told.stderr).not.toContain("are blocked");
    },
  );

  story("ends a workstream at its budget, and a retry gives it as much again", async ({ project }) => {
    const agent = project.agents({ "ws-a": `${SPEND}; fails_until 4; deliver` });
    const budget = { per_workstream: { usd: 1 } };
    await project.plan({ "ws-a": { circuit_breaker: { max_attempts: 9 } } }, { budget });
    const { code, stderr } = await project.run();
    expect(code).toBe(1);
    expect(stderr).toContain("its budget is spent: $1.20 of $1.00; `workstreams retry ws-a` gives it as much again");
    expect(agent.invocations()).toHaveLength(2);
    expect((await project.cli("status")).stdout).toContain("spent: $1.20 and 2,020 tokens, today $1.20");
    await project.cli("retry", "ws-a");
    await project.run();
    await project.cli("retry", "ws-a");
    expect((await project.run()).code).toBe(0);
    expect(agent.invocations()).toHaveLength(4);
    const pulls = await project.git("grep", "-h", "figures", "refs/workstreams/forge");
    expect(pulls).toContain("By its agent's own figures it spent $0.60, 1,010 tokens.");
  });
});
