import { describe, expect, test } from "vitest";
import { reportData } from "../../src/text/report-data.ts";
import { printMarkdownReport } from "../../src/text/report-markdown.ts";
import { MINUTE, T0, agent, overview, plan, state, stateMap, workstream } from "../support/builders.ts";
import { NOW, sampleRun } from "../support/sample-run.ts";

const run = sampleRun();
const data = reportData(run.plan, overview(run.states), { now: NOW });

describe("the report's numbers", () => {
  test("totals count what happened", () => {
    expect(data.totals).toMatchObject({
      workstreams: 7,
      completed: 1,
      attempts: 5,
      ended: 4,
      delivered: 2,
      completionRate: 1 / 7,
      deliveryRate: 0.5,
      span: { from: T0, to: NOW },
      agentTimeMs: (2 + 6 + 10 + 10 + 12) * MINUTE,
    });
  });

  test("speed-up is against one agent alone, parallelism counts only time in which somebody worked", () => {
    // 40 minutes of work; from 8:00 to 8:30, without a moment in which nobody worked.
    expect(data.totals.speedup).toBeCloseTo(40 / 30);
    expect(data.totals.parallelism).toBeCloseTo(40 / 30);
    const states = new Map([...run.states].filter(([id]) => id === "ws-a"));
    const later = reportData(run.plan, overview(states), { now: NOW });
    // 8 minutes of work in 10, the last being its merge, with one minute's pause.
    expect(later.totals.speedup).toBeCloseTo(8 / 10);
    expect(later.totals.parallelism).toBe(1);
  });

  test("every agent has a lane with its attempts in their order; an attempt that runs ends now", () => {
    expect(data.lanes.map(({ agent: by, bars }) => [by, bars.map((bar) => `${bar.id}/${bar.attempt}`)])).toEqual([
      ["agent-1", ["ws-a/1", "ws-b/1"]],
      ["agent-2", ["ws-a/2", "ws-e/1"]],
      ["agent-3", ["ws-f/1"]],
    ]);
    expect(data.lanes[1]?.bars[1]).toMatchObject({ state: "running", from: T0 + 20 * MINUTE, to: NOW });
  });

  test("before anything started there is nothing to divide by", () => {
    const fresh = plan([workstream()]);
    expect(reportData(fresh, overview(stateMap([state()])), { now: NOW }).totals).toMatchObject({
      completionRate: 0,
      deliveryRate: undefined,
      span: undefined,
      parallelism: undefined,
      speedup: undefined,
    });
  });
});

describe("the Markdown report", () => {
  const report = printMarkdownReport(data);

  test("begins with the totals", () => {
    expect(report.split("\n").slice(0, 12)).toEqual([
      "# Workstreams report",
      "",
      "1 of 7 workstreams completed. Written 2026-03-02 08:30 UTC.",
      "",
      "|  |  |",
      "| --- | --- |",
      "| Completed | 1 of 7 (14 %) |",
      "| Attempts | 5, of them 4 ended, of these 2 delivered (50 %) |",
      "| Wall time | 30 min |",
      "| Agent time | 40 min |",
      "| Agents at work at once | 1.3 |",
      "| Speed-up over one agent | 1.3× |",
    ]);
  });

  test("has a row for every workstream, and no text of others breaks its table", () => {
    const rows = report.split("\n").filter((line) => line.startsWith("| `ws-"));
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(report).not.toMatch(/<(?!br>)|@everyone|#1\b/);
  });
});

describe("what is expected", () => {
  const workstreams = [
    workstream({ id: "ws-a", estimate: 3, scope: ["src/"] }),
    workstream({ id: "ws-b", estimate: 2, scope: ["src/b.ts"] }),
    workstream({ id: "ws-c", estimate: 1, scope: ["docs/"] }),
  ];
  const agents = [agent({ id: "agent-1" }), agent({ id: "agent-2" })];
  const fresh = plan(workstreams, { config: { agents } });
  const states = stateMap(workstreams.map(({ id }) => state({ id })));

  test("is told before anything has started, with who is held", () => {
    const { expected } = reportData(fresh, overview(states), { now: NOW });
    expect(expected).toMatchObject({
      hours: 5,
      held: [{ id: "ws-b", from: 0, to: 3, why: { kind: "overlap", holder: "ws-a" }, critical: true }],
      idle: [{ from: 1, to: 3 }],
    });
    const text = printMarkdownReport(reportData(fresh, overview(states), { now: NOW }));
    expect(text).toContain(
      "## Expected\n\nAbout 5 h from now; the critical path is `ws-a` → `ws-b`.\n\n- held: ws-b from now to 3 h: shares src/b.ts with ws-a (critical)\n",
    );
  });

  test("says how many of those that are held it does not name", () => {
    const many = Array.from({ length: 14 }, (_, index) => workstream({ id: `ws-${index + 10}`, scope: ["src/"] }));
    const other = workstream({ id: "ws-other", scope: ["docs/"] });
    const long = plan([...many, other], { config: { agents } });
    const all = overview(stateMap([...long.workstreams.keys()].map((id) => state({ id }))));
    const text = printMarkdownReport(reportData(long, all, { now: NOW }));
    expect(text.match(/^- held: ws-/gm)).toHaveLength(10);
    expect(text).toMatch(/^- held: [1-9]\d* more$/m);
  });

  test("is for the agents that get work, and nothing where nothing is left", () => {
    const person = { kind: "person", who: "ann", at: T0 } as const;
    const paused = overview(states, { pauses: new Map([["agent-2", person]]) });
    expect(reportData(fresh, paused, { now: NOW }).expected).toMatchObject({ hours: 6, idle: [] });
    const done = stateMap(workstreams.map(({ id }) => state({ id, state: "completed" })));
    expect(reportData(fresh, overview(done), { now: NOW }).expected).toBeUndefined();
  });
});
