import { describe, expect, test } from "vitest";
import type { AgentPause } from "../../src/state/lifecycle.ts";
import { spendingOf } from "../../src/state/spending.ts";
import { columns } from "../../src/text/plain.ts";
import { printStatus, statusToJson } from "../../src/text/status-table.ts";
import { HOUR, T0, attempt, overview, state, stateMap } from "../support/builders.ts";
import { NOW, sampleRun, withUsage } from "../support/sample-run.ts";

const { states } = sampleRun();

test("the table shows where every workstream stands and why", () => {
  expect(printStatus(overview(states), { now: NOW }, { color: false, width: Infinity }).split("\n")).toEqual([
    "workstream  state      attempt       reason",
    expect.stringMatching(/^ws-a        completed  2 on agent-2  merged by #1 as [0-9a-f]{7}$/),
    "ws-b        failed     1 on agent-1  1 of 1 attempt failed, the last: an acceptance test failed: " +
      "npm test <b>1 failed</b>; see `workstreams logs ws-b`, then `workstreams retry ws-b`",
    "ws-c        blocked                  ws-b failed; see `workstreams explain ws-b`",
    "ws-d        blocked                  ws-c is blocked by ws-b; see `workstreams explain ws-b`",
    "ws-e        running    1 on agent-2  attempt 1 runs on agent-2 for 10 min",
    "ws-f        in-review  1 on agent-3  pull request #2 is open; `workstreams merge ws-f` merges it once its gates pass",
    "ws-g        waiting                  waits for ws-e and ws-f",
    "",
    "1 completed, 1 failed, 1 in-review, 1 running, 1 waiting, 2 blocked",
  ]);
});

describe("what was spent", () => {
  const spent = withUsage(states);

  test("has a column where anything was, and a line below", () => {
    const lines = printStatus(overview(spent), { now: NOW }, { color: false, width: Infinity }).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "workstream  state      attempt       spent                    reason",
      expect.stringMatching(/^ws-a        completed  2 on agent-2  \$0\.42 and 12,345 tokens  merged by #1 as/),
      expect.stringMatching(/^ws-b        failed     1 on agent-1 {27}1 of 1 attempt failed/),
    ]);
    expect(lines.at(-1)).toBe(
      "spent: $0.42 and 12,345 tokens, today $0.42 and 12,345 tokens; " +
        "3 of 4 attempts told no cost, which counts as 0, 2 no tokens either",
    );
  });

  test("is shown against the budget, which counts from the last retry", () => {
    const budget = { perWorkstream: { usd: 2, tokens: undefined }, perDay: { usd: 0.4, tokens: undefined } };
    const spender = spent.get("ws-a");
    if (spender === undefined) throw new Error("no ws-a");
    const retried = new Map(spent).set("ws-a", { ...spender, spent: spendingOf(spender.attempts.slice(1)) });
    const lines = printStatus(overview(retried, { budget }), { now: NOW }, { color: false, width: Infinity });
    expect(lines).toContain("$0.00 of $2.00, in all $0.42 and 12,345 tokens  merged by #1");
    expect(lines).toContain("today $0.42 of $0.40, so that nothing starts before 2026-03-03 00:00 UTC; 3 of 4");
  });
});

test("agents that are paused are named below, with what to do", () => {
  const failure = { code: "login", detail: "401 invalid x-api-key" } as const;
  const pauses = new Map([["agent-1", { kind: "fault", id: "ws-a", attempt: 1, failure, until: undefined } as const]]);
  const lines = printStatus(overview(states, { pauses }), { now: NOW }, { color: false, width: 80 }).split("\n");
  expect(lines.at(-1)).toBe(
    "agent-1 is paused: its vendor refused the login (401 invalid x-api-key); " +
      "put it right, then: `workstreams resume agent:agent-1`",
  );
});

test("no line is wider than the terminal, and colours add no width", () => {
  const lines = printStatus(overview(states), { now: NOW }, { color: true, width: 80 }).split("\n");
  expect(Math.max(...lines.map(columns))).toBe(80);
  expect(lines.find((line) => line.startsWith("ws-b"))).toContain("\u001B[31mfailed   \u001B[39m");
});

test("an empty plan says so", () => {
  expect(printStatus(overview(new Map()), { now: NOW }, { color: false, width: 80 })).toBe("no workstreams");
});

test("the JSON has exactly the documented shape", () => {
  const usage = { usd: 0.42, inputTokens: 1000, outputTokens: 10 };
  const nothing = { usd: 0, tokens: 0, attempts: 0, untold: { usd: 0, tokens: 0 } };
  const expired = { usd: 0.42, tokens: 1010, attempts: 1, untold: { usd: 0, tokens: 0 } };
  const failure = { code: "usage-cap", detail: "" } as const;
  const pauses = new Map<string, AgentPause>([
    ["agent-1", { kind: "person", who: "ada", at: T0 }],
    ["agent-2", { kind: "fault", id: "ws-a", attempt: 1, failure, until: T0 + HOUR }],
  ]);
  const budget = { perDay: { usd: 50, tokens: undefined } };
  const running = stateMap([
    state({
      id: "ws-a",
      state: "running",
      reason: { kind: "running", agent: "agent-1", attempt: 2, since: T0 + 90_000 },
      attempts: [
        attempt({ number: 1, end: { outcome: "expired", startedAt: T0, at: T0 + 60_000, usage } }),
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
  expect(statusToJson(overview(running, { pauses, budget }), { now: T0 + 120_000 })).toStrictEqual({
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
            usage: { usd: 0.42, inputTokens: 1000, outputTokens: 10 },
          },
          {
            number: 2,
            agent: "agent-1",
            state: "running",
            startedAt: "2026-03-02T08:01:30.000Z",
            endedAt: null,
            usage: null,
          },
        ],
        pull: null,
        spent: expired,
        spentSinceRetry: expired,
      },
      {
        id: "ws-b",
        state: "claimed",
        reason: "attempt 1 starts on agent-2",
        attempts: [{ number: 1, agent: "agent-2", state: "claimed", startedAt: null, endedAt: null, usage: null }],
        pull: null,
        spent: nothing,
        spentSinceRetry: nothing,
      },
    ],
    spent: {
      total: expired,
      today: expired,
      perDay: { usd: 50, tokens: null },
      perWorkstream: { usd: null, tokens: null },
    },
    paused: [
      {
        agent: "agent-1",
        reason: "agent-1 is paused by ada at 2026-03-02 08:00 UTC; `workstreams resume agent:agent-1` continues",
        until: null,
      },
      {
        agent: "agent-2",
        reason: "agent-2 is paused: its usage limit is reached; tried again at 2026-03-02 09:00 UTC",
        until: "2026-03-02T09:00:00.000Z",
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
  expect(statusToJson(overview(stateMap([dead])), { now: NOW }).workstreams[0]?.attempts[0]?.state).toBe("running");
});
