import { describe, expect, test } from "vitest";
import { decideOutcome, decideVerdict } from "../../src/decide/outcome.ts";
import type { AgentReport, OutcomeInput, VerifyReport } from "../../src/decide/outcome.ts";
import { T0, sha } from "../support/builders.ts";

const AGENT: AgentReport = {
  result: "success",
  failure: undefined,
  head: sha("head"),
  startedAt: T0,
  output: "agent said",
  usage: undefined,
};
const VERIFY: VerifyReport = { result: "success", verdict: "passed", detail: "", output: "" };
const SKIPPED: VerifyReport = { result: "skipped", verdict: undefined, detail: "", output: "" };

function outcome(agent: Partial<AgentReport>, verify: Partial<VerifyReport>, rest: Partial<OutcomeInput> = {}): string {
  const end = decideOutcome({
    agent: { ...AGENT, ...agent },
    verify: { ...VERIFY, ...verify },
    refusal: undefined,
    claimedAt: T0 - 1,
    now: T0 + 1,
    ...rest,
  });
  const why = end.failure === undefined ? "" : ` ${end.failure.code}`;
  return `${end.outcome}${why} ${end.acceptance} ${end.counted ? "counted" : "free"}`;
}

describe("an attempt in three jobs", () => {
  const refused = { refusal: { code: "scope", detail: "b.ts" } } as const;
  const failed = { failure: { code: "agent-exit", detail: "exit code 1" } } as const;
  test.each<[string, string, string]>([
    ["delivers what its tests passed", outcome({}, {}), "delivered passed counted"],
    ["delivers what has no tests", outcome({}, { verdict: "none" }), "delivered none counted"],
    ["fails with its agent", outcome(failed, SKIPPED), "failed agent-exit none counted"],
    ["fails with its agent, whatever else it left", outcome(failed, VERIFY), "failed agent-exit none counted"],
    [
      "fails with its tests",
      outcome({}, { verdict: "failed", detail: "npm test" }),
      "failed acceptance failed counted",
    ],
    ["fails with a set-up", outcome({}, { verdict: "unprepared", detail: "npm ci" }), "failed setup none counted"],
    ["fails at publish's own look", outcome({}, {}, refused), "failed scope none counted"],
    ["is refused before its tests count", outcome({}, { verdict: "failed" }, refused), "failed scope none counted"],
    ["is not believed without a verdict", outcome({}, SKIPPED), "failed internal none counted"],
    ["is not believed where the verify job failed", outcome({}, { result: "failure" }), "failed internal none counted"],
    ["expires without a result", outcome({ result: "failure", head: undefined }, SKIPPED), "expired dead none counted"],
    [
      "expires with nothing said at all",
      outcome({ result: undefined, head: undefined }, SKIPPED),
      "expired dead none counted",
    ],
    [
      "is cancelled with its agent job",
      outcome({ result: "cancelled", head: undefined }, SKIPPED),
      "cancelled cancelled none free",
    ],
    ["is cancelled with its verify job", outcome({}, { result: "cancelled" }), "cancelled cancelled none free"],
    [
      "fails where its agent can't start",
      outcome({ failure: { code: "agent-start", detail: "" } }, SKIPPED),
      "failed agent-start none free",
    ],
    [
      "fails where its vendor refuses the login",
      outcome({ failure: { code: "login", detail: "401" } }, SKIPPED),
      "failed login none free",
    ],
    [
      "fails where its usage limit is reached",
      outcome({ failure: { code: "usage-cap", detail: "" } }, SKIPPED),
      "failed usage-cap none free",
    ],
    [
      "fails where its usage limit is reached on the way, which has cost something",
      outcome(
        { failure: { code: "usage-cap", detail: "" }, usage: { usd: undefined, inputTokens: 5, outputTokens: 0 } },
        SKIPPED,
      ),
      "failed usage-cap none counted",
    ],
    [
      "fails where a usage limit lets nothing begin",
      outcome(
        { failure: { code: "usage-cap", detail: "" }, usage: { usd: 0, inputTokens: 0, outputTokens: 0 } },
        SKIPPED,
      ),
      "failed usage-cap none free",
    ],
    [
      "fails where its program can't be installed",
      outcome({ failure: { code: "install", detail: "" } }, SKIPPED),
      "failed install none free",
    ],
    [
      "fails where its service does, which costs a runner each time",
      outcome({ failure: { code: "service", detail: "500" } }, SKIPPED),
      "failed service none counted",
    ],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });

  test("that took longer than a job may was not cancelled by a person", () => {
    const late = { now: T0 + 355 * 60_000 };
    expect(outcome({}, { result: "cancelled" }, late)).toBe("failed timeout none counted");
    expect(outcome({}, { result: "cancelled" }, { now: T0 + 354 * 60_000 })).toBe("cancelled cancelled none free");
  });

  test("keeps the output of what failed", () => {
    const verify: VerifyReport = { ...VERIFY, verdict: "failed", output: "1 failed" };
    const input = { verify, refusal: undefined, claimedAt: T0, now: T0 };
    expect(decideOutcome({ ...input, agent: AGENT }).output).toBe("1 failed");
    expect(decideOutcome({ ...input, agent: { ...AGENT, ...failed } }).output).toBe("agent said");
  });

  test("begins with its claim where its job never said when it began", () => {
    const input = { agent: { ...AGENT, startedAt: undefined }, verify: VERIFY, refusal: undefined };
    expect(decideOutcome({ ...input, claimedAt: T0 - 5, now: T0 })).toMatchObject({ startedAt: T0 - 5, at: T0 });
  });
});

test.each<[string, VerifyReport, object]>([
  ["passed", VERIFY, { acceptance: "passed", detail: "" }],
  ["has nothing to run", { ...VERIFY, verdict: "none" }, { acceptance: "none", detail: "" }],
  ["failed", { ...VERIFY, verdict: "failed", detail: "npm test" }, { acceptance: "failed", detail: "npm test" }],
  [
    "broke",
    { ...SKIPPED, result: "failure" },
    { acceptance: "failed", detail: "its verify job ended (failure); push to have it run again" },
  ],
  [
    "was cancelled",
    { ...SKIPPED, result: "cancelled" },
    { acceptance: "failed", detail: "its verify job ended (cancelled); push to have it run again" },
  ],
])("a verify-only job that %s", (_, report, expected) => {
  expect(decideVerdict(report)).toEqual(expected);
});
