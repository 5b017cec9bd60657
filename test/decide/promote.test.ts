import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listSchedule } from "../../src/decide/list-schedule.ts";
import { promote } from "../../src/decide/promote.ts";
import { stateProblem } from "../../src/decide/schedule-problem.ts";
import { schedule } from "../../src/decide/schedule.ts";
import { toHours } from "../../src/decide/ticks.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, plan, workstream } from "../support/builders.ts";

const ONE = [agent({ id: "agent-1" })];
const TWO = [...ONE, agent({ id: "agent-2" })];

function startsOf(workstreams: readonly Workstream[], agents = ONE): Readonly<Record<string, number>> {
  const { schedule: rows } = schedule(wholePlan(plan(workstreams), agents));
  return Object.fromEntries(rows.map(({ id, start }) => [id, start]));
}

describe("priorities", () => {
  test("what is critical goes first where the whole takes no longer, with all that it waits for", () => {
    const chain = [
      workstream({ id: "ws-a", estimate: 3 }),
      workstream({ id: "ws-b", estimate: 3, dependsOn: ["ws-a"] }),
    ];
    const before = workstream({ id: "ws-c", estimate: 1 });
    const urgent = workstream({ id: "ws-d", estimate: 1, dependsOn: ["ws-c"], priority: "critical" });
    expect(startsOf([...chain, before, urgent])).toEqual({ "ws-c": 0, "ws-d": 1, "ws-a": 2, "ws-b": 5 });
  });

  test("what is low goes last, with all that waits for it", () => {
    const low = workstream({ id: "ws-a", estimate: 5, priority: "low" });
    const after = workstream({ id: "ws-b", estimate: 5, dependsOn: ["ws-a"] });
    const other = workstream({ id: "ws-c", estimate: 2 });
    const last = workstream({ id: "ws-d", estimate: 2 });
    expect(startsOf([low, after, other, last])).toEqual({ "ws-c": 0, "ws-d": 2, "ws-a": 4, "ws-b": 9 });
  });

  test("what can't go first together goes as far as each by itself can", () => {
    const long = workstream({ id: "ws-a", estimate: 7 });
    const other = workstream({ id: "ws-b", estimate: 2.5 });
    const urgent = ["ws-c", "ws-d"].map((id) => workstream({ id, estimate: 2, priority: "critical" }));
    const starts = startsOf([long, other, ...urgent], TWO);
    expect([starts["ws-a"], starts["ws-b"]]).toEqual([0, 4]);
  });

  test("all of a priority goes first in one schedule, where no more may be tried", () => {
    const other = workstream({ id: "ws-a", estimate: 3 });
    const urgent = ["ws-b", "ws-c", "ws-d"].map((id) => workstream({ id, priority: "critical" }));
    const problem = stateProblem(wholePlan(plan([other, ...urgent]), ONE));
    const given = listSchedule(problem, [0, 1, 2, 3]);
    expect(promote(problem, given, 1).ends.map(toHours)).toEqual([6, 1, 2, 3]);
  });

  test("nothing goes first that makes the whole longer", () => {
    const long = workstream({ id: "ws-a", estimate: 6 });
    const also = workstream({ id: "ws-b", estimate: 3 });
    const urgent = workstream({ id: "ws-c", estimate: 3, priority: "critical" });
    expect(startsOf([long, also, urgent], TWO)).toEqual({ "ws-a": 0, "ws-c": 0, "ws-b": 3 });
  });

  test("of any plan they make the schedule no longer", () => {
    const priority = fc.constantFrom("critical", "high", "normal", "low");
    const estimate = fc.constantFrom(1, 2, 5);
    const anyPlan = fc.array(fc.record({ priority, estimate, after: fc.option(fc.nat({ max: 7 })) }), { maxLength: 8 });
    const makespan = (workstreams: readonly Workstream[]) => schedule(wholePlan(plan(workstreams), TWO)).makespan;
    fc.assert(
      fc.property(anyPlan, (given) => {
        const all = given.map(({ after, ...each }, index) => {
          const dependsOn = after !== null && after < index ? [`ws-${after}`] : [];
          return workstream({ id: `ws-${index}`, ...each, dependsOn, scope: [`src/${index % 3}/`] });
        });
        const flat = all.map((each) => ({ ...each, priority: "normal" as const }));
        expect(makespan(all)).toBeLessThanOrEqual(makespan(flat));
      }),
      { numRuns: 50 },
    );
  });
});
