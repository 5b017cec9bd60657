import { expect, test } from "vitest";
import { columns } from "../../src/text/plain.ts";
import { printStatus, statusToJson } from "../../src/text/status-table.ts";
import { T0, attempt, state, stateMap } from "../support/builders.ts";
import { NOW, sampleRun } from "../support/sample-run.ts";

const { states } = sampleRun();

test("the table shows where every workstream stands and why", () => {
  expect(printStatus(states, { now: NOW }, { color: false, width: Infinity }).split("\n")).toEqual([
    "workstream  state      attempt       reason",
    expect.stringMatching(/^ws-a        completed  2 on agent-2  merged by #1 as [0-9a-f]{7}$/),
    "ws-b        failed     1 on agent-1  1 of 1 attempt failed, the last: an acceptance test failed: " +
      "npm test <b>1 failed</b>; see `workstreams logs ws-b`",
    "ws-c        blocked                  ws-b failed; see `workstreams explain ws-b`",
    "ws-d        blocked                  ws-c is blocked by ws-b; see `workstreams explain ws-b`",
    "ws-e        running    1 on agent-2  attempt 1 runs on agent-2 for 10 min",
    "ws-f        in-review  1 on agent-3  pull request #2 is open; `workstreams merge ws-f` merges it once its gates pass",
    "ws-g        waiting                  waits for ws-e and ws-f",
    "",
    "1 completed, 1 failed, 1 in-review, 1 running, 1 waiting, 2 blocked",
  ]);
});

test("no line is wider than the terminal, and colours add no width", () => {
  const lines = printStatus(states, { now: NOW }, { color: true, width: 80 }).split("\n");
  expect(Math.max(...lines.map(columns))).toBe(80);
  expect(lines.find((line) => line.startsWith("ws-b"))).toContain("\u001B[31mfailed   \u001B[39m");
});

test("an empty plan says so", () => {
  expect(printStatus(new Map(), { now: NOW }, { color: false, width: 80 })).toBe("no workstreams");
});

test("the JSON has exactly the documented shape", () => {
  const running = stateMap([
    state({
      id: "ws-a",
      state: "running",
      reason: { kind: "running", agent: "agent-1", attempt: 2, since: T0 + 90_000 },
      attempts: [
        attempt({ number: 1, end: { outcome: "expired", startedAt: T0, at: T0 + 60_000 } }),
        attempt({ number: 2, claim: { at: T0 + 80_000 } }),
      ],
    }),
    state({
      id: "ws-b",
      state: "claimed",
      reason: { kind: "claimed", agent: "agent-2", attempt: 1 },
      attempts: [attempt({ id: "ws-b", claim: { agent: "agent-2" } })],
    }),
  ]);
  expect(statusToJson(running, { now: T0 + 120_000 })).toStrictEqual({
    workstreams: [
      {
        id: "ws-a",
        state: "running",
        reason: "attempt 2 runs on agent-1 for 30 s",
        attempts: [
          {
            number: 1,
            agent: "agent-1",
            state: "expired",
            startedAt: "2026-03-02T08:00:00.000Z",
            endedAt: "2026-03-02T08:01:00.000Z",
          },
          { number: 2, agent: "agent-1", state: "running", startedAt: "2026-03-02T08:01:30.000Z", endedAt: null },
        ],
        pull: null,
      },
      {
        id: "ws-b",
        state: "claimed",
        reason: "attempt 1 starts on agent-2",
        attempts: [{ number: 1, agent: "agent-2", state: "claimed", startedAt: null, endedAt: null }],
        pull: null,
      },
    ],
  });
});

test("an attempt whose process is gone counts as running until a tick ends it", () => {
  const dead = state({
    state: "running",
    reason: { kind: "dead", agent: "agent-1", attempt: 1 },
    attempts: [attempt({ liveness: "dead" })],
  });
  expect(statusToJson(stateMap([dead]), { now: NOW }).workstreams[0]?.attempts[0]?.state).toBe("running");
});
