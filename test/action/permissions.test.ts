/**
 * Each job's command with a token of exactly the permissions that its workflow file says, and of less: act gives one
 * token to all jobs.
 */
import { describe, expect, test } from "vitest";
import { branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import type { JobDone } from "../support/github-story/run-job.ts";
import type { LegJob, Tick } from "../support/github-story/loop.ts";
import type { Permissions } from "../support/github/state.ts";
import { ORCHESTRATE, WORKSTREAM, jobIn } from "../workflows/workflow-files.ts";
import type { Job } from "../workflows/workflow-files.ts";
import { startRig } from "./rig.ts";
import type { Rig } from "./rig.ts";

const folder = useFolder();
const MINUTES = 3 * 60_000;

const RECORD = jobIn(ORCHESTRATE, "record");
const PLAN = jobIn(ORCHESTRATE, "plan");
const PUBLISH = jobIn(WORKSTREAM, "publish");
/** A token without it has the same work done, in more requests. */
const SPARING = "checks";
const LIST_JOBS = "actions/list-jobs-for-workflow-run-attempt";

function planOf(ids: readonly string[]): Record<string, Record<string, unknown>> {
  return Object.fromEntries(ids.map((id) => [id, { acceptance_tests: [`test -f ${id}/${id}.txt`] }]));
}

function without({ permissions }: Job, name: string): { readonly permissions: Permissions } {
  const { [name]: _, ...left } = permissions;
  return { permissions: left };
}

function readingOnly({ permissions }: Job, name: string): { readonly permissions: Permissions } {
  return { permissions: { ...permissions, [name]: "read" } };
}

/** The lines of a job that permit to write. */
function writing({ permissions }: Job): readonly string[] {
  return Object.entries(permissions).flatMap(([name, level]) => (level === "write" ? [name] : []));
}

/** A person runs the workflow by hand; the job that lacks something is the one that counts. */
async function tickWith(rig: Rig, fates: Parameters<Rig["loop"]["start"]>[1], inputs = {}): Promise<Tick> {
  return rig.loop.start(await rig.dispatch(inputs), fates);
}

function expectTold(job: JobDone | undefined, kind: "error" | "warning", permission: string): void {
  const sentence = new RegExp(`^::${kind}::the token .*: add \`${permission}\` to the \`permissions:\``, "m");
  expect(job?.said).toMatch(sentence);
  expect(job?.result).toBe(kind === "error" ? "failure" : "success");
}

test("what the workflow files permit is enough, from what a person asks for to the pull request", async () => {
  const rig = await startRig({ outside: folder.path, plan: planOf(["ws-b"]) });
  const { record, plan, legs } = await tickWith(rig, {}, { ids: "ws-b" });
  expect([record?.result, plan?.result]).toEqual(["success", "success"]);
  expect(legs.map(({ id }) => id)).toEqual(["ws-b"]);
  const leg = rig.leg("ws-b");
  for (const id of ["agent", "verify", "publish"] as const) {
    expect([id, (await rig.loop.job(leg, id)).result]).toEqual([id, "success"]);
  }
  expect(rig.pullOf("ws-b")).toMatchObject({ state: "open", labels: ["workstream"] });
  const woken = rig.actions.runs.all.filter(({ tokenKind }) => tokenKind === "actions");
  expect(woken.map(({ event }) => event)).toEqual(["workflow_dispatch"]);
  await rig.settle();
  expect(rig.gates("ws-b")["workstreams"]).toBe("success");
});

describe("a job that may not read one thing says which line it lacks, and writes nothing", () => {
  /** One pull request is open, one attempt runs: there is something of everything to see. */
  async function start(): Promise<Rig> {
    const rig = await startRig({ outside: folder.path, plan: planOf(["ws-a", "ws-b"]) });
    await rig.tick();
    await rig.loop.finish(rig.leg("ws-a"));
    await rig.tick();
    return rig;
  }

  test.each([
    ["record", RECORD],
    ["plan", PLAN],
  ] as const)(
    "%s",
    async (id, job) => {
      const rig = await start();
      const before = await rig.written();
      const inputs = id === "record" ? { ids: "ws-b" } : {};
      for (const name of Object.keys(job.permissions).filter((line) => line !== SPARING)) {
        const tick = await tickWith(rig, { [id]: without(job, name) }, inputs);
        expectTold(tick[id], "error", `${name}: read`);
        expect(await rig.written()).toEqual(before);
      }
      const asked = rig.server.requests.length;
      expect((await tickWith(rig, { [id]: without(job, SPARING) }, inputs))[id]?.result).toBe("success");
      const runByRun = rig.server.requests.slice(asked).filter(({ operationId }) => operationId === LIST_JOBS);
      expect(runByRun).not.toEqual([]);
    },
    MINUTES,
  );

  test.each(["agent", "verify"] as const)("%s", async (id) => {
    const rig = await start();
    const leg = rig.leg("ws-b");
    if (id === "verify") await rig.loop.job(leg, "agent");
    const before = await rig.written();
    const { permissions } = jobIn(WORKSTREAM, id);
    expect(Object.keys(permissions)).toEqual(["contents"]);
    expectTold(await rig.loop.job(leg, id, { permissions: {} }), "error", "contents: read");
    expect(await rig.written()).toEqual(before);
  });
});

describe("a job that may read but not write one thing says which line it lacks", () => {
  test("record", async () => {
    expect(writing(RECORD)).toEqual(["contents"]);
    const rig = await startRig({ outside: folder.path, plan: planOf(["ws-a"]) });
    const tick = await tickWith(rig, { record: readingOnly(RECORD, "contents") }, { pause: true });
    expectTold(tick.record, "error", "contents: write");
    // What could not be kept is not acted upon either.
    expect(tick.plan).toBeUndefined();
  });

  test(
    "plan",
    async () => {
      expect(new Set(writing(PLAN))).toEqual(new Set(["contents", "pull-requests", "statuses", "actions"]));
      const ci = "on: { workflow_dispatch: {} }\njobs: {}\n";
      const rig = await startRig({
        outside: folder.path,
        plan: planOf(["ws-a"]),
        config: { merge: "auto", after_merge_workflow: "ci.yml" },
        files: { ".github/workflows/ci.yml": ci },
      });
      const tickLacking = async (name: string) => (await tickWith(rig, { plan: readingOnly(PLAN, name) })).plan;
      expectTold(await tickLacking("contents"), "error", "contents: write");
      await rig.tick();
      // Its work is on the branch, and nothing else of it is there yet.
      await rig.loop.finish(rig.leg("ws-a"), { publish: { killedAfterWrites: 1 } });
      expectTold(await tickLacking("pull-requests"), "error", "pull-requests: write");
      expect(rig.pullOf("ws-a")).toBeUndefined();
      expectTold(await tickLacking("statuses"), "error", "statuses: write");
      expect(rig.gates("ws-a")).toEqual({});
      expectTold(await tickLacking("actions"), "warning", "actions: write");
      expect(rig.pullOf("ws-a")?.state).toBe("merged");
    },
    MINUTES,
  );

  test.each([
    ["contents", "error"],
    ["pull-requests", "error"],
    // What was published is published: only people see less of it, or the next tick has to wait for the schedule.
    ["statuses", "the claim does not show how its attempt ended"],
    ["actions", "the next tick waits for the schedule"],
  ] as const)("publish: %s", async (name, consequence) => {
    expect(writing(PUBLISH)).toContain(name);
    expect(Object.keys(PUBLISH.permissions)).toHaveLength(4);
    const rig = await startRig({ outside: folder.path, plan: planOf(["ws-a"]) });
    await rig.tick();
    const leg = rig.leg("ws-a");
    for (const id of ["agent", "verify"] satisfies LegJob[]) await rig.loop.job(leg, id);
    const done = await rig.loop.job(leg, "publish", readingOnly(PUBLISH, name));
    if (consequence === "error") expectTold(done, consequence, `${name}: write`);
    else expect(done.said).toMatch(new RegExp(`^::warning::${consequence}: .* add \`${name}: write\` to`, "m"));
    expect(rig.repository.branches().has(branchName("ws-a"))).toBe(name !== "contents");
    expect(rig.pullOf("ws-a") !== undefined).toBe(consequence !== "error");
  });
});
