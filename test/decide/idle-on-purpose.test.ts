import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schedule } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, plan, workstream } from "../support/builders.ts";
import { longestIdle } from "../support/idle-times.ts";

const TWO = [agent({ id: "agent-1" }), agent({ id: "agent-2" })];

/** Until `pre` has ended nothing can be done of the long chain, which `side` would keep off its paths. */
function chain(pre: number, side: number): readonly Workstream[] {
  return [
    workstream({ id: "ws-pre", estimate: pre }),
    workstream({ id: "ws-crit", estimate: 9, dependsOn: ["ws-pre"], scope: ["src/x/"] }),
    workstream({ id: "ws-last", estimate: 9, dependsOn: ["ws-crit"] }),
    workstream({ id: "ws-side", estimate: side, scope: ["src/x/"] }),
  ];
}

/** Of a plan in which two scopes are the same, or do not overlap. */
function planned(workstreams: readonly Workstream[]) {
  const { makespan, gain, schedule: rows } = schedule(wholePlan(plan(workstreams), TWO));
  const tasks = workstreams.map(({ id, estimate, dependsOn, scope }) => {
    return { id, hours: estimate, dependsOn, resources: scope };
  });
  const idle = longestIdle(
    tasks,
    rows,
    TWO.map(({ id }) => id),
  );
  return { makespan, gain, idle };
}

describe("a workstream is held on purpose", () => {
  test("for as long at once as the whole gains by it", () => {
    expect(planned(chain(3, 6))).toEqual({ makespan: 21, gain: 3, idle: 3 });
  });

  test("no longer: then nothing is held", () => {
    // It would be held for 3 hours, and the whole be 2 hours shorter.
    expect(planned(chain(3, 5))).toEqual({ makespan: 23, gain: 0, idle: 0 });
  });

  test("no longer either where its agent ends something before", () => {
    // From 0.5 on it would be held for 2.5 hours, and the whole be 1.5 hours shorter. It starts now, and ws-pre waits for the agent.
    const all = [...chain(3, 4), workstream({ id: "ws-old", estimate: 1 })];
    const running = [{ id: "ws-old", agent: "agent-2", elapsed: 0.5 }];
    expect(schedule({ ...wholePlan(plan(all), TWO), running })).toMatchObject({ makespan: 22, gain: 0.5 });
  });

  test("never for longer, whatever the plan, also of estimates that are almost nothing", () => {
    const hours = fc.constantFrom(1e-9, 0.5, 1, 2, 3, 5, 8);
    const others = fc.array(fc.record({ estimate: hours, after: fc.nat({ max: 7 }), folder: fc.nat({ max: 2 }) }), {
      maxLength: 6,
    });
    let held = 0;
    fc.assert(
      fc.property(hours, hours, others, (pre, side, given) => {
        const begun = chain(pre, side);
        const more = given.map(({ estimate, after, folder }, index) => {
          const dependsOn = begun.slice(after, after + 1).map(({ id }) => id);
          return workstream({ id: `ws-${index}`, estimate, dependsOn, scope: [`src/${folder}/`] });
        });
        const { gain, idle } = planned([...begun, ...more]);
        expect(idle).toBeLessThanOrEqual(gain + 1e-5);
        if (idle > 1e-5) held += 1;
      }),
      { numRuns: 100 },
    );
    expect(held).toBeGreaterThan(0);
  });
});
