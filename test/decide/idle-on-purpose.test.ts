import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestHold } from "../../src/decide/idle-on-purpose.ts";
import { schedule } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, plan, workstream } from "../support/builders.ts";

const TWO = [agent({ id: "agent-1" }), agent({ id: "agent-2" })];

/** Until `pre` has ended nothing can be done of the long chain, which `side` would keep off its paths. */
function chain(pre: number, side: number): readonly Workstream[] {
  return [
    workstream({ id: "ws-pre", estimate: pre }),
    workstream({ id: "ws-crit", estimate: 9, dependsOn: ["ws-pre"], scope: ["src/x/**"] }),
    workstream({ id: "ws-last", estimate: 9, dependsOn: ["ws-crit"] }),
    workstream({ id: "ws-side", estimate: side, scope: ["src/x/y"] }),
  ];
}

function planned(workstreams: readonly Workstream[]) {
  const input = wholePlan(plan(workstreams), TWO);
  return { input, found: schedule(input) };
}

describe("a workstream is held on purpose", () => {
  test("for as long as the whole gains by it", () => {
    const { input, found } = planned(chain(3, 6));
    expect([found.makespan, found.gain, longestHold(input, found.schedule, 0)]).toEqual([21, 3, 3]);
  });

  test("no longer: then nothing is held", () => {
    const { input, found } = planned(chain(3, 5));
    // It would be held for 3 hours, and the whole be 2 hours shorter.
    expect([found.makespan, found.gain, longestHold(input, found.schedule, 0)]).toEqual([23, 0, 0]);
  });

  test("never for longer, whatever the plan, also of estimates that are almost nothing", () => {
    const anyPlan = fc.array(
      fc.record({
        estimate: fc.constantFrom(1e-9, 0.5, 1, 2, 3, 8),
        after: fc.option(fc.nat({ max: 7 })),
        folder: fc.nat({ max: 2 }),
      }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(anyPlan, (given) => {
        const { input, found } = planned(
          given.map(({ estimate, after, folder }, index) =>
            workstream({
              id: `ws-${index}`,
              estimate,
              dependsOn: after !== null && after < index ? [`ws-${after}`] : [],
              scope: [`src/${folder}/`],
            }),
          ),
        );
        expect(longestHold(input, found.schedule, 0)).toBeLessThanOrEqual(found.gain + 1e-6);
      }),
      { numRuns: 100 },
    );
  });
});
