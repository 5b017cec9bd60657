import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIST_ONLY, schedule } from "../../src/decide/schedule.ts";
import type { ScheduleInput } from "../../src/decide/schedule.ts";
import { buildGraph } from "../../src/plan/graph.ts";
import { overlap } from "../../src/plan/scope.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, workstream } from "../support/builders.ts";
import { checkSchedule } from "../support/check-schedule.ts";
import type { CheckedTask } from "../support/check-schedule.ts";
import { longestIdle } from "../support/idle-times.ts";
import { HAS_PLAN_30, readPlan30 } from "../support/plan-30.ts";

function input(workstreams: readonly Workstream[], fields: Partial<ScheduleInput> = {}): ScheduleInput {
  return {
    workstreams: new Map(workstreams.map((each) => [each.id, each])),
    graph: buildGraph(
      workstreams.map(({ id }) => id),
      workstreams.flatMap(({ id, dependsOn }) => dependsOn.map((dependency): [string, string] => [dependency, id])),
    ),
    agents: agents(2),
    pathCase: "sensitive",
    completed: new Set(),
    running: [],
    excluded: new Set(),
    ...fields,
  };
}

function agents(count: number): ReturnType<typeof agent>[] {
  return Array.from({ length: count }, (_, index) => agent({ id: `agent-${index + 1}` }));
}

function ws(id: string, estimate: number, fields: Partial<Workstream> = {}): Workstream {
  return workstream({ id, estimate, ...fields });
}

