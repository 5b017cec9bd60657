import { describe, expect, test } from "vitest";
import type { AgentResult } from "../../src/agents/agent.ts";
import type { CliProblem } from "../../src/agents/cli.ts";
import { runFailure } from "../../src/commands/attempt-failure.ts";
import type { Failure } from "../../src/state/failure.ts";

const OK = { kind: "exited", code: 0 } as const;
const FAILED = { kind: "exited", code: 1 } as const;
const LATE = { kind: "timed-out", minutes: 30 } as const;
const NO_CHANGE = { code: "no-change", detail: "" } as const;
const OUTSIDE = { code: "scope", detail: "outside the scope: x" } as const;
const LOGIN = { code: "login", detail: "401" } as const;
const SERVICE = { code: "service", detail: "status 500" } as const;
const DENIED = { code: "denied", detail: "Write" } as const;

describe("why an attempt failed, by how its program ended, what its output says, and what it left", () => {
  test.each<[string, AgentResult, CliProblem | undefined, Failure | undefined, Failure | undefined]>([
    ["it did not", OK, undefined, undefined, undefined],
    ["a problem on the way, and there is work", OK, SERVICE, undefined, undefined],
    ["it ended well and changed nothing", OK, undefined, NO_CHANGE, NO_CHANGE],
    ["a denied tool, and nothing was changed", OK, DENIED, NO_CHANGE, DENIED],
    ["a refused login with exit 0", OK, LOGIN, NO_CHANGE, LOGIN],
    ["work outside of its scope, whatever was denied", OK, DENIED, OUTSIDE, OUTSIDE],
    ["an exit code alone", FAILED, undefined, undefined, { code: "agent-exit", detail: "exit code 1" }],
    ["an exit code with a reason", FAILED, SERVICE, NO_CHANGE, SERVICE],
    [
      "a signal",
      { kind: "signalled", signal: "SIGSEGV" },
      undefined,
      NO_CHANGE,
      { code: "agent-exit", detail: "signal SIGSEGV" },
    ],
    ["the time limit", LATE, undefined, NO_CHANGE, { code: "timeout", detail: "30 min" }],
    ["the time limit while its login was refused", LATE, LOGIN, NO_CHANGE, LOGIN],
    [
      "the time limit while its service failed",
      LATE,
      SERVICE,
      NO_CHANGE,
      { code: "timeout", detail: "30 min; its last trouble: status 500" },
    ],
    [
      "it could not be installed",
      { kind: "not-installed", message: "exit code 1" },
      undefined,
      NO_CHANGE,
      { code: "install", detail: "exit code 1" },
    ],
    [
      "it was not started",
      { kind: "not-started", message: "codex: not found" },
      undefined,
      NO_CHANGE,
      { code: "agent-start", detail: "codex: not found" },
    ],
  ])("%s", (_, result, problem, change, failure) => {
    expect(runFailure({ result, report: { usage: undefined, problem, text: "" } }, change)).toEqual(failure);
  });

  test("the command of a pattern that does not start is a failure of its work, the machine's refusal is not", () => {
    const report = { usage: undefined, problem: undefined, text: "" };
    const missing = { kind: "not-started", message: "./no-such: not found" } as const;
    expect(runFailure({ result: missing, report }, NO_CHANGE, "docs")).toEqual({
      code: "pattern-start",
      detail: "./no-such: not found",
    });
    const refused: AgentResult = { kind: "not-started", message: "no more processes", cause: "machine" };
    expect(runFailure({ result: refused, report }, NO_CHANGE, "docs")).toEqual({
      code: "agent-start",
      detail: "no more processes",
    });
  });
});
