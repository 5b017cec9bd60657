import { describe, expect, test } from "vitest";
import { expectCourse } from "../../src/decide/expected-course.ts";
import type { ExpectedCourse } from "../../src/decide/expected-course.ts";
import { schedule } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { printHeld } from "../../src/text/held.ts";
import { printHours } from "../../src/text/hours.ts";
import { agent, plan, workstream } from "../support/builders.ts";

function ws(id: string, estimate: number, fields: Partial<Workstream> = {}): Workstream {
  return workstream({ id, estimate, ...fields });
}

function course(workstreams: readonly Workstream[], agents: number, maxParallel = new Map<string, number>()) {
  const team = Array.from({ length: agents }, (_, index) => agent({ id: `agent-${index + 1}` }));
  const input = wholePlan(plan(workstreams, { config: { maxParallel } }), team);
  return expectCourse(input, schedule(input));
}

function sentences({ held }: ExpectedCourse): readonly string[] {
  return held.map((each) => printHeld(each, printHours));
}

function gaps({ idle }: ExpectedCourse): readonly string[] {
  return idle.map(({ agent: by, from, to, held }) => `${by} ${from}-${to} ${held.id}`);
}

describe("the expected course", () => {
  test("marks the critical path, and holds nobody who only waits for an agent or a dependency", () => {
    const found = course([ws("ws-a", 3), ws("ws-b", 1, { dependsOn: ["ws-a"] }), ws("ws-c", 1), ws("ws-d", 1)], 2);
    const critical = found.rows.filter((row) => row.critical).map(({ id }) => id);
    expect(critical).toEqual(["ws-a", "ws-b"]);
    expect([found.held, found.idle]).toEqual([[], []]);
  });

  test("says for whom an agent is idle because of a path", () => {
    const found = course(
      [ws("ws-a", 3, { scope: ["lib/"] }), ws("ws-b", 2, { scope: ["lib/b.ts"] }), ws("ws-c", 1)],
      2,
    );
    expect(sentences(found)).toEqual(["ws-b from now to 3 h: shares lib/b.ts with ws-a (critical)"]);
    expect(gaps(found)).toEqual(["agent-2 1-3 ws-b"]);
  });

  test("says for whom an agent is kept free", () => {
    const long = { dependsOn: ["ws-a"] };
    const found = course(
      [
        ws("ws-a", 2),
        ws("ws-long", 8, long),
        ws("ws-longer", 8.5, long),
        ws("ws-y", 5),
        ws("ws-z", 4, { dependsOn: ["ws-long", "ws-longer"] }),
      ],
      2,
    );
    expect(sentences(found)).toEqual([
      expect.stringMatching(/^ws-y from now to 2 h: on purpose, an agent is kept for ws-long(er)? \(critical\)$/),
    ]);
    expect(gaps(found)).toEqual(["agent-2 0-2 ws-y"]);
  });

  test("says which track is full", () => {
    const found = course(
      [ws("ws-a", 2, { track: "api" }), ws("ws-b", 2, { track: "api" }), ws("ws-c", 1)],
      2,
      new Map([["api", 1]]),
    );
    expect(sentences(found)).toEqual(["ws-b from now to 2 h: as many of track api run as may"]);
    expect(gaps(found)).toEqual(["agent-2 1-2 ws-b"]);
  });

  test("hatches nothing for an agent that may not take what is held", () => {
    const shared = { scope: ["lib/"], tool: "codex" };
    const team = [agent({ id: "codex", tools: ["codex"] }), agent({ id: "aider", tools: ["aider"] })];
    const workstreams = [ws("ws-a", 3, shared), ws("ws-b", 2, shared), ws("ws-c", 1, { tool: "aider" })];
    const input = wholePlan(plan(workstreams), team);
    const found = expectCourse(input, schedule(input));
    expect(found.held).toHaveLength(1);
    expect(found.idle).toEqual([]);
  });
});
