/** A dry run says what a tick would do, and asks GitHub for nothing but to read. */
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { startRig } from "./rig.ts";

const folder = useFolder();

test("with pull requests to judge, work to land and workstreams to start, nothing is written", async () => {
  const rig = await startRig({ outside: folder.path, plan: { "ws-a": {}, "ws-b": {}, "ws-c": {} }, slots: 2 });
  await rig.tick();
  await rig.loop.finish(rig.leg("ws-a"));
  await rig.tick();
  // Its work is pushed, its pull request is not open.
  await rig.loop.finish(rig.leg("ws-b"), { publish: { killedAfterWrites: 1 } });
  await rig.repository.mergePull(rig.pullOf("ws-a")?.number ?? 0);

  const before = await rig.written();
  const writes = rig.writes();
  const run = await rig.dispatch({ dry_run: true, ids: "ws-c", pause: true });
  const { record, plan, legs } = await rig.loop.start(run);
  expect(record).toBeUndefined();
  expect(plan?.result).toBe("success");
  expect(plan?.outputs).toMatchObject({ any: "false", matrix: "[]" });
  expect(legs).toEqual([]);
  expect(plan?.said).toMatch(/ws-b/);
  expect(plan?.summary).toMatch(/ws-b/);
  expect(rig.writes()).toBe(writes);
  expect(await rig.written()).toEqual(before);
});
