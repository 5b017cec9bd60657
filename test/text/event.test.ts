import { expect, test } from "vitest";
import type { RunEvent } from "../../src/text/event.ts";
import { eventToJson, printEvent } from "../../src/text/print-event.ts";
import { MINUTE, T0 } from "../support/builders.ts";

const at = T0;
const failure = { code: "timeout", detail: "5 min" } as const;

const LINES: readonly (readonly [RunEvent, string])[] = [
  [
    { at, kind: "run-started", workstreams: 30, agents: ["agent-1", "agent-2"] },
    "run started: 30 workstreams, 2 agents",
  ],
  [{ at, kind: "attempt-claimed", id: "ws-a", attempt: 1, agent: "agent-1" }, "ws-a attempt 1 claimed for agent-1"],
  [{ at, kind: "attempt-started", id: "ws-a", attempt: 1, agent: "agent-1" }, "ws-a attempt 1 started on agent-1"],
  [
    {
      at,
      kind: "attempt-ended",
      id: "ws-a",
      attempt: 1,
      agent: "agent-1",
      outcome: "failed",
      failure,
      durationMs: 5 * MINUTE,
      usage: { usd: undefined, inputTokens: 12_000, outputTokens: 345 },
    },
    "ws-a attempt 1 failed after 5 min, 12,345 tokens: the time limit was reached: 5 min",
  ],
  [{ at, kind: "landed", id: "ws-a", attempt: 1, pull: 3 }, "ws-a attempt 1 opened pull request #3"],
  [
    {
      at,
      kind: "gate",
      pull: 3,
      context: "workstreams/overlap",
      state: "pending",
      reason: { kind: "behind", pull: 2, path: "a.ts", waits: [] },
    },
    "#3 workstreams/overlap pending: waits for #2, which also changes a.ts",
  ],
  [{ at, kind: "merged", id: "ws-a", pull: 3 }, "ws-a merged by #3"],
  [
    { at, kind: "state-changed", id: "ws-a", from: undefined, to: "ready", reason: { kind: "ready" } },
    "ws-a is ready: ready to start",
  ],
  [{ at, kind: "waiting", ids: ["ws-a", "ws-b"], next: undefined }, "waiting for people: ws-a and ws-b"],
  [{ at, kind: "waiting", ids: [], next: T0 + MINUTE }, "waiting until 2026-03-02T08:01:00Z"],
  [{ at, kind: "interrupted", ids: ["ws-a"] }, "interrupted, stopped ws-a; `workstreams run` goes on"],
  [
    {
      at,
      kind: "finished",
      progress: { kind: "done" },
      until: undefined,
      paused: [],
      counts: [{ state: "completed", count: 30 }],
    },
    "done (30 completed)",
  ],
  [
    {
      at,
      kind: "finished",
      progress: { kind: "stuck", ids: ["ws-a"] },
      until: undefined,
      paused: [],
      counts: [{ state: "failed", count: 1 }],
    },
    "stuck: ws-a; see `workstreams explain` (1 failed)",
  ],
  [
    {
      at,
      kind: "finished",
      progress: { kind: "stuck", ids: ["ws-a"] },
      until: undefined,
      paused: ["agent-1", "agent-2"],
      counts: [{ state: "held", count: 1 }],
    },
    "stuck: ws-a; agent-1 and agent-2 are paused; see `workstreams explain` (1 held)",
  ],
  [
    {
      at,
      kind: "agent-paused",
      agent: "agent-1",
      pause: { kind: "fault", id: "ws-a", attempt: 1, failure: { code: "usage-cap", detail: "" }, until: T0 + MINUTE },
    },
    "agent-1 is paused: its usage limit is reached; tried again at 2026-03-02 08:01 UTC",
  ],
  [
    {
      at,
      kind: "day-spent",
      spent: { usd: 3, tokens: 5, attempts: 2, untold: { usd: 0, tokens: 0 } },
      limit: { usd: 2.5, tokens: undefined },
      until: T0 + MINUTE,
    },
    "what a day may cost is spent: $3.00 of $2.50; starts after 2026-03-02 08:01 UTC",
  ],
];

test.each(LINES)("%j", (event, line) => {
  expect(printEvent(event)).toBe(`2026-03-02T08:00:00Z ${line}`);
  expect(eventToJson(event)).toMatchObject({ event: event.kind, at: "2026-03-02T08:00:00.000Z", text: line });
});

test("in JSON every event keeps its fields: nulls for what is missing, sentences for reasons", () => {
  const json = LINES.map(([event]) => JSON.parse(JSON.stringify(eventToJson(event))) as unknown);
  expect(json[3]).toEqual({
    event: "attempt-ended",
    at: "2026-03-02T08:00:00.000Z",
    id: "ws-a",
    attempt: 1,
    agent: "agent-1",
    outcome: "failed",
    failure,
    durationMs: 300_000,
    usage: { usd: null, inputTokens: 12_000, outputTokens: 345 },
    text: "ws-a attempt 1 failed after 5 min, 12,345 tokens: the time limit was reached: 5 min",
  });
  expect(json[7]).toMatchObject({ from: null, to: "ready", reason: "ready to start" });
  expect(json[11]).toMatchObject({ progress: "done", counts: { completed: 30 } });
  expect(json[14]).toEqual({
    event: "agent-paused",
    at: "2026-03-02T08:00:00.000Z",
    agent: "agent-1",
    until: "2026-03-02T08:01:00.000Z",
    text: "agent-1 is paused: its usage limit is reached; tried again at 2026-03-02 08:01 UTC",
  });
  expect(json[15]).toMatchObject({ spent: { usd: 3 }, limit: { usd: 2.5 }, until: "2026-03-02T08:01:00.000Z" });
});
