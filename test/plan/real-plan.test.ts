import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readPlan } from "../../src/plan/read-plan.ts";

const PLAN = join(import.meta.dirname, "../../../shared/data/plan-30");

describe.skipIf(!existsSync(PLAN))("the real plan of 30 (skipped where ../shared is absent)", () => {
  const names = existsSync(PLAN) ? readdirSync(PLAN) : [];
  const sources = names.map((name) => ({ path: `workstreams/${name}`, text: readFileSync(join(PLAN, name), "utf8") }));

  test("is read without an error; prose among its acceptance tests and doubled dependencies are warned of", () => {
    const plan = readPlan(sources);
    expect(plan.workstreams.size).toBe(30);
    expect(plan.graph.size).toBe(108);
    expect(plan.problems.size).toBe(0);
    expect(new Set(plan.diagnostics.map(({ code }) => code))).toEqual(
      new Set(["duplicate-dependency", "prose-acceptance-test"]),
    );
    expect([...plan.workstreams.values()].reduce((sum, { estimate }) => sum + estimate, 0)).toBe(220);
  });
});
