import { expect, test } from "vitest";
import { measureAccuracy } from "../../src/decide/estimate-accuracy.ts";
import { findSamples } from "../../src/decide/samples.ts";
import { pastPlan } from "../support/delivered.ts";
import type { Past } from "../support/delivered.ts";

function measure(pasts: readonly Past[]) {
  const { plan, states } = pastPlan(pasts);
  return measureAccuracy(findSamples(plan, states));
}

test("every tool, pattern and track is measured, written estimates apart from the others", () => {
  const rows = measure([
    { tool: "codex", track: "web", estimate: 4, hours: 2 },
    { tool: "codex", pattern: "api", estimate: 4, hours: 1 },
    { tool: "claude_code", pattern: "api", tasks: ["One"], hours: 6 },
    { tool: "aider" },
  ]);
  expect(rows).toEqual([
    { by: "all", name: "", attempts: 3, medianHours: 2, writtenRatio: 0.375, unwrittenRatio: 3 },
    { by: "tool", name: "claude_code", attempts: 1, medianHours: 6, writtenRatio: undefined, unwrittenRatio: 3 },
    { by: "tool", name: "codex", attempts: 2, medianHours: 1.5, writtenRatio: 0.375, unwrittenRatio: undefined },
    { by: "pattern", name: "api", attempts: 2, medianHours: 3.5, writtenRatio: 0.25, unwrittenRatio: 3 },
    { by: "track", name: "web", attempts: 1, medianHours: 2, writtenRatio: 0.5, unwrittenRatio: undefined },
  ]);
});

test("before the first delivery there is nothing to measure", () => {
  expect(measure([{}, { hours: 1, outcome: "failed" }])).toEqual([]);
});
