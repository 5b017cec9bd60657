import { describe, expect, test } from "vitest";
import type { Attempt, Intent, Usage } from "../../src/state/facts.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { FailureCode } from "../../src/state/failure.ts";
import { isSpent, spendingOf } from "../../src/state/spending.ts";
import { NO_BUDGET } from "../../src/plan/default-config.ts";
import { HOUR, T0, attempt, plan, snapshot, workstream } from "../support/builders.ts";

const usage = (usd: number | undefined, tokens = 100): Usage => ({ usd, inputTokens: tokens - 20, outputTokens: 20 });

describe("what attempts spent", () => {
  test("is the sum of what their agents told; what is not told counts as nothing, and is counted", () => {
    const ended = [usage(0.1), usage(0.2), usage(undefined), undefined].map((told) =>
      attempt({ end: { usage: told } }),
    );
    const unborn = attempt({ end: { outcome: "failed", failure: { code: "agent-start", detail: "" } } });
    const paid = attempt({ end: { outcome: "failed", failure: { code: "setup", detail: "" }, usage: usage(0.5) } });
    expect(spendingOf([paid])).toMatchObject({ usd: 0.5, tokens: 100, attempts: 1 });
    expect(spendingOf([...ended, unborn, attempt()])).toEqual({
      usd: 0.3,
      tokens: 300,
      attempts: 4,
      untold: { usd: 2, tokens: 1 },
    });
  });

  test("reaches a limit of dollars or of tokens, and none where there is none", () => {
    const spent = spendingOf([attempt({ end: { usage: usage(0.1) } }), attempt({ end: { usage: usage(0.2) } })]);
    expect(isSpent({ usd: 0.3, tokens: undefined }, spent)).toBe(true);
    expect(isSpent({ usd: 0.31, tokens: 201 }, spent)).toBe(false);
    expect(isSpent({ usd: undefined, tokens: 200 }, spent)).toBe(true);
    expect(isSpent({ usd: undefined, tokens: undefined }, spent)).toBe(false);
  });
});

describe("the budget of a workstream", () => {
  const limit = { usd: 1, tokens: undefined };
  const of = plan([workstream({ maxAttempts: 9 })], { config: { budget: { ...NO_BUDGET, perWorkstream: limit } } });
  const failed = (number: number, usd: number, answers?: number): Attempt =>
    attempt({ number, claim: { answers }, end: { outcome: "failed", usage: usage(usd) } });
  const stateAfter = (attempts: readonly Attempt[], intents: readonly Intent[] = []) =>
    deriveStates(of, snapshot({ attempts, intents })).get("ws-a");

  test("leaves room for another attempt until it is reached", () => {
    expect(stateAfter([failed(1, 0.5)])?.state).toBe("retrying");
    expect(stateAfter([failed(1, 0.5), failed(2, 0.5)])).toMatchObject({
      state: "failed",
      reason: { kind: "spent", spent: { usd: 1, attempts: 2 }, limit },
    });
  });

  test("begins anew with a retry", () => {
    const attempts = [failed(1, 2)];
    const intents = [{ verb: "retry", target: "ws-a", who: "ada", at: T0 + HOUR }] as const;
    expect(stateAfter(attempts, intents)?.state).toBe("ready");
    expect(stateAfter([...attempts, failed(2, 0.5, T0 + HOUR)], intents)).toMatchObject({
      state: "retrying",
      spent: { usd: 0.5 },
    });
  });

  test("an attempt that failed beyond its own limit is the last one until a retry", () => {
    const perAttempt = { usd: 1, tokens: 200 };
    const capped = plan([workstream({ maxAttempts: 9 })], { config: { budget: { ...NO_BUDGET, perAttempt } } });
    const after = (told: Usage, code: FailureCode = "agent-exit") => {
      const end = { outcome: "failed", failure: { code, detail: "" }, usage: told } as const;
      return deriveStates(capped, snapshot({ attempts: [failed(1, 0), attempt({ number: 2, end })] })).get("ws-a");
    };
    expect(after(usage(1, 200))?.state).toBe("retrying");
    expect(after(usage(1.1))).toMatchObject({
      state: "failed",
      reason: { kind: "spent", attempt: 2, spent: { usd: 1.1 }, limit: perAttempt },
    });
    expect(after(usage(undefined, 201))?.state).toBe("failed");
    // Its CLI stopped at the limit by itself, somewhat late.
    expect(after(usage(1.1), "budget")?.state).toBe("retrying");
    expect(after(usage(1.1, 201), "budget")?.state).toBe("failed");
  });

  test("takes nothing from what is delivered", () => {
    const delivered = attempt({ end: { usage: usage(5) } });
    const seen = snapshot({ attempts: [delivered], branches: new Map([["ws-a", delivered.end?.head ?? ""]]) });
    expect(deriveStates(of, seen).get("ws-a")?.state).toBe("landing");
  });
});
