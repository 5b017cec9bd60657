import { expect, test } from "vitest";
import type { RunEvent } from "../../src/text/event.ts";
import { isNews } from "../../src/text/news.ts";
import { T0 } from "../support/builders.ts";

const changed = { at: T0, kind: "state-changed", id: "ws-a", from: "ready" } as const;
const gate = { at: T0, kind: "gate", pull: 1, reason: { kind: "unverified" } } as const;
const attempt = { at: T0, id: "ws-a", attempt: 1, agent: "agent-1" } as const;

test.each<[RunEvent, boolean]>([
  [{ ...attempt, kind: "attempt-claimed" }, true],
  [{ ...attempt, kind: "attempt-started" }, false],
  [{ at: T0, kind: "merged", id: "ws-a", pull: 1 }, true],
  [{ ...gate, context: "workstreams/scope", state: "success" }, false],
  [{ ...gate, context: "workstreams/scope", state: "failure" }, true],
  [{ ...gate, context: "workstreams", state: "failure" }, false],
  [{ ...changed, to: "completed", reason: { kind: "merged", pull: 1, mergedAs: undefined } }, false],
  [{ ...changed, to: "held", reason: { kind: "overlap", holder: "ws-b", witness: "src/x", until: "merged" } }, true],
  [{ ...changed, to: "held", reason: { kind: "no-free-agent", busy: ["agent-1"] } }, false],
  [
    {
      ...changed,
      to: "held",
      reason: { kind: "agents-paused", agents: ["agent-1"], pause: { kind: "lacks", why: "" } },
    },
    false,
  ],
  [{ at: T0, kind: "agent-paused", agent: "agent-1", pause: { kind: "lacks", why: "" } }, true],
  [{ ...changed, to: "blocked", reason: { kind: "invalid", file: "f", message: "m" } }, true],
])("%j is news: %s", (event, news) => {
  expect(isNews(event)).toBe(news);
});
