import { expect, test } from "vitest";
import type { FailureCode } from "../../src/state/failure.ts";
import type { AgentPause } from "../../src/state/lifecycle.ts";
import { adviceFor } from "../../src/text/advice.ts";
import { printAgentPause } from "../../src/text/agent-pause.ts";
import { COMMAND_LINE, ON_GITHUB } from "../../src/text/ways.ts";
import type { Ways } from "../../src/text/ways.ts";
import { HOUR, T0 } from "../support/builders.ts";

const fault = (code: FailureCode, detail: string, until?: number): AgentPause => {
  return { kind: "fault", id: "ws-a", attempt: 2, failure: { code, detail }, until };
};

test.each<[readonly string[], AgentPause, Ways, string]>([
  [
    ["agent-1"],
    fault("login", "401 invalid x-api-key"),
    COMMAND_LINE,
    "agent-1 is paused: its vendor refused the login (401 invalid x-api-key); " +
      "put it right, then: `workstreams resume agent:agent-1`",
  ],
  [
    ["agent-1"],
    fault("login", ""),
    ON_GITHUB,
    "agent-1 is paused: its vendor refused the login; put it right, then: `Run workflow` with ids agent:agent-1",
  ],
  [
    ["agent-1", "agent-2"],
    fault("agent-start", "no-such-program: not found"),
    COMMAND_LINE,
    "agent-1 and agent-2 get no work; agent-1 is paused: its program did not start (no-such-program: not found); " +
      "put it right, then: `workstreams resume`",
  ],
  [
    ["agent-2", "agent-1"],
    { kind: "lacks", why: "no GEMINI_API_KEY" },
    COMMAND_LINE,
    "agent-2 and agent-1 get no work; agent-2 can't work: no GEMINI_API_KEY; it starts once that is mended",
  ],
  [
    ["agent-1"],
    fault("usage-cap", "limit reached", T0 + HOUR),
    COMMAND_LINE,
    "agent-1 is paused: its usage limit is reached (limit reached); tried again at 2026-03-02 09:00 UTC",
  ],
  [
    ["agent-1"],
    { kind: "person", who: "ada", at: T0 },
    COMMAND_LINE,
    "agent-1 is paused by ada at 2026-03-02 08:00 UTC; `workstreams resume agent:agent-1` continues",
  ],
])("%j %j", (agents, pause, ways, sentence) => {
  expect(printAgentPause(agents, pause, ways)).toBe(sentence);
});

test("a long detail is said whole", () => {
  const sentence = printAgentPause(["agent-1"], fault("login", "x".repeat(500)));
  expect(sentence).toMatch(/x{500}\); put it right, then: `workstreams resume agent:agent-1`$/);
});

test("what a person can do about it", () => {
  const advice = (pause: AgentPause) => {
    return adviceFor("ws-b", { kind: "agents-paused", agents: ["agent-1"], pause }, "free");
  };
  expect(advice(fault("login", ""))).toEqual([
    "`workstreams logs ws-a --attempt 2` shows what agent-1 said",
    "`workstreams resume agent:agent-1` lets agent-1 work again once that is mended",
    "`workstreams retry ws-b` starts a new attempt",
  ]);
  expect(advice(fault("usage-cap", "", T0))).toContain(
    "`workstreams resume agent:agent-1` lets agent-1 work again at once",
  );
});
