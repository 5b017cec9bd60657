import { describe, expect, test } from "vitest";
import { assumeOdds } from "../../src/decide/learn-odds.ts";
import type { Runs } from "../../src/decide/simulate-runs.ts";
import { printRuns, printRunsProgress, runsToJson } from "../../src/text/runs.ts";
import type { SimulatedRuns } from "../../src/text/runs.ts";

const STYLE = { width: 120, color: false };
const RECORD = { ended: 20, delivered: 15, spread: 0.612 };
const NOTHING_GIVEN = { spread: undefined, failureRate: undefined };

const RESULT: Runs = {
  runs: 1000,
  finished: 900,
  finish: { p50: 101.234, p80: 120, p95: 9.87654 },
  critical: [
    { id: "ws-a", probability: 1 },
    { id: "ws-long-name", probability: 0.996 },
    { id: "ws-rare", probability: 0.004 },
    { id: "ws-never", probability: 0 },
  ],
};

function runs(fields: Partial<Runs> = {}): SimulatedRuns {
  return { result: { ...RESULT, ...fields }, seed: 1, odds: assumeOdds(NOTHING_GIVEN, undefined) };
}

describe("many runs in a terminal", () => {
  test("say when they were over, and what they waited for", () => {
    expect(printRuns(runs(), 76, undefined, STYLE).split("\n")).toEqual([
      "1000 runs with seed 1: times spread by 0.4 (assumed), 10 % of attempts fail (assumed)",
      "        expected  p50    p80    p95",
      "finish  76 h      101 h  120 h  9.88 h",
      "100 of 1000 runs did not finish, because something failed for good (10 %); they are left out",
      "",
      "how often each was on a critical path:",
      "  ws-a          100 %  ████████████",
      "  ws-long-name   99 %  ████████████",
      "  ws-rare        <1 %  █",
    ]);
  });

  test("say what they were drawn with", () => {
    const first = (given: Parameters<typeof assumeOdds>[0]): string | undefined => {
      const odds = assumeOdds(given, RECORD);
      return printRuns({ ...runs(), odds }, 76, RECORD, STYLE).split("\n")[0];
    };
    expect(first(NOTHING_GIVEN)).toBe(
      "1000 runs with seed 1: times spread by 0.61 (learnt from 15 attempts), 25 % of attempts fail (learnt from 20 attempts)",
    );
    expect(first({ spread: 0, failureRate: 0.001 })).toBe(
      "1000 runs with seed 1: times spread by 0 (as asked for), <1 % of attempts fail (as asked for)",
    );
  });

  test("name the first ten, and nothing where no run finished", () => {
    const critical = Array.from({ length: 12 }, (_, index) => ({ id: `ws-${index}`, probability: 0.5 }));
    const lines = printRuns(runs({ critical }), 76, undefined, STYLE).split("\n");
    expect(lines.at(-2)).toBe("  ws-9   50 %  ██████");
    expect(lines.at(-1)).toBe("  2 more: --json has all");
    const none = runs({ finished: 0, finish: undefined });
    expect(printRuns(none, 76, undefined, STYLE).split("\n").slice(1)).toEqual([
      "no run finished: in each something failed for good; `--failure-rate 0` plays the times alone",
    ]);
    expect(runsToJson(none)).toMatchObject({ finished: 0, p50: null, p80: null, p95: null });
  });

  test("are a bar while they go on", () => {
    expect(printRunsProgress(250, 1000, STYLE)).toBe("██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  250 of 1000 runs");
    expect(printRunsProgress(250, 1000, { width: 20, color: false })).toBe("250 of 1000 runs");
  });
});

describe("the odds", () => {
  test.each([
    [{ ended: 10, delivered: 7, spread: undefined }, 0.3, "learnt", 0.4, "usual"],
    [{ ended: 9, delivered: 1, spread: 0.1 }, 0.1, "usual", 0.1, "learnt"],
  ] as const)("of %o", (record, failureRate, failures, spread, times) => {
    const odds = assumeOdds(NOTHING_GIVEN, record);
    expect(odds.failureRate).toEqual({ value: expect.closeTo(failureRate), source: failures });
    expect(odds.spread).toEqual({ value: spread, source: times });
  });
});
