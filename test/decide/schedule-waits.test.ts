import { describe, expect, test } from "vitest";
import { readSchedule } from "../../src/decide/schedule-waits.ts";
import type { ScheduleRow } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { Config } from "../../src/plan/config.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, plan, workstream } from "../support/builders.ts";

const TWO = [agent({ id: "agent-1" }), agent({ id: "agent-2" })];

function read(workstreams: readonly Workstream[], rows: readonly ScheduleRow[], config: Partial<Config> = {}) {
  const { agents = TWO } = config;
  return readSchedule(wholePlan(plan(workstreams, { config: { ...config, agents } }), agents), rows);
}

function row(id: string, agentNumber: number, start: number, end: number): ScheduleRow {
  return { id, agent: `agent-${agentNumber}`, start, end };
}

const A = workstream({ id: "ws-a", scope: ["src/a/**"] });
const B = workstream({ id: "ws-b", scope: ["src/b/**"] });
const ALSO_A = workstream({ id: "ws-a2", scope: ["src/a/x.ts"] });

describe("why a row starts when it does", () => {
  test("nothing is said of one that starts at once, or has no row", () => {
    const reader = read([A, B], [row("ws-a", 1, 0, 2), row("ws-b", 2, 0, 2)]);
    expect([reader.waitsOf("ws-a"), reader.waitsOf("ws-none")]).toEqual([[], []]);
  });

  test("another one runs that may change the same path", () => {
    const reader = read([A, ALSO_A], [row("ws-a", 1, 0, 2), row("ws-a2", 2, 2, 3)]);
    expect(reader.waitsOf("ws-a2")).toEqual([
      { from: 0, to: 2, kind: "overlap", holder: "ws-a", witness: "src/a/x.ts" },
    ]);
  });

  test("all agents are busy", () => {
    const C = workstream({ id: "ws-c", scope: ["src/c/**"] });
    const reader = read([A, B, C], [row("ws-a", 1, 0, 2), row("ws-b", 2, 0, 3), row("ws-c", 1, 2, 4)]);
    expect(reader.waitsOf("ws-c")).toEqual([{ from: 0, to: 2, kind: "agent" }]);
  });

  test("its track is full", () => {
    const [first, second] = [A, B].map((each) => ({ ...each, track: "web" }));
    if (first === undefined || second === undefined) throw new Error("two workstreams");
    const config = { maxParallel: new Map([["web", 1]]) };
    const reader = read([first, second], [row("ws-a", 1, 0, 2), row("ws-b", 2, 2, 3)], config);
    expect(reader.waitsOf("ws-b")).toEqual([{ from: 0, to: 2, kind: "track", track: "web" }]);
  });

  test("it would be in the way of one that comes", () => {
    const late = workstream({ id: "ws-late", scope: ["src/a/y.ts"], dependsOn: ["ws-b"] });
    const rows = [row("ws-b", 1, 0, 1), row("ws-late", 1, 1, 5), row("ws-a", 2, 5, 7)];
    expect(read([A, B, late], rows).waitsOf("ws-a")).toEqual([
      {
        from: 0,
        to: 1,
        kind: "on-purpose",
        ahead: "ws-late",
        startsAt: 1,
        by: { kind: "scope", witness: "src/a/y.ts" },
      },
      { from: 1, to: 5, kind: "overlap", holder: "ws-late", witness: "src/a/y.ts" },
    ]);
  });

  test("its agent is kept for one that comes", () => {
    const late = workstream({ id: "ws-late", dependsOn: ["ws-b"] });
    const other = workstream({ id: "ws-other", dependsOn: ["ws-b"] });
    const rows = [row("ws-b", 1, 0, 1), row("ws-late", 2, 1, 5), row("ws-other", 1, 1, 3), row("ws-a", 1, 3, 5)];
    const reader = read([A, B, late, other], rows);
    expect(reader.waitsOf("ws-a")[0]).toEqual({
      from: 0,
      to: 1,
      kind: "on-purpose",
      ahead: "ws-late",
      startsAt: 1,
      by: { kind: "agent" },
    });
  });

  test("it waits from when its dependencies have ended", () => {
    const after = workstream({ id: "ws-after", dependsOn: ["ws-b"], scope: ["src/a/**"] });
    const reader = read([A, B, after], [row("ws-a", 1, 0, 4), row("ws-b", 2, 0, 1), row("ws-after", 2, 4, 5)]);
    expect(reader.waitsOf("ws-after")).toMatchObject([{ from: 1, to: 4, kind: "overlap", holder: "ws-a" }]);
  });
});

