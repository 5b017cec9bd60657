/** What the command line promises: exit codes, what goes to which stream, the shapes of its data, and that it is safe. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ScheduleRow } from "../src/decide/schedule.ts";
import { runCli } from "./support/cli.ts";
import { readFolder } from "./support/files.ts";
import { readRefs } from "./support/history.ts";
import { HAS_PLAN_30, PLAN_30 } from "./support/plan-30.ts";
import { story } from "./support/project.ts";
import type { Project } from "./support/project.ts";

const COMMANDS = [
  "validate",
  "plan",
  "graph",
  "overlap",
  "simulate",
  "assign",
  "explain",
  "run",
  "status",
  "logs",
  "merge",
  "review",
  "reject",
  "start",
  "retry",
  "cancel",
  "pause",
  "resume",
  "report",
  "init",
  "doctor",
  "demo",
] as const;

const HERE = { cwd: tmpdir() };

describe.concurrent("usage", () => {
  test("--help names every command", async () => {
    const { code, stdout, stderr } = await runCli(["--help"], HERE);
    expect([code, stderr]).toEqual([0, ""]);
    const listed = Array.from(stdout.matchAll(/^ {2}([a-z]+) /gm), ([, name]) => name);
    expect(listed).toEqual([...COMMANDS, "help"]);
  });

  test.each(COMMANDS)("%s --help says what it does", async (command) => {
    const { code, stdout, stderr } = await runCli([command, "--help"], HERE);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Usage: workstreams ${command}`);
  });

  test("--version is a version", async () => {
    expect(await runCli(["--version"], HERE)).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
  });

  test.each([
    ["no command", []],
    ["an unknown command", ["runn"]],
    ["an unknown option", ["status", "--jsn"]],
    ["a missing argument", ["explain"]],
    ["one argument too many", ["status", "ws-a"]],
    ["no number of agents", ["simulate", "--agents", "many"]],
    ["no runs", ["simulate", "--runs", "0"]],
    ["too many runs", ["simulate", "--runs", "100001"]],
    ["a share that is none", ["simulate", "--runs", "9", "--failure-rate", "1.5"]],
    ["a spread that is none", ["simulate", "--runs", "9", "--spread", "wide"]],
    ["no agents", ["run", "--agents", "0"]],
    ["too many agents", ["run", "--agents", "257"]],
    ["a merge mode that does not exist", ["run", "--merge", "perhaps"]],
    ["a number that is none", ["logs", "ws-a", "--attempt", "-1"]],
  ])("%s is refused with 2", async (_, args) => {
    const { code, stdout, stderr } = await runCli(args, HERE);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("help");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe.concurrent("where there is nothing to work on", () => {
  const NEEDS_REPOSITORY = [
    ["status"],
    ["run", "--agent-command", "true"],
    ["explain", "ws-a"],
    ["logs", "ws-a"],
    ["merge", "ws-a"],
    ["review", "ws-a", "Shorter"],
    ["reject", "ws-a"],
    ["retry", "ws-a"],
    ["cancel", "ws-a"],
    ["pause"],
    ["resume"],
    ["report"],
  ];

  test.each(NEEDS_REPOSITORY)("%s outside of a repository says so", async (...args) => {
    const folder = await mkdtemp(join(tmpdir(), "workstreams-no-repository-"));
    try {
      const { code, stdout, stderr } = await runCli(args, { cwd: folder, env: { GIT_CEILING_DIRECTORIES: folder } });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("repository");
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(await readFolder(folder)).toEqual(new Map());
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([["validate"], ["plan"], ["graph"], ["overlap"], ["simulate"], ["assign"]])(
    "%s without a plan says so",
    async (command) => {
      const folder = await mkdtemp(join(tmpdir(), "workstreams-no-plan-"));
      try {
        const { code, stdout, stderr } = await runCli([command], { cwd: folder });
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).toContain("workstreams/");
        expect(stderr).not.toMatch(/^\s+at /m);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  test.each([["validate"], ["plan"], ["graph"], ["overlap"], ["simulate"], ["assign"], ["status"]])(
    "%s in a folder that is not there says so",
    async (command) => {
      const { code, stdout, stderr } = await runCli(["-C", "/nowhere/at/all", command], { cwd: tmpdir() });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("/nowhere/at/all is not a folder");
    },
  );

  story("a repository without commits", async ({ project }) => {
    for (const command of [["status"], ["run", "--agent-command", "true"], ["pause"]]) {
      const { code, stderr } = await project.cli(...command);
      expect([command, code, stderr]).toEqual([command, 2, expect.stringContaining("commit")]);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect(await readRefs(project)).toBe("");
  });

  story("a base branch without workstreams", async ({ project }) => {
    await project.commit("Empty");
    const { code, stdout, stderr } = await project.cli("run", "--agent-command", "true");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("workstreams/ws-");
    expect(await project.cli("status")).toMatchObject({ code: 0 });
  });

  story("a plan without agents", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const { code, stdout, stderr } = await project.cli("run");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--agent-command");
    expect(await project.git("for-each-ref", "refs/workstreams")).toBe("");
  });
});

describe.concurrent("-C", () => {
  story("works from a folder below the root, and from outside", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    await project.write({ "deep/down/file.txt": "" });
    const expected = await project.cli("status", "--json");
    expect(expected.code).toBe(0);
    const below = join(project.directory, "deep", "down");
    expect(await runCli(["status", "--json"], { cwd: below })).toEqual(expected);
    expect(await runCli(["-C", below, "status", "--json"], HERE)).toEqual(expected);
    expect(await runCli(["-C", "deep", "status", "--json"], { cwd: project.directory })).toEqual(expected);
    expect(await runCli(["-C", below, "validate"], HERE)).toMatchObject({ code: 0 });
    expect(await runCli(["-C", below, "plan", "--json"], HERE)).toMatchObject({ code: 0 });
  });

  test.each([["status"], ["validate"], ["plan"], ["run"]])("a folder that does not exist: %s", async (command) => {
    const missing = join(tmpdir(), "workstreams-not-there");
    const { code, stdout, stderr } = await runCli(["-C", missing, command], HERE);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(missing);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

/** Keys in their order, and what kind of value each holds; of lists the first entry. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
}

async function json(project: Project, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await project.cli(...args);
  return JSON.parse(stdout);
}

describe.concurrent("data for programs", () => {
  story("validate --json", async ({ project }) => {
    await project.plan({ "ws-a": { depends_on: ["ws-b"] } });
    const { code, stdout, stderr } = await project.cli("validate", "--json");
    expect([code, stderr]).toEqual([1, ""]);
    expect(shape(JSON.parse(stdout))).toEqual({
      diagnostics: [
        {
          file: "string",
          line: "number",
          column: "number",
          severity: "string",
          code: "string",
          message: "string",
          hint: "string",
        },
      ],
    });
    await project.plan({ "ws-b": {} });
    expect(await project.cli("validate", "--json")).toMatchObject({ code: 0, stderr: "" });
    expect(await json(project, "validate", "--json")).toEqual({ diagnostics: [] });
  });

  story("plan --json", async ({ project }) => {
    await project.plan({ "ws-a": { estimated_hours: 2 }, "ws-b": { depends_on: ["ws-a"], estimated_hours: 1 } });
    expect(await json(project, "plan", "--json")).toEqual({
      start: [{ id: "ws-a", agent: "agent-1", attempt: 1, pattern: null }],
      wait: [{ id: "ws-b", state: "waiting", reason: expect.stringContaining("ws-a") }],
      expected: { hours: 3, lowerBound: 3, agents: 3 },
    });
    expect((await project.cli("plan")).stdout).toContain(
      "what is left is expected to take 3 h on 3 agents; no order takes less than 3 h",
    );
    expect(await json(project, "plan", "--dry-run", "--json")).toEqual(await json(project, "plan", "--json"));
  });

  story("plan --json after start: that one goes first", async ({ project }) => {
    await project.plan({ "ws-a": { estimated_hours: 2 }, "ws-b": { estimated_hours: 1 } });
    const planned = () => json(project, "plan", "--agents", "1", "--json");
    expect(await planned()).toMatchObject({ start: [{ id: "ws-a" }] });
    expect(await project.cli("start", "ws-b")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("ws-b goes first"),
    });
    expect(await planned()).toMatchObject({ start: [{ id: "ws-b" }] });
  });

  story.for([["plan"], ["simulate"], ["assign"], ["explain", "ws-a"]] as const)(
    "%s with a wrong configuration says so, as the defaults hold then",
    async (command, { project }) => {
      await project.plan({ "ws-a": {} }, { agents: [{ id: "a", type: "command", command: "x" }], tracks: "all" });
      const { stdout, stderr } = await project.cli(...command);
      expect(stdout).toContain("ws-a");
      expect(stderr).toMatch(/workstreams\.yml:\d+:\d+ error wrong-type/);
      expect(stderr).not.toContain("no agents are configured");
    },
  );

  story("simulate --json", async ({ project }) => {
    await project.plan({ "ws-a": { estimated_hours: 3 }, "ws-b": { depends_on: ["ws-a"], estimated_hours: 1 } });
    expect(await json(project, "simulate", "--agents", "2", "--json")).toEqual({
      makespan: 4,
      lowerBound: 4,
      speedup: 1,
      iterations: 0,
      schedule: [
        { id: "ws-a", agent: "agent-1", start: 0, end: 3, critical: true },
        { id: "ws-b", agent: "agent-1", start: 3, end: 4, critical: true },
      ],
      criticalPath: ["ws-a", "ws-b"],
      held: [],
      history: null,
    });
  });

  story("simulate of nothing", async ({ project }) => {
    await project.plan({ "ws-a": { status: "done" }, "ws-b": { status: "skip" } });
    expect(await project.cli("simulate", "--runs", "5")).toEqual({
      code: 0,
      stdout: "there is nothing to do\nws-b never starts: workstreams/ws-b.json says `status: skip`\n",
      stderr: "",
    });
  });

  story("simulate --runs --json, the same again, before and after", async ({ project }) => {
    await project.plan({ "ws-a": { estimated_hours: 3 }, "ws-b": { depends_on: ["ws-a"], estimated_hours: 1 } });
    const runs = ["simulate", "--agents", "2", "--runs", "20", "--json"];
    const first = await json(project, ...runs);
    expect(first).toMatchObject({
      history: null,
      runs: {
        runs: 20,
        seed: 1,
        spread: { value: 0.4, source: "usual" },
        failureRate: { value: 0.1, source: "usual" },
        finished: expect.any(Number),
        p50: expect.any(Number),
        critical: [
          { id: "ws-a", probability: 1 },
          { id: "ws-b", probability: 1 },
        ],
      },
    });
    expect(await json(project, ...runs)).toEqual(first);
    const certain = [...runs, "--spread", "0", "--failure-rate", "0", "--seed", "7"];
    expect(await json(project, ...certain)).toMatchObject({
      runs: { seed: 7, spread: { source: "given" }, finished: 20, p50: 4, p80: 4, p95: 4 },
    });
    project.agents();
    await project.run();
    expect(await json(project, ...runs)).toMatchObject({
      history: { ended: 2, delivered: 2 },
      schedule: [{ id: "ws-a" }, { id: "ws-b" }],
      runs: { runs: 20 },
    });
    expect((await project.cli("simulate", "--seed", "3")).stderr).toContain("--runs 1000");
  });

  story("simulate expects what explain says, also where no agents are configured", async ({ project }) => {
    const own = ["a", "b", "c"].map((id) => [`ws-${id}`, { tool: "own" }]);
    const any = ["d", "e", "f"].map((id) => [`ws-${id}`, {}]);
    await project.plan(Object.fromEntries([...own, ...any]));
    const work = "mkdir -p $WORKSTREAM_ID && date > $WORKSTREAM_ID/x";
    await project.cli("run", "--agents", "3", "--agent-command", work, "--merge", "auto", "--until-idle");
    const simulated = await project.cli("simulate", "--json");
    const { schedule: rows }: { schedule: readonly ScheduleRow[] } = JSON.parse(simulated.stdout);
    expect(rows).toHaveLength(6);
    for (const { id, start, end } of rows) {
      const explained = await project.cli("explain", id, "--json");
      expect(JSON.parse(explained.stdout)).toMatchObject({ time: { expectedHours: expect.closeTo(end - start, 5) } });
    }
  });

  story("status --json, before and after", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const figures = { usd: "number", tokens: "number" };
    const spending = { ...figures, attempts: "number", untold: figures };
    const limit = { usd: "null", tokens: "null" };
    const untouched = { id: "string", state: "string", reason: "string", attempts: [], pull: "null" };
    const spent = { spent: spending, spentSinceRetry: spending };
    const whole = { spent: { total: spending, today: spending, perDay: limit, perWorkstream: limit }, paused: [] };
    expect(shape(await json(project, "status", "--json"))).toEqual({
      workstreams: [{ ...untouched, ...spent }],
      ...whole,
    });
    project.agents();
    await project.run();
    const attempt = { number: "number", agent: "string", state: "string", startedAt: "string", endedAt: "string" };
    expect(shape(await json(project, "status", "--json"))).toEqual({
      workstreams: [{ ...untouched, ...spent, attempts: [{ ...attempt, usage: "null" }], pull: "number" }],
      ...whole,
    });
    expect(await json(project, "status", "--json")).toMatchObject({
      workstreams: [
        { id: "ws-a", state: "completed", attempts: [{ number: 1, agent: "agent-1", state: "delivered" }], pull: 1 },
      ],
    });
  });

  story("run --json is one event for each line, and nothing else", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    const { code, stdout, stderr } = await project.run("--json");
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    for (const event of events) {
      expect(event).toMatchObject({
        event: expect.any(String),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        text: expect.any(String),
      });
    }
    const kinds = events.map(({ event }) => event);
    expect(kinds.filter((kind) => kind !== "gate" && kind !== "state-changed")).toEqual([
      "run-started",
      "attempt-claimed",
      "attempt-started",
      "attempt-ended",
      "landed",
      "merged",
      "finished",
    ]);
    expect(stderr).not.toContain("{");
  });

  story("in a pipe a run talks in plain lines with their time, on stderr", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    const { stdout, stderr } = await project.run();
    expect(stdout).toBe("");
    expect(stderr).not.toContain("\u001b");
    const timed = stderr.split("\n").filter((line) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S/.test(line));
    expect(timed.map((line) => line.slice(21))).toEqual([
      "run started: 1 workstream, 3 agents",
      "ws-a attempt 1 claimed for agent-1",
      expect.stringMatching(/^ws-a attempt 1 delivered after /),
      "ws-a attempt 1 opened pull request #1",
      "ws-a merged by #1",
      "done (1 completed)",
    ]);
  });
});

describe.concurrent("a command that fails changes nothing", () => {
  const FAILING: readonly (readonly [exit: number, ...args: string[]])[] = [
    [1, "validate"],
    [2, "run"],
    [2, "run", "--agent-command", ""],
    [2, "run", "--agents", "none"],
    [1, "explain", "ws-x"],
    [1, "logs", "ws-x"],
    [1, "logs", "ws-a"],
    [1, "merge", "ws-a"],
    [1, "merge", "ws-x"],
    [1, "review", "ws-a", "Shorter"],
    [1, "review", "ws-x", "Shorter"],
    [1, "reject", "ws-a"],
    [1, "retry", "ws-a"],
    [1, "retry", "ws-x"],
    [1, "start", "ws-x"],
    [1, "cancel", "ws-x"],
    [1, "pause", "ws-x"],
    [1, "resume", "ws-x"],
    [2, "status", "--nonsense"],
  ];

  story.for(FAILING)("%s %s %s %s", async ([exit, ...args], { project }) => {
    await project.plan({ "ws-a": {}, "ws-bad": { depends_on: ["ws-nowhere"] } });
    await project.write({ "uncommitted.txt": "mine\n" });
    const before = await everything(project);
    const { code, stdout, stderr } = await project.cli(...args);
    expect([code, stderr]).toEqual([exit, expect.not.stringMatching(/^\s+at /m)]);
    if (args[0] !== "validate") expect(stdout).toBe("");
    expect(await everything(project)).toEqual(before);
  });
});

/** All refs, the index, and every file with its time. */
async function everything(project: Project): Promise<unknown> {
  return {
    refs: await readRefs(project),
    index: await project.git("ls-files", "--stage"),
    files: await readFolder(project.directory),
    worktrees: await project.git("worktree", "list"),
  };
}

