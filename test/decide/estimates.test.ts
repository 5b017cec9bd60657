import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { learnEstimates } from "../../src/decide/estimates.ts";
import type { Expectation } from "../../src/decide/estimates.ts";
import type { AgentConfig } from "../../src/plan/config.ts";
import { HOUR, T0, agent, attempt, plan, state, stateMap, workstream } from "../support/builders.ts";
import { pastPlan } from "../support/delivered.ts";
import type { Past } from "../support/delivered.ts";

/** What is expected of the workstream `ws-next`, which is one of those given, or one more without anything. */
function expectNext(pasts: readonly Past[], next: Past = {}, agents: readonly AgentConfig[] = []): Expectation {
  const past = pastPlan([...pasts, { id: "ws-next", ...next }], agents);
  return learnEstimates(past.plan, past.states).of(past.plan.workstreams.get("ws-next") ?? workstream());
}

/** Attempts that took so many hours each. */
function took(hours: readonly number[], fields: Past = {}): readonly Past[] {
  return hours.map((each) => ({ ...fields, hours: each }));
}

describe("before anything was delivered", () => {
  test.each([
    ["the file's", { estimate: 3 }, { source: "written", hours: 3, estimate: 3 }],
    ["1 + the number of tasks", { tasks: ["One", "Two"] }, { source: "tasks", hours: 3, estimate: 3 }],
  ])("an estimate is %s", (_, next, expected) => {
    expect(expectNext([], next)).toEqual(expected);
  });

  test("there is neither pace nor spread", () => {
    const past = pastPlan([{}, ...took([5, 5], { outcome: "failed" })]);
    expect(learnEstimates(past.plan, past.states)).toMatchObject({ pace: undefined, spread: undefined });
  });
});

describe("the pace", () => {
  test.each([
    ["the median of what an estimated hour took", took([1, 2, 30], { estimate: 4 }), 0.5],
    ["of written estimates where there are any", [...took([1], { estimate: 4 }), ...took([9, 9])], 0.25],
    ["else of the others", took([3], { tasks: ["One"] }), 1.5],
  ])("is %s", (_, pasts, pace) => {
    const past = pastPlan(pasts);
    expect(learnEstimates(past.plan, past.states).pace).toBe(pace);
  });

  test("holds for what is written, whatever the others took", () => {
    const pasts = [...took([1], { estimate: 4 }), ...took([9, 9, 9])];
    expect(expectNext(pasts, { estimate: 8 })).toEqual({ source: "written", hours: 2, estimate: 8 });
  });

  test("holds for the others until there is enough to learn from", () => {
    expect(expectNext(took([3, 3]), { tasks: ["One"] })).toEqual({ source: "tasks", hours: 6, estimate: 2 });
  });

  test("compares with the estimate that the attempt began with, not with what its file says by now", () => {
    const past = pastPlan(took([1], { estimate: 2 }));
    const edited = new Map(past.plan.workstreams).set("ws-0", workstream({ id: "ws-0", estimate: 1 }));
    expect(learnEstimates({ ...past.plan, workstreams: edited }, past.states).pace).toBe(0.5);
  });

  test("counts every attempt that delivered: each did the whole work", () => {
    const attempts = [1, 2, 3].map((number) => attempt({ number, end: { startedAt: T0, at: T0 + number * HOUR } }));
    const states = stateMap([state({ attempts })]);
    expect(learnEstimates(plan([workstream({ estimate: 1 })]), states).pace).toBe(2);
  });
});

