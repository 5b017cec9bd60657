import { describe, expect, test } from "vitest";
import type { OpenClaim } from "../../src/forge/forge.ts";
import type { Liveness } from "../../src/state/facts.ts";
import type { Conclusion, Run } from "../support/github/actions/model.ts";
import { LOOP, PERMISSIONS, createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

/** A job as GitHub shows it, and how far it is: `queued`, `in_progress`, or its conclusion. */
type Jobs = Readonly<Record<string, "queued" | "in_progress" | Conclusion>>;

const PLAN = "loop / plan";
const AGENT = "loop / ws-a/1 / agent";
const VERIFY = "loop / ws-a/1 / verify";
const PUBLISH = "loop / ws-a/1 / publish";
const OTHER = "loop / ws-ab/1 / agent";

interface Row {
  readonly what: string;
  readonly jobs: Jobs;
  /** How the run ended; by default it has not. */
  readonly end?: Conclusion;
  /** Jobs of a second attempt of the run. */
  readonly again?: Jobs;
  /** Minutes since the claim; by default 1. */
  readonly age?: number;
  readonly expected: Liveness;
}

const ROWS: readonly Row[] = [
  { what: "its agent runs", jobs: { [PLAN]: "success", [AGENT]: "in_progress" }, expected: "alive" },
  { what: "its agent waits for a runner, for hours", jobs: { [AGENT]: "queued" }, age: 300, expected: "alive" },
  {
    what: "its agent is done, the next job is not shown yet",
    jobs: { [AGENT]: "success" },
    age: 300,
    expected: "alive",
  },
  { what: "it publishes", jobs: { [AGENT]: "success", [VERIFY]: "success", [PUBLISH]: "queued" }, expected: "alive" },
  {
    what: "it was published, and no end is there",
    jobs: { [AGENT]: "success", [VERIFY]: "success", [PUBLISH]: "failure" },
    expected: "dead",
  },
  { what: "its publishing was skipped", jobs: { [AGENT]: "failure", [PUBLISH]: "skipped" }, expected: "dead" },
  { what: "the call of its leg was skipped", jobs: { "loop / ws-a/1": "skipped" }, expected: "unstarted" },
  { what: "the plan still goes on", jobs: { [PLAN]: "in_progress" }, age: 300, expected: "alive" },
  { what: "the matrix is not shown yet", jobs: { [PLAN]: "success", [OTHER]: "in_progress" }, expected: "alive" },
  {
    what: "the matrix has no leg for it",
    jobs: { [PLAN]: "success", [OTHER]: "in_progress" },
    age: 11,
    expected: "unstarted",
  },
  { what: "the run ended without a leg", jobs: { [PLAN]: "failure" }, end: "failure", expected: "unstarted" },
  {
    what: "the run ended and its leg never ran",
    jobs: { [PLAN]: "success", [AGENT]: "skipped" },
    end: "success",
    expected: "unstarted",
  },
  {
    what: "the run ended after its leg ran",
    jobs: { [PLAN]: "success", [AGENT]: "failure", [PUBLISH]: "failure" },
    end: "failure",
    expected: "dead",
  },
  {
    what: "the run was cancelled in its leg",
    jobs: { [AGENT]: "in_progress" },
    end: "cancelled",
    expected: "cancelled",
  },
  {
    what: "the run was cancelled before its leg",
    jobs: { [PLAN]: "success" },
    end: "cancelled",
    expected: "cancelled",
  },
  {
    what: "the run was cancelled, and its leg never ran",
    jobs: { [PLAN]: "success", [AGENT]: "skipped" },
    end: "cancelled",
    expected: "cancelled",
  },
  {
    what: "another leg took too long, which cancels the run, and this one had failed before",
    jobs: { [AGENT]: "success", [PUBLISH]: "failure", [OTHER]: "cancelled" },
    end: "cancelled",
    expected: "dead",
  },
  {
    what: "its publishing took too long",
    jobs: { [AGENT]: "success", [VERIFY]: "success", [PUBLISH]: "cancelled" },
    end: "cancelled",
    expected: "cancelled",
  },
  {
    what: "its agent took too long, other legs go on",
    jobs: { [AGENT]: "cancelled", [VERIFY]: "skipped", [PUBLISH]: "skipped", [OTHER]: "in_progress" },
    expected: "cancelled",
  },
  {
    what: "the run was cancelled in its leg and started again since",
    jobs: { [AGENT]: "in_progress" },
    end: "cancelled",
    again: { [PLAN]: "in_progress" },
    expected: "cancelled",
  },
  {
    what: "its agent was cancelled, the run failed",
    jobs: { [AGENT]: "cancelled", [OTHER]: "failure" },
    end: "failure",
    expected: "cancelled",
  },
  {
    what: "the run was started again after its leg ran",
    jobs: { [AGENT]: "failure" },
    end: "failure",
    again: { [PLAN]: "in_progress" },
    expected: "dead",
  },
  {
    what: "the run was started again before its leg",
    jobs: { [PLAN]: "failure" },
    end: "failure",
    again: { [AGENT]: "in_progress" },
    expected: "unstarted",
  },
];

function addJobs(rig: GithubRig, run: Run, jobs: Jobs): void {
  const { runs } = rig.actions;
  for (const [name, state] of Object.entries(jobs)) {
    const job = runs.addJob(run, name);
    if (state === "queued") continue;
    runs.startJob(run, job);
    if (state !== "in_progress") runs.finishJob(run, job, state);
  }
}

async function startRun(rig: GithubRig, { jobs, end, again }: Pick<Row, "jobs" | "end" | "again">): Promise<Run> {
  const run = await rig.actions.dispatch("octo/plan", "mona", { workflow: LOOP, ref: "main", inputs: {} });
  addJobs(rig, run, jobs);
  if (end !== undefined) rig.actions.runs.finish(run, end);
  if (again !== undefined) {
    rig.actions.rerun(run);
    addJobs(rig, run, again);
  }
  return run;
}

function claimOf(run: Pick<Run, "id">, age = 1, runAttempt = 1): OpenClaim {
  const at = Date.now() - age * 60_000;
  return { id: "ws-a", number: 1, runner: { kind: "github", runId: run.id, runAttempt }, at };
}

describe("whether an attempt is still executed", () => {
  test.each(ROWS)("$what: $expected", async ({ jobs, end, again, age, expected }) => {
    const rig = await createGithubRig();
    const run = await startRun(rig, { jobs, ...(end && { end }), ...(again && { again }) });
    const claim = claimOf(run, age);
    // Before any reading, and with what the reading found.
    const forge = await rig.connect();
    expect(await forge.liveness([claim])).toEqual([expected]);
    await forge.read();
    expect(await forge.liveness([claim])).toEqual([expected]);
  });

  test("several at once, in their order: gone, alive, of another machine", async () => {
    const rig = await createGithubRig();
    const run = await startRun(rig, { jobs: { [AGENT]: "in_progress" } });
    const local = { kind: "local", host: "h", pid: 1, startTime: "1", bootId: "b" } as const;
    const claims = [claimOf({ id: 1 }), claimOf(run), { ...claimOf(run), runner: local }];
    expect(await (await rig.connect()).liveness(claims)).toEqual(["dead", "alive", "unknown"]);
    expect(await (await rig.connect()).liveness([])).toEqual([]);
  });

  test("a run that was started again since it was read is asked for", async () => {
    const rig = await createGithubRig();
    const run = await startRun(rig, { jobs: { [PLAN]: "in_progress" } });
    const forge = await rig.connect();
    await forge.read();
    rig.actions.runs.finish(run, "failure");
    rig.actions.rerun(run);
    addJobs(rig, run, { [AGENT]: "in_progress" });
    expect(await forge.liveness([claimOf(run, 300, 2)])).toEqual(["alive"]);
  });

  test("a token without `checks: read` asks for each run's jobs", async () => {
    const rig = await createGithubRig();
    const run = await startRun(rig, { jobs: { [AGENT]: "in_progress" } });
    const { checks: _, ...permissions } = PERMISSIONS;
    const forge = rig.connectAs({ permissions });
    await forge.read();
    expect(await forge.liveness([claimOf(run)])).toEqual(["alive"]);
    expect(rig.server.requests.filter(({ operationId }) => operationId?.includes("jobs")).length).toBe(1);
  });

  test("a run with hundreds of jobs is read to its end", async () => {
    const rig = await createGithubRig();
    const legs = Array.from({ length: 250 }, (_, index) => [`loop / ws-x${index}/1 / agent`, "queued"] as const);
    const run = await startRun(rig, { jobs: { ...Object.fromEntries(legs), [AGENT]: "in_progress" } });
    expect(await (await rig.connect()).liveness([claimOf(run, 300)])).toEqual(["alive"]);
    expect(await (await rig.connect()).liveness([{ ...claimOf(run, 300), id: "ws-none" }])).toEqual(["unstarted"]);
  });

  test("heads that a verify-only leg works on, until it has published", async () => {
    const rig = await createGithubRig();
    const [first, second, third] = ["1", "2", "3"].map((digit) => digit.repeat(40));
    const jobs: Jobs = {
      [`loop / ws-a@${first} / verify`]: "in_progress",
      [`loop / ws-b@${second} / verify`]: "success",
      [`loop / ws-c@${third} / verify`]: "success",
      [`loop / ws-c@${third} / publish`]: "success",
    };
    const run = await startRun(rig, { jobs });
    const forge = await rig.connect();
    expect((await forge.read()).verifying).toEqual(new Set([first, second]));
    rig.actions.runs.finish(run, "success");
    expect((await forge.read()).verifying).toEqual(new Set());
  });
});
