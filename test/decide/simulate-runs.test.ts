import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keepOrder } from "../../src/decide/kept-order.ts";
import { runPlan } from "../../src/decide/run-plan.ts";
import { schedule } from "../../src/decide/schedule.ts";
import type { ScheduleInput } from "../../src/decide/schedule.ts";
import { readSchedule } from "../../src/decide/schedule-waits.ts";
import { stateProblem } from "../../src/decide/schedule-problem.ts";
import { TICKS_PER_HOUR } from "../../src/decide/ticks.ts";
import { simulateRuns } from "../../src/decide/simulate-runs.ts";
import type { Runs, RunsOptions } from "../../src/decide/simulate-runs.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, plan, workstream } from "../support/builders.ts";
import { HAS_PLAN_30, readPlan30 } from "../support/plan-30.ts";

const CERTAIN: RunsOptions = { runs: 1, seed: 1, spread: 0, failureRate: 0, backoff: () => 0.5 };

function inputOf(workstreams: readonly Workstream[], agents: number): ScheduleInput {
  const team = Array.from({ length: agents }, (_, index) => agent({ id: `agent-${index + 1}` }));
  return wholePlan(plan(workstreams), team);
}

/** Enough to find schedules that leave an agent free on purpose. */
const PLACEMENTS = 20_000;

function simulated(input: ScheduleInput, options: Partial<RunsOptions>): Runs {
  return simulateRuns(input, schedule(input, PLACEMENTS), { ...CERTAIN, ...options });
}

function ws(id: string, estimate: number, fields: Partial<Workstream> = {}): Workstream {
  return workstream({ id, estimate, ...fields });
}

/** Hours of each workstream's attempts, of which the last one delivers. Returns the outcome with ids and hours. */
function played(
  workstreams: readonly Workstream[],
  agents: number,
  hours: Readonly<Record<string, readonly number[]>>,
): { makespan: number; critical: readonly string[] } {
  const input = inputOf(workstreams, agents);
  const problem = stateProblem(input);
  const expected = schedule(input);
  const ids = problem.tasks.map((task) => task.workstream.id);
  const rows = ids.map((id) => expected.schedule.find((row) => row.id === id));
  const drawn = ids.map((id) => ({
    attempts: (hours[id] ?? []).map((each, index) => ({
      ticks: each * TICKS_PER_HOUR,
      pause: index === 0 ? 0 : 0.5 * TICKS_PER_HOUR,
    })),
    delivers: true,
  }));
  const order = keepOrder(problem, {
    ends: rows.map((row) => (row?.end ?? 0) * TICKS_PER_HOUR),
    agents: rows.map((row) => row?.agent ?? ""),
    makespan: expected.makespan * TICKS_PER_HOUR,
  });
  const { makespan, critical } = runPlan(problem, order, drawn);
  return {
    makespan: makespan / TICKS_PER_HOUR,
    critical: ids.filter((_, task) => critical.has(task)).toSorted(),
  };
}

