import { expect, test } from "vitest";
import type { Action, Progress } from "../../src/decide/action.ts";
import { findProgress } from "../../src/decide/progress.ts";
import type { AgentPause, WorkstreamState } from "../../src/state/lifecycle.ts";
import { spendingOf } from "../../src/state/spending.ts";
import { T0, pull, state, stateMap } from "../support/builders.ts";

const completed = state({ id: "ws-a", state: "completed" });
const cancelled = state({ id: "ws-b", state: "cancelled" });
const failed = state({ id: "ws-c", state: "failed" });
const waiting = state({ id: "ws-d", state: "waiting" });
const last = { code: "agent-exit", detail: "" } as const;
const retrying = (notBefore: number) =>
  state({ id: "ws-e", state: "retrying", reason: { kind: "retry", attempt: 2, of: 3, notBefore, last } });
const paused = state({ id: "ws-f", state: "held", reason: { kind: "paused", who: "ada", at: T0 } });
const fault = { kind: "fault", id: "ws-a", attempt: 1, failure: { code: "usage-cap", detail: "" } } as const;
const unmanned = (pause: AgentPause) =>
  state({ id: "ws-g", state: "held", reason: { kind: "agents-paused", agents: ["agent-1"], pause } });
const overBudget = state({
  id: "ws-h",
  state: "held",
  reason: { kind: "day-spent", spent: spendingOf([]), limit: { usd: 1, tokens: undefined }, until: T0 + 7 },
});
const later = state({
  id: "ws-i",
  state: "held",
  reason: { kind: "on-purpose", ahead: "ws-x", startsIn: 0.001, critical: true, by: { kind: "agent" } },
});
const MERGE: Action = { kind: "merge", id: "ws-a", pull: 1, head: "" };

test.each<[string, readonly WorkstreamState[], readonly Action[], Progress]>([
  ["an empty plan is done", [], [], { kind: "done" }],
  ["completed and cancelled is done", [completed, cancelled], [], { kind: "done" }],
  ["something runs", [state({ state: "running" }), failed], [], { kind: "working", next: undefined }],
  ["something lands", [state({ state: "landing" })], [], { kind: "working", next: undefined }],
  ["something is about to be done", [failed], [MERGE], { kind: "working", next: undefined }],
  ["a pause ends by itself", [retrying(T0 + 5), failed], [], { kind: "working", next: T0 + 5 }],
  [
    "the next of two pauses",
    [retrying(T0 + 5), { ...retrying(T0 + 3), id: "ws-x" }],
    [],
    { kind: "working", next: T0 + 3 },
  ],
  [
    "what is held on purpose is looked at again once what it is kept for should have started",
    [later, state({ state: "running" })],
    [],
    { kind: "working", next: T0 + 3601 },
  ],
  ["a review", [state({ state: "in-review" }), waiting], [], { kind: "waiting-for-people", ids: ["ws-a"] }],
  ["what is paused", [paused], [], { kind: "waiting-for-people", ids: ["ws-f"] }],
  [
    "a failed one whose pull request is open",
    [{ ...failed, pull: pull() }],
    [],
    { kind: "waiting-for-people", ids: ["ws-c"] },
  ],
  [
    "an agent that is tried again by itself",
    [unmanned({ ...fault, until: T0 + 9 })],
    [],
    { kind: "working", next: T0 + 9 },
  ],
  [
    "an agent that a person has to mend",
    [unmanned({ ...fault, until: undefined })],
    [],
    { kind: "stuck", ids: ["ws-g"] },
  ],
  [
    "an agent that a person paused",
    [unmanned({ kind: "person", who: "ada", at: T0 })],
    [],
    { kind: "waiting-for-people", ids: ["ws-g"] },
  ],
  ["the day's budget", [overBudget, failed], [], { kind: "working", next: T0 + 7 }],
  ["a failed one and what waits for it", [completed, failed, waiting], [], { kind: "stuck", ids: ["ws-c", "ws-d"] }],
  ["ready, but nobody takes it", [state({ state: "ready" })], [], { kind: "stuck", ids: ["ws-a"] }],
])("%s", (_, states, actions, expected) => {
  expect(findProgress(stateMap(states), actions, T0)).toEqual(expected);
});
