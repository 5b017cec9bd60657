import { describe, expect, test } from "vitest";
import { pausedAgents } from "../../src/decide/paused-agents.ts";
import { digestOf } from "../../src/plan/digest.ts";
import type { Attempt, Claim, Instant, Intent } from "../../src/state/facts.ts";
import type { FailureCode } from "../../src/state/failure.ts";
import { readWishes } from "../../src/state/wishes.ts";
import { HOUR, MINUTE, T0, agent, attempt, snapshot } from "../support/builders.ts";

const AGENT = agent({ id: "agent-1" });
const OTHER = agent({ id: "agent-2" });
const NOW = T0 + 2 * HOUR;

interface PauseFacts {
  readonly attempts?: readonly Attempt[];
  readonly intents?: readonly Intent[];
  readonly unavailable?: Readonly<Record<string, string>>;
  readonly now?: Instant;
}

/** Who is paused, and by what. */
function paused({ attempts = [], intents = [], unavailable = {}, now = NOW }: PauseFacts) {
  const pauses = pausedAgents({
    agents: [AGENT, OTHER],
    attempts: snapshot({ attempts }).attempts,
    wishes: readWishes(intents),
    unavailable: new Map(Object.entries(unavailable)),
    now,
  });
  return Object.fromEntries(pauses);
}

/** An attempt of agent-1 that ended an hour after T0. */
function failed(code: FailureCode, claim: Partial<Claim> = {}): Attempt {
  const end = { outcome: "failed", failure: { code, detail: "why" }, counted: false, at: T0 + HOUR } as const;
  return attempt({ claim: { agent: "agent-1", ...claim }, end });
}

function wish(verb: Intent["verb"], target: string, at: Instant): Intent {
  return { verb, target, who: "ada", at };
}

const fault = (code: FailureCode, until?: Instant) => ({
  "agent-1": { kind: "fault", id: "ws-a", attempt: 1, failure: { code, detail: "why" }, until },
});

describe("an agent is paused", () => {
  test.each<[FailureCode, boolean]>([
    ["login", true],
    ["agent-start", true],
    ["agent-exit", false],
    ["service", false],
    ["denied", false],
    ["acceptance", false],
    ["internal", false],
    ["dead", false],
  ])("by %s: %s", (code, expected) => {
    expect(paused({ attempts: [failed(code)] })).toEqual(expected ? fault(code) : {});
  });

  test("by a usage limit for an hour", () => {
    const attempts = [failed("usage-cap")];
    expect(paused({ attempts, now: NOW - 1 })).toEqual(fault("usage-cap", NOW));
    expect(paused({ attempts, now: NOW })).toEqual({});
  });

  test("by a failed installation for a quarter of an hour, twice as long after each one more, up to 4 hours", () => {
    const pauseOf = (failures: number) => {
      const attempts = Array.from({ length: failures }, (_, index) => {
        const end = { outcome: "failed", failure: { code: "install", detail: "why" } } as const;
        const at = T0 + (index - failures) * HOUR;
        return attempt({ number: index + 1, claim: { agent: "agent-1" }, end: { ...end, at } });
      });
      const found = paused({ attempts, now: T0 - HOUR })["agent-1"];
      return found?.kind === "fault" && found.until !== undefined ? (found.until - T0 + HOUR) / MINUTE : undefined;
    };
    expect([1, 2, 3, 5, 9].map(pauseOf)).toEqual([15, 30, 60, 240, 240]);
    expect(paused({ attempts: [failed("install")], now: T0 + HOUR + 15 * MINUTE })).toEqual({});
  });

  test("by its newest attempt that ended, whatever it is of", () => {
    const later = attempt({ id: "ws-b", claim: { agent: "agent-1", at: T0 + HOUR }, end: { at: T0 + HOUR + MINUTE } });
    const running = attempt({ id: "ws-c", claim: { agent: "agent-1", at: T0 + HOUR } });
    expect(paused({ attempts: [failed("login"), later] })).toEqual({});
    expect(paused({ attempts: [failed("login"), running] })).toEqual(fault("login"));
  });

  test("by a person, alone or with everything", () => {
    expect(paused({ intents: [wish("pause", "agent:agent-2", T0)] })).toEqual({
      "agent-2": { kind: "person", who: "ada", at: T0 },
    });
    // Then each workstream says who paused it.
    expect(paused({ intents: [wish("pause", "all", T0)] })).toEqual({});
  });

  test("by what it lacks, which is told before everything else", () => {
    const why = "no KEY: add it to the repository's secrets";
    expect(paused({ attempts: [failed("login")], unavailable: { "agent-1": why } })).toEqual({
      "agent-1": { kind: "lacks", why },
    });
  });
});

describe("it is tried again", () => {
  test.each<[string, PauseFacts, boolean]>([
    ["once it is resumed", { intents: [wish("resume", "agent:agent-1", T0 + 5)] }, true],
    ["once all are resumed", { intents: [wish("resume", "all", T0 + 5)] }, true],
    ["not when another agent is", { intents: [wish("resume", "agent:agent-2", T0 + 5)] }, false],
    ["not when the workstream is", { intents: [wish("resume", "ws-a", T0 + 5)] }, false],
    ["once that workstream is retried", { intents: [wish("retry", "ws-a", T0 + 5)] }, true],
    ["once that workstream is started by hand", { intents: [wish("start", "ws-a", T0 + 5)] }, true],
    ["not when another one is", { intents: [wish("retry", "ws-b", T0 + 5)] }, false],
    ["not by a cancel", { intents: [wish("cancel", "ws-a", T0 + 5)] }, false],
  ])("%s", (_, facts, again) => {
    expect(paused({ attempts: [failed("login")], ...facts })).toEqual(again ? {} : fault("login"));
  });

  test("only by what its claim did not know of, whatever any clock says", () => {
    const late = T0 + 9 * HOUR;
    const resume = [wish("resume", "agent:agent-1", late)];
    expect(paused({ attempts: [failed("login", { resumed: late })], intents: resume })).toEqual(fault("login"));
    const retry = [wish("retry", "ws-a", late)];
    expect(paused({ attempts: [failed("login", { answers: late })], intents: retry })).toEqual(fault("login"));
  });

  test("once its configuration has changed", () => {
    const same = { agentDigest: digestOf(AGENT) };
    const other = { agentDigest: digestOf({ ...AGENT, version: "1.2.3" }) };
    expect(paused({ attempts: [failed("agent-start", same)] })).toEqual(fault("agent-start"));
    expect(paused({ attempts: [failed("agent-start", other)] })).toEqual({});
  });
});