describe.skipIf(!HAS_PLAN_30)("simulate on the plan of 30", () => {
  story.concurrent.for([
    [1, 220, 220],
    [2, 111, 110],
    [3, 83, 76],
    [4, 80, 76],
    [5, 80, 76],
    [6, 76, 76],
  ])("%i agents need at most %i hours, and never less than %i", async ([agents, most, least], { project }) => {
    await cp(PLAN_30, join(project.directory, "workstreams"), { recursive: true });
    const { code, stdout } = await project.cli("simulate", "--agents", `${agents}`, "--json");
    expect(code).toBe(0);
    const { makespan, lowerBound, schedule }: { makespan: number; lowerBound: number; schedule: unknown[] } =
      JSON.parse(stdout);
    expect(makespan).toBeLessThanOrEqual(most ?? 0);
    expect(makespan).toBeGreaterThanOrEqual(least ?? Infinity);
    expect(lowerBound).toBeLessThanOrEqual(makespan);
    expect(schedule).toHaveLength(30);
  });
});

describe.concurrent("a reader that goes away", () => {
  story("is no error", async ({ project }) => {
    const many = Array.from({ length: 300 }, (_, index) => [`ws-${index}`, { title: "x".repeat(500) }] as const);
    await project.plan(Object.fromEntries(many));
    for (const args of [["graph"], ["status", "--json"], ["simulate", "--json"]]) {
      const { code, stderr } = await runCli(args, { cwd: project.directory, stopsReading: true });
      expect([args, code, stderr]).toEqual([args, 0, ""]);
    }
  });
});