describe("the critical path", () => {
  test("goes back by dependencies, shared paths and agents, without a gap", () => {
    const last = workstream({ id: "ws-last", dependsOn: ["ws-a2"] });
    const rows = [row("ws-a", 1, 0, 2), row("ws-b", 2, 0, 1), row("ws-a2", 2, 2, 3), row("ws-last", 1, 3, 6)];
    expect([...read([A, B, ALSO_A, last], rows).critical].toSorted()).toEqual(["ws-a", "ws-a2", "ws-last"]);
  });

  test("is one chain, in its order", () => {
    const last = workstream({ id: "ws-last", dependsOn: ["ws-a2"] });
    const rows = [row("ws-a", 1, 0, 2), row("ws-a2", 2, 2, 3), row("ws-last", 1, 3, 6)];
    expect(read([A, ALSO_A, last], rows).criticalPath).toEqual(["ws-a", "ws-a2", "ws-last"]);
  });

  const AFTER_B = workstream({ id: "ws-after", dependsOn: ["ws-b"] });

  test("is not the only one where another chain ends as late", () => {
    const short = workstream({ id: "ws-short" });
    const rows = [row("ws-a", 1, 0, 3), row("ws-b", 2, 0, 1), row("ws-after", 2, 1, 3), row("ws-short", 3, 0, 2)];
    const { critical, criticalPath } = read([A, B, AFTER_B, short], rows, {
      agents: [...TWO, agent({ id: "agent-3" })],
    });
    expect([...critical].toSorted()).toEqual(["ws-a", "ws-after", "ws-b"]);
    expect(criticalPath).toEqual(["ws-a"]);
  });

  test("goes through all that a start waited for, which end at the same moment", () => {
    const both = workstream({ id: "ws-both", dependsOn: ["ws-b"], scope: ["src/a/"] });
    const rows = [row("ws-a", 1, 0, 2), row("ws-b", 2, 0, 2), row("ws-both", 2, 2, 3)];
    const { critical, criticalPath } = read([A, B, both], rows);
    expect([...critical].toSorted()).toEqual(["ws-a", "ws-b", "ws-both"]);
    expect(criticalPath).toEqual(["ws-b", "ws-both"]);
  });

  test("goes through what used the agent, and not through what only ended then", () => {
    const C = workstream({ id: "ws-c" });
    const rows = [row("ws-a", 1, 0, 2), row("ws-b", 2, 0, 2), row("ws-c", 1, 2, 3)];
    expect(read([A, B, C], rows).criticalPath).toEqual(["ws-a", "ws-c"]);
    expect(read([A, B, C], rows).critical.has("ws-b")).toBe(false);
  });

  test.each([
    [2, ["ws-1", "ws-3"]],
    [3, ["ws-3"]],
  ])("goes through a track of which %i may run only if it was full", (most, critical) => {
    const numbers = ["ws-1", "ws-2", "ws-3"].map((id) => workstream({ id, track: "web" }));
    const rows = [row("ws-1", 1, 0, 2), row("ws-2", 2, 0, 3), row("ws-3", 3, 2, 4)];
    const agents = [...TWO, agent({ id: "agent-3" })];
    const reader = read(numbers, rows, { agents, maxParallel: new Map([["web", most]]) });
    expect([...reader.critical].toSorted()).toEqual(critical);
  });

  test("begins with what runs over its estimate, and ends at any moment", () => {
    const rows = [row("ws-b", 1, -2, 0), row("ws-a", 2, -1, 1), row("ws-after", 1, 0, 3)];
    expect(read([A, B, AFTER_B], rows).criticalPath).toEqual(["ws-b", "ws-after"]);
  });

  test("of nothing is empty", () => {
    const { critical, criticalPath } = read([], []);
    expect([critical.size, criticalPath]).toEqual([0, []]);
  });
});
