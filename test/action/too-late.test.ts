/** A job whose attempt is not its own any more does nothing, in time, and is no failure. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { jobIn, WORKSTREAM } from "../workflows/workflow-files.ts";
import { startRig } from "./rig.ts";
import type { Rig } from "./rig.ts";

const folder = useFolder();
const { permissions } = jobIn(WORKSTREAM, "agent");
const start = () =>
  startRig({ outside: folder.path, plan: { "ws-a": {} }, agents: { "ws-a": "fails_until 2\ndeliver" } });

interface Late {
  readonly rig: Rig;
  /** What the agent step of the first attempt is given. */
  readonly inputs: Readonly<Record<string, string>>;
}

async function claimed(): Promise<Late> {
  const rig = await start();
  await rig.tick();
  const claim = await rig.repository.git("rev-parse", "refs/workstreams/attempts/ws-a/1/claim");
  return { rig, inputs: { command: "agent", id: "ws-a", attempt: "1", claim } };
}

/** Runs the agent step in a run of its own; it must say so, and touch nothing. */
async function expectNothingDone({ rig, inputs }: Late, why: string): Promise<void> {
  const started = rig.agent.invocations().length;
  const before = await rig.written();
  const { code, notices, errors, outputs } = await rig.step(await rig.dispatch(), {
    inputs,
    token: rig.token(permissions),
  });
  expect([code, errors]).toEqual([0, []]);
  expect(notices).toEqual([
    `attempt 1 of ws-a ${why}: this job does nothing; the newest attempt is the one that counts`,
  ]);
  expect(outputs).toEqual({ outcome: "superseded" });
  expect(rig.agent.invocations()).toHaveLength(started);
  expect(await rig.written()).toEqual(before);
}

describe("an agent job", () => {
  test("of another run than the one that claimed", async () => {
    await expectNothingDone(await claimed(), "belongs to another run");
  });

  test("of an attempt that has ended", async () => {
    const late = await claimed();
    await late.rig.loop.finish(late.rig.leg("ws-a"));
    await expectNothingDone(late, "has ended already");
  });

  test("of an attempt that was followed by another one", async () => {
    const late = await claimed();
    await late.rig.loop.finish(late.rig.leg("ws-a"));
    await late.rig.tick();
    expect(late.rig.leg("ws-a").attempt).toBe(2);
    await late.rig.repository.git("update-ref", "-d", "refs/workstreams/attempts/ws-a/1/end");
    await expectNothingDone(late, "was followed by a newer one");
  });

  test("that is run again in the same run", async () => {
    const { rig } = await claimed();
    const leg = rig.leg("ws-a");
    rig.actions.runs.finish(leg.call.run, "failure");
    const { result, outputs, said } = await rig.loop.again(leg, "agent");
    expect([result, outputs["outcome"]]).toEqual(["success", "superseded"]);
    expect(said).toContain("::notice::attempt 1 of ws-a belongs to another run");
    expect(rig.agent.invocations()).toEqual([]);
  });
});

test("a verify job that comes too late tests nothing", async () => {
  const { rig, inputs } = await claimed();
  await rig.loop.finish(rig.leg("ws-a"));
  const { code, outputs } = await rig.step(await rig.dispatch(), {
    inputs: {
      ...inputs,
      command: "verify",
      head: inputs["claim"] ?? "",
      "artifact-id": "1",
      "artifact-digest": "0".repeat(64),
    },
    token: rig.token(permissions),
  });
  expect([code, outputs]).toEqual([0, { verdict: "superseded" }]);
});