describe("a schedule", () => {
  test("starts the longest chain first and follows the dependencies", () => {
    const plan = [ws("a", 1), ws("b", 1), ws("c", 5, { dependsOn: ["b"] })];
    expect(schedule(input(plan, { agents: agents(1) })).schedule).toEqual([
      { id: "b", agent: "agent-1", start: 0, end: 1 },
      { id: "c", agent: "agent-1", start: 1, end: 6 },
      { id: "a", agent: "agent-1", start: 6, end: 7 },
    ]);
    expect(schedule(input(plan))).toMatchObject({ makespan: 6, lowerBound: 6, speedup: 7 / 6 });
  });

  test("is bound by the work that is left, whether it has just been started or not", () => {
    const plan = [ws("a", 4), ws("b", 3), ws("c", 3), ws("d", 3), ws("e", 3)];
    const running = [
      { id: "a", agent: "agent-1", elapsed: 0 },
      { id: "b", agent: "agent-2", elapsed: 0 },
      { id: "gone", agent: "agent-3", elapsed: 0 },
    ];
    expect(schedule(input(plan))).toMatchObject({ makespan: 9, lowerBound: 8 });
    expect(schedule(input(plan, { running }))).toMatchObject({ makespan: 9, lowerBound: 8 });
  });

  test("never runs two at once that may write the same path", () => {
    const plan = [ws("a", 2, { scope: ["src/"] }), ws("b", 3, { scope: ["src/*.ts"] }), ws("c", 1)];
    const result = schedule(input(plan, { agents: agents(3) }));
    expect(result.schedule.map(({ id, start }) => [id, start])).toEqual([
      ["b", 0],
      ["c", 0],
      ["a", 3],
    ]);
    expect(result).toMatchObject({ makespan: 5, lowerBound: 5 });
    expect(schedule(input(plan, { agents: agents(3) }), LIST_ONLY).lowerBound).toBe(5);
  });

  test("goes on from what runs and what is done", () => {
    const plan = [ws("a", 4), ws("b", 2, { dependsOn: ["a", "done"] }), ws("done", 9), ws("late", 1)];
    const result = schedule(
      input(plan, {
        completed: new Set(["done"]),
        running: [
          { id: "a", agent: "agent-2", elapsed: 1.5 },
          { id: "late", agent: "gone", elapsed: 3 },
        ],
      }),
    );
    expect(result.schedule).toEqual([
      { id: "late", agent: "gone", start: -3, end: 0 },
      { id: "a", agent: "agent-2", start: -1.5, end: 2.5 },
      { id: "b", agent: "agent-1", start: 2.5, end: 4.5 },
    ]);
    expect(result.makespan).toBe(4.5);
  });

  test.each([
    ["done", { completed: new Set(["b"]) }],
    ["running", { running: [{ id: "b", agent: "agent-2", elapsed: 4 }] }],
  ])("waits for nothing through what is %s, though that was given a dependency since", (_, fields) => {
    const plan = [ws("a", 4), ws("b", 4, { dependsOn: ["a"] }), ws("c", 4, { dependsOn: ["b"] })];
    const result = schedule(input(plan, { agents: agents(3), ...fields }));
    expect(result).toMatchObject({ makespan: 4, lowerBound: 4 });
  });

  test("lets what should have ended by now end before anything starts", () => {
    const shared = { scope: ["src/"] };
    const plan = [ws("a", 1), ws("b", 5, { dependsOn: ["a"], ...shared }), ws("c", 3, shared)];
    const running = [{ id: "a", agent: "agent-1", elapsed: 2 }];
    const result = schedule(input(plan, { running }), LIST_ONLY);
    expect(result.schedule.map(({ id, start }) => [id, start])).toEqual([
      ["a", -2],
      ["b", 0],
      ["c", 5],
    ]);
  });

  test("gives an agent that runs two nothing before both have ended", () => {
    const plan = [ws("a", 1), ws("b", 3), ws("c", 2)];
    const running = ["a", "b"].map((id) => ({ id, agent: "agent-1", elapsed: 0 }));
    const result = schedule(input(plan, { agents: agents(1), running }));
    expect(result.schedule.at(-1)).toEqual({ id: "c", agent: "agent-1", start: 3, end: 5 });
  });

  test("leaves an agent to the work that it may take", () => {
    const codex = agent({ id: "codex", type: "codex", tools: ["codex"] });
    const plan = [ws("a", 3, { tool: "aider" }), ws("b", 3, { tool: "codex" }), ws("c", 3, { tool: "aider" })];
    const result = schedule(input(plan, { agents: [codex, agent({ id: "any" })] }));
    expect(result.schedule.map(({ id, agent: by, start }) => `${id} ${by} ${start}`)).toEqual([
      "a any 0",
      "b codex 0",
      "c any 3",
    ]);
  });

  test("says why something has no place in it", () => {
    const plan = [
      ws("failed", 1),
      ws("after-failed", 1, { dependsOn: ["failed"] }),
      ws("x", 1, { dependsOn: ["y"] }),
      ws("y", 1, { dependsOn: ["x"] }),
      ws("aider", 1, { tool: "aider" }),
      ws("after-unreadable", 1),
      ws("fine", 1),
    ];
    const graph = buildGraph(
      [...plan.map(({ id }) => id), "unreadable"],
      [
        ["failed", "after-failed"],
        ["x", "y"],
        ["y", "x"],
        ["unreadable", "after-unreadable"],
      ],
    );
    const codex = agent({ id: "codex", tools: ["codex"] });
    const result = schedule(input(plan, { graph, agents: [codex], excluded: new Set(["failed"]) }));
    expect(result.schedule.map(({ id }) => id)).toEqual(["fine"]);
    expect(result.unscheduled).toEqual([
      { id: "after-failed", why: { kind: "dependency", dependency: "failed" } },
      { id: "after-unreadable", why: { kind: "dependency", dependency: "unreadable" } },
      { id: "aider", why: { kind: "no-agent" } },
      { id: "failed", why: { kind: "excluded" } },
      { id: "unreadable", why: { kind: "unreadable" } },
      { id: "x", why: { kind: "cycle" } },
      { id: "y", why: { kind: "cycle" } },
    ]);
  });

  test("of nothing is empty", () => {
    const empty = { makespan: 0, lowerBound: 0, speedup: 1, schedule: [], unscheduled: [], iterations: 0, gain: 0 };
    expect(schedule(input([]))).toEqual(empty);
    expect(schedule(input([ws("a", 1)], { completed: new Set(["a"]), agents: [] }))).toEqual(empty);
  });
});