describe("one run", () => {
  const CHAIN = [ws("a", 2), ws("b", 1, { dependsOn: ["a"] }), ws("c", 1)];

  test("tells which workstreams its end waited for", () => {
    expect(played(CHAIN, 2, { a: [2], b: [1], c: [1] })).toEqual({
      makespan: 3,
      critical: ["a", "b"],
    });
    expect(played(CHAIN, 2, { a: [2], b: [1], c: [4] })).toMatchObject({ makespan: 4, critical: ["c"] });
    expect(played(CHAIN, 2, { a: [2], b: [1], c: [3] })).toMatchObject({ critical: ["a", "b", "c"] });
  });

  test("tries what failed again after its pause, in which its agent does something else", () => {
    expect(played(CHAIN, 2, { a: [2, 2], b: [1], c: [1] })).toMatchObject({ makespan: 2 + 0.5 + 2 + 1 });
    expect(played(CHAIN, 1, { a: [2, 2], b: [1], c: [1] })).toMatchObject({ makespan: 2 + 1 + 2 + 1 });
  });

  test("keeps who comes first on a path, whatever things take", () => {
    const shared = [
      ws("a", 1),
      ws("b", 5, { dependsOn: ["a"], scope: ["src/"] }),
      ws("c", 1, { scope: ["src/x.ts"] }),
      ws("d", 8, { dependsOn: ["b"] }),
      ws("e", 7, { dependsOn: ["c"] }),
    ];
    expect(played(shared, 5, { a: [1], b: [5], c: [1], d: [8], e: [7] })).toMatchObject({ makespan: 14 });
    // c was to be first: it still is where it takes longer than a.
    expect(played(shared, 5, { a: [1], b: [5], c: [3], d: [8], e: [7] })).toMatchObject({ makespan: 16 });
  });

  test("leaves an agent free where the schedule does so on purpose", () => {
    const held = [ws("a", 1), ws("long", 9, { dependsOn: ["a"] }), ws("b", 1), ws("c", 5), ws("d", 5)];
    const most = schedule(inputOf(held, 2)).makespan;
    expect(played(held, 2, { a: [1], long: [9], b: [1], c: [5], d: [5] }).makespan).toBe(most);
  });

  test("leaves an agent to what it is meant for, though another one could take it who waits for its own", () => {
    const first = ws("first", 3, { scope: ["a/", "c/"] });
    const plans = [
      first,
      ws("s-1", 1, { track: "s", dependsOn: ["first"], scope: ["a/"] }),
      ws("x-1", 2, { dependsOn: ["first"], scope: ["c/", "d/"] }),
      ws("s-2", 2, { track: "s", scope: ["a/", "c/"] }),
      ws("t-1", 5, { track: "t", dependsOn: ["s-1", "s-2"] }),
      ws("t-2", 2, { track: "t", dependsOn: ["x-1", "first"], scope: ["c/"] }),
      ws("x-2", 2, { dependsOn: ["s-2", "x-1"], scope: ["a/", "b/"] }),
      ws("s-3", 5, { track: "s", dependsOn: ["s-2"] }),
    ];
    const team = [
      agent({ id: "a-1", tracks: ["s"], exclusive: true }),
      agent({ id: "a-2", tracks: ["t"] }),
      agent({ id: "a-3" }),
    ];
    const input = wholePlan(plan(plans), team);
    expect(schedule(input).makespan).toBe(11);
    expect(simulateRuns(input, schedule(input), CERTAIN).finish?.p50).toBe(11);
  });
});

describe("many runs", () => {
  const PLAN = [ws("a", 2), ws("b", 1, { dependsOn: ["a"] }), ws("c", 2.5), ws("d", 0.9)];

  test("of a plan without any chance are its schedule", () => {
    expect(simulated(inputOf(PLAN, 2), { runs: 3 })).toEqual({
      runs: 3,
      finished: 3,
      finish: { p50: 3.4, p80: 3.4, p95: 3.4 },
      critical: [
        { id: "c", probability: 1 },
        { id: "d", probability: 1 },
        { id: "a", probability: 0 },
        { id: "b", probability: 0 },
      ],
    });
    expect(simulated(inputOf([], 2), { runs: 2 })).toMatchObject({ finished: 2, finish: { p95: 0 }, critical: [] });
  });

  test("without any chance find critical what the schedule marks: all chains that end last, and only tracks that were full", () => {
    const web = { track: "web" };
    const plans = [
      [ws("a", 2), ws("b", 1), ws("c", 1, { dependsOn: ["b"] }), ws("d", 1)],
      [ws("a", 2, web), ws("b", 3, web), ws("c", 2, web), ws("d", 1)],
    ];
    for (const workstreams of plans) {
      for (const most of [2, 3]) {
        const input = { ...inputOf(workstreams, 3), maxParallel: new Map([["web", most]]) };
        const { critical } = readSchedule(input, schedule(input).schedule);
        const found = simulated(input, {}).critical.filter(({ probability }) => probability === 1);
        expect(found.map(({ id }) => id).toSorted()).toEqual([...critical].toSorted());
      }
    }
  });

  test("are the same for the same seed, and others for another one", () => {
    const uncertain = { runs: 50, spread: 0.5, failureRate: 0.3 };
    const runs = simulated(inputOf(PLAN, 2), uncertain);
    expect(simulated(inputOf(PLAN, 2), uncertain)).toEqual(runs);
    expect(simulated(inputOf(PLAN, 2), { ...uncertain, seed: 2 })).not.toEqual(runs);
  });

  test("draw what the odds say", () => {
    const one = inputOf([ws("a", 10, { maxAttempts: 2 })], 1);
    const { finish } = simulated(one, { runs: 20_000, spread: 0.4 });
    expect(finish?.p50).toBeCloseTo(10, 0);
    expect(finish?.p95).toBeCloseTo(10 * Math.exp(0.4 * 1.645), 0);
    const { finished } = simulated(one, { runs: 20_000, failureRate: 0.3 });
    expect(finished / 20_000).toBeCloseTo(1 - 0.3 ** 2, 1);
    expect(simulated(one, { runs: 5, failureRate: 1 })).toEqual({
      runs: 5,
      finished: 0,
      finish: undefined,
      critical: [{ id: "a", probability: 0 }],
    });
  });

  test("tell how far they are", () => {
    const told: number[] = [];
    const input = inputOf(PLAN, 2);
    simulateRuns(input, schedule(input), { ...CERTAIN, runs: 3 }, (over) => void told.push(over));
    expect(told).toEqual([1, 2, 3]);
  });
});

