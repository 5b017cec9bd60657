import { describe, expect, test } from "vitest";

import { readPlan } from "../../src/plan/read-plan.ts";
import { HAS_PLAN_30, readPlan30Sources } from "../support/plan-30.ts";

describe.skipIf(!HAS_PLAN_30)("the real plan of 30 (skipped where ../shared is absent)", () => {
  test("is read without an error; prose among its acceptance tests and doubled dependencies are warned of", () => {
    const plan = readPlan(readPlan30Sources());
    expect(plan.workstreams.size).toBe(30);
    expect(plan.graph.size).toBe(108);
    expect(plan.problems.size).toBe(0);
    expect(new Set(plan.diagnostics.map(({ code }) => code))).toEqual(
      new Set(["duplicate-dependency", "prose-acceptance-test"]),
    );
    expect([...plan.workstreams.values()].reduce((sum, { estimate }) => sum + estimate, 0)).toBe(220);
  });
});