/** Workstreams in which each depends on earlier ones, writes some of four folders, and asks for one of two tools. */
const anyPlan = fc
  .array(
    fc.record({
      estimate: fc.constantFrom(0.1, 0.2, 0.3, 1, 2.5, 8),
      dependsOn: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
      folders: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 2 }),
      tool: fc.constantFrom(undefined, undefined, "codex"),
      track: fc.constantFrom(undefined, "t"),
      priority: fc.constantFrom("normal", "normal", "critical", "low"),
    }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map(({ dependsOn, folders, ...fields }, index) =>
      workstream({
        ...fields,
        id: `ws-${index}`,
        dependsOn: dependsOn.filter((each) => each < index).map((each) => `ws-${each}`),
        scope: [`own/${index}`, ...folders.map((folder) => (index % 2 === 0 ? `${folder}/` : `${folder}/*.ts`))],
      }),
    ),
  );

const anyAgents = fc
  .array(
    fc.record({
      tools: fc.constantFrom("any" as const, "any" as const, ["codex"]),
      tracks: fc.constantFrom([], ["t"]),
      exclusive: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((rows) => [agent({ id: "any" }), ...rows.map((fields, index) => agent({ id: `agent-${index}`, ...fields }))]);

function taskOf(
  { id, estimate, dependsOn, scope, tool, track }: Workstream,
  team: ReturnType<typeof agent>[],
): CheckedTask {
  const fitting = team.filter(
    (each) =>
      (each.tools === "any" || tool === undefined || each.tools.includes(tool)) &&
      (!each.exclusive || (track !== undefined && each.tracks.includes(track))),
  );
  const resources = scope.map((pattern) => pattern.replace(/\/(\*\.ts)?$/, ""));
  return { id, hours: estimate, dependsOn, resources, agents: fitting.map((each) => each.id) };
}

describe("any schedule", () => {
  test("keeps the rules and its bounds, and is the same again", () => {
    fc.assert(
      fc.property(anyPlan, anyAgents, (plan, team) => {
        const result = schedule(input(plan, { agents: team }));
        const tasks = plan.map((each) => taskOf(each, team));
        expect(checkSchedule(tasks, result.schedule)).toEqual([]);
        const idle = longestIdle(
          tasks,
          result.schedule,
          team.map(({ id }) => id),
        );
        expect(idle).toBeLessThanOrEqual(result.gain + 1e-5);
        const list = schedule(input(plan, { agents: team }), LIST_ONLY);
        expect(result.makespan + result.gain).toBeCloseTo(list.makespan);
        expect(result.makespan).toBeGreaterThanOrEqual(result.lowerBound);
        expect(result.makespan).toBe(Math.max(0, ...result.schedule.map(({ end }) => end)));
        const turned = input(plan.toReversed(), { agents: team });
        expect(schedule(turned)).toEqual(result);
      }),
      { numRuns: 60 },
    );
  });

  test("that goes on is no shorter than what is said of its rest", () => {
    fc.assert(
      fc.property(anyPlan, anyAgents, fc.integer({ min: 0, max: 20 }), (plan, team, now) => {
        const whole = schedule(input(plan, { agents: team }));
        const running = whole.schedule
          .filter(({ start, end }) => start <= now && now < end)
          .map(({ id, agent: by, start }) => ({ id, agent: by, elapsed: now - start }));
        const completed = new Set(whole.schedule.filter(({ end }) => end <= now).map(({ id }) => id));
        const rest = schedule(input(plan, { agents: team, running, completed }));
        expect(rest.lowerBound - Math.max(0, whole.makespan - now)).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });
});

describe.skipIf(!HAS_PLAN_30)("the plan of 30 (skipped without ../shared/data/plan-30)", () => {
  test.each([
    [1, 220],
    [2, 110],
    [3, 76],
    [4, 76],
    [5, 76],
    [6, 76],
  ])("with %i agents takes at most %i hours", (count, most) => {
    const plan = readPlan30();
    const result = schedule(input(plan, { agents: agents(count) }));
    const overlapping = (a: Workstream): string[] =>
      plan.filter((b) => a !== b && overlap(a.scope, b.scope)).map((b) => [a.id, b.id].toSorted().join(" "));
    const tasks = plan.map((each) => ({
      id: each.id,
      hours: each.estimate,
      dependsOn: each.dependsOn,
      resources: overlapping(each),
    }));
    expect(checkSchedule(tasks, result.schedule)).toEqual([]);
    expect(result.makespan).toBeLessThanOrEqual(most);
    expect(result.makespan).toBeGreaterThanOrEqual(result.lowerBound);
    expect(result.speedup).toBeCloseTo(220 / result.makespan);
  });
});
