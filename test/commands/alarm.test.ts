import { expect, test } from "vitest";
import { createAlarm } from "../../src/commands/alarm.ts";
import { RUN_STOPPED, createStopper } from "../../src/commands/stopper.ts";

const LONG = 60_000;

test("an alarm that rings ends the wait", async () => {
  const alarm = createAlarm();
  const waited = alarm.wait(LONG);
  alarm.ring();
  expect(await waited).toBe(true);
});

test("a ring before the wait is not lost, and counts once", async () => {
  const alarm = createAlarm();
  alarm.ring();
  alarm.ring();
  expect(await alarm.wait(LONG)).toBe(true);
  expect(await alarm.wait(1)).toBe(false);
});

test("the first reason to stop counts", () => {
  const stopper = createStopper();
  expect(stopper.why()).toEqual(RUN_STOPPED);
  const cancelled = { outcome: "cancelled", failure: { code: "cancelled", detail: "by ada" } } as const;
  stopper.stop(cancelled);
  stopper.stop(RUN_STOPPED);
  expect(stopper.signal.aborted).toBe(true);
  expect(stopper.why()).toEqual(cancelled);
});