const anyPlan = fc
  .array(
    fc.record({
      estimate: fc.constantFrom(0.1, 0.3, 1, 2.5, 8),
      dependsOn: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
      folders: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 2 }),
      track: fc.constantFrom("s", "t", undefined),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) =>
    rows.map(({ estimate, dependsOn, folders, track }, index) =>
      ws(`ws-${index}`, estimate, {
        track,
        dependsOn: dependsOn.filter((each) => each < index).map((each) => `ws-${each}`),
        scope: [`own/${index}`, ...folders.map((folder) => (index % 2 === 0 ? `${folder}/` : `${folder}/*.ts`))],
      }),
    ),
  );

/** One that takes anything, and some that are dedicated to tracks. */
const anyTeam = fc
  .array(fc.record({ tracks: fc.constantFrom([], ["s"], ["t"], ["s", "t"]), exclusive: fc.boolean() }), {
    maxLength: 3,
  })
  .map((rows) => [agent({ id: "any" }), ...rows.map((each, index) => agent({ id: `agent-${index}`, ...each }))]);

describe("any plan", () => {
  test("takes no longer than its schedule where nothing is left to chance", () => {
    fc.assert(
      fc.property(anyPlan, anyTeam, (workstreams, team) => {
        const input = wholePlan(plan(workstreams), team);
        expect(simulated(input, {}).finish?.p50).toBeLessThanOrEqual(schedule(input, PLACEMENTS).makespan + 1e-5);
      }),
      { numRuns: 100 },
    );
  });

  test("has percentiles in order, probabilities from 0 to 1, and in every finished run something critical", () => {
    const odds = fc.record({
      spread: fc.double({ min: 0, max: 2, noNaN: true }),
      failureRate: fc.constantFrom(0, 0.5),
    });
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 4 }), odds, (workstreams, agents, each) => {
        const { finished, finish, critical } = simulated(inputOf(workstreams, agents), { ...each, runs: 20 });
        expect(finish === undefined).toBe(finished === 0);
        const { p50, p80, p95 } = finish ?? { p50: 0, p80: 0, p95: 0 };
        expect([p50, p80, p95]).toEqual([p50, p80, p95].toSorted((a, b) => a - b));
        const shares = critical.map(({ probability }) => probability);
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThanOrEqual(finished === 0 ? 0 : 1 - 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

test.skipIf(!HAS_PLAN_30).each([1, 2, 3, 4, 5, 6])(
  "the plan of 30 with %i agents takes as long as its schedule (skipped without ../shared/data/plan-30)",
  (agents) => {
    const input = inputOf(readPlan30(), agents);
    const expected = schedule(input);
    expect(simulateRuns(input, expected, CERTAIN).finish?.p50).toBe(expected.makespan);
  },
);