describe("what is learnt", () => {
  const claude = { tool: "claude_code", pattern: "api", track: "web" };
  const group = { by: "time", tool: undefined, pattern: undefined, track: undefined };

  test.each<[string, readonly Past[], object]>([
    ["type, pattern and track", took([1, 2, 3], claude), { ...claude, count: 3 }],
    ["type and pattern", took([1, 2, 3], { ...claude, track: "core" }), { ...claude, track: undefined }],
    ["pattern and track", took([1, 2, 3], { ...claude, tool: "codex" }), { ...claude, tool: undefined }],
    ["type and track", took([1, 2, 3], { ...claude, pattern: "db" }), { ...claude, pattern: undefined }],
    ["the pattern", took([1, 2, 3], { pattern: "api" }), { ...group, pattern: "api" }],
    ["the type", took([1, 2, 3], { tool: "claude_code" }), { ...group, tool: "claude_code" }],
    ["the track", took([1, 2, 3], { track: "web" }), { ...group, track: "web" }],
    ["nothing in common", took([1, 2, 3], { tool: "codex", pattern: "db" }), group],
  ])("is the median of attempts that have %s in common", (_, pasts, from) => {
    expect(expectNext(pasts, claude)).toMatchObject({
      source: "learnt",
      hours: 2,
      from: { count: 3, by: "time", ...from },
    });
  });

  test("comes from the most specific group that has enough; of two the pattern's", () => {
    const tool = took([10, 10, 10], { tool: "claude_code" });
    const pattern = took([20, 20, 20], { tool: "codex", pattern: "api" });
    const both = took([1, 1], { tool: "claude_code", pattern: "api" });
    expect(expectNext([...tool, ...pattern, ...both], claude).hours).toBe(20);
    expect(expectNext([...tool, ...pattern, ...both, ...took([1], claude)], claude).hours).toBe(1);
  });

  test("of several types of agents that may take it, none is assumed", () => {
    const pasts = took([5, 5, 5], { tool: "codex" });
    const one = agent({ type: "codex" });
    expect(expectNext(pasts, {}, [one])).toMatchObject({ from: { tool: "codex" } });
    expect(expectNext(pasts, {}, [one, agent({ id: "agent-2", type: "command" })])).toMatchObject({
      from: { tool: undefined },
    });
  });

  test("nothing but what delivered counts", () => {
    expect(expectNext(took([5, 5, 5], { outcome: "failed" })).source).toBe("tasks");
  });

  test("goes by the number of tasks where that tells more", () => {
    const tasks = ["One", "Two", "Three"];
    const pasts = [
      { tasks: tasks.slice(0, 1), hours: 1 },
      { tasks: tasks.slice(0, 2), hours: 1.5 },
      { tasks, hours: 2 },
    ];
    const four = { tasks: [...tasks, "Four", "Five"] };
    expect(expectNext(pasts, four)).toMatchObject({ source: "learnt", hours: 3, from: { by: "tasks", count: 3 } });
    expect(expectNext(took([2, 2, 2], { tasks }), four)).toMatchObject({ hours: 2, from: { by: "time" } });
  });

  test("is inside of what was seen, in all or for each task, and more than 0", () => {
    const past = fc.record({
      hours: fc.double({ min: 0, max: 1000, noNaN: true }),
      tasks: fc.array(fc.constant("Do"), { maxLength: 5 }),
      pattern: fc.constantFrom("api", "db", undefined),
      tool: fc.constantFrom("codex", "claude_code"),
    });
    fc.assert(
      fc.property(fc.array(past, { minLength: 3, maxLength: 20 }), past, (pasts, { pattern, tool, tasks }) => {
        const expected = expectNext(pasts, { pattern, tool, tasks });
        const from = expected.source === "learnt" ? expected.from : expect.unreachable();
        const alike = pasts.filter(
          (each) =>
            (from.pattern === undefined || each.pattern === from.pattern) &&
            (from.tool === undefined || each.tool === from.tool),
        );
        const size = (each: { readonly tasks: readonly string[] }) => (from.by === "tasks" ? 1 + each.tasks.length : 1);
        const seen = alike.map((each) => Math.max(each.hours, 1 / HOUR) / size(each));
        expect(alike).toHaveLength(from.count);
        expect(expected.hours).toBeGreaterThan(0);
        // Instants are in milliseconds, so that times are rounded.
        expect(expected.hours / size({ tasks })).toBeGreaterThanOrEqual(Math.min(...seen) * 0.999 - 1 / HOUR);
        expect(expected.hours / size({ tasks })).toBeLessThanOrEqual(Math.max(...seen) * 1.001 + 1 / HOUR);
      }),
    );
  });
});

describe("the spread", () => {
  test("is unknown before 5 attempts delivered", () => {
    const past = pastPlan(took([1, 2, 3, 4], { estimate: 2 }));
    expect(learnEstimates(past.plan, past.states).spread).toBeUndefined();
  });

  test("is that of the logarithm of what was taken over what was expected", () => {
    const past = pastPlan(took([1, 2, 4, 8, 1000], { estimate: 4 }));
    expect(learnEstimates(past.plan, past.states).spread).toBeCloseTo(1.4826 * Math.log(2));
  });

  test("is 0 where all took what was expected", () => {
    const pasts = [1, 2, 3, 4, 5].map((estimate) => ({ estimate, hours: estimate / 2 }));
    const past = pastPlan(pasts);
    expect(learnEstimates(past.plan, past.states).spread).toBeCloseTo(0);
  });
});
