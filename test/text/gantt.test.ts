import { describe, expect, test } from "vitest";
import { printGantt } from "../../src/text/gantt.ts";
import type { GanttStyle } from "../../src/text/gantt.ts";

const ROWS = [
  { id: "ws-01-parse-dates", agent: "agent-2", start: 0, end: 6 },
  { id: "ws-02-print", agent: "agent-10", start: 0, end: 2 },
  { id: "ws-03-join", agent: "agent-2", start: 6, end: 10, critical: true },
  { id: "ws-04-tiny", agent: "agent-10", start: 2, end: 2.25 },
];

function plainly(width: number): GanttStyle {
  return { width, color: false };
}

describe("the Gantt chart", () => {
  test("draws one line for each agent and an axis in hours", () => {
    expect(printGantt(ROWS, plainly(49))).toBe(
      [
        "agent-2  [ws-01-parse-dates─────][ws-03-join════]",
        "agent-10 [ws-02─]|",
        "         0       2       4       6       8   10 h",
        "═ on a critical path",
        "",
      ].join("\n"),
    );
  });

  test("takes shorter names where there is less room, never one that two share", () => {
    const rows = [
      { id: "ws-api-read", agent: "a", start: 0, end: 5 },
      { id: "ws-api-write", agent: "a", start: 5, end: 10 },
      { id: "ws-web", agent: "b", start: 0, end: 5 },
    ];
    expect(printGantt(rows, plainly(22)).split("\n").slice(0, 2)).toEqual(["a [────────][────────]", "b [ws-web──]"]);
  });

  test("shows what runs already before 0", () => {
    const chart = printGantt([{ id: "ws-a", agent: "a", start: -5, end: 5 }], plainly(42));
    expect(chart.split("\n")[1]).toBe("      -4      -2      0       2       4 h");
  });

  test("makes other people's text harmless, and colours only where asked", () => {
    const [row] = ROWS;
    const rows = row === undefined ? [] : [{ ...row, agent: "a\u001B[31m\nb", critical: true }];
    expect(printGantt(rows, plainly(60))).toMatch(/^a b \[/);
    expect(printGantt(rows, { width: 60, color: true })).toContain("\u001B[33m[ws-01");
  });

  test("hatches what an agent is idle on purpose, where nothing else is drawn", () => {
    const idle = [
      { agent: "agent-10", start: 2, end: 6 },
      { agent: "agent-10", start: 4, end: 7 },
      { agent: "agent-2", start: 1, end: 6 },
      { agent: "gone", start: 0, end: 9 },
    ];
    expect(printGantt(ROWS, plainly(49), idle)).toBe(
      [
        "agent-2  [ws-01-parse-dates─────][ws-03-join════]",
        "agent-10 [ws-02─]|░░░░░░░░░░░░░░░░░░░",
        "         0       2       4       6       8   10 h",
        "═ on a critical path   ░ idle, with work held",
        "",
      ].join("\n"),
    );
    expect(printGantt(ROWS, { width: 49, color: true }, idle)).toContain("\u001B[2m░░░");
  });

  test.each([
    [2, "  0             50            100 s"],
    [5, "  0             2            4 min"],
    [6, "  0                0.05        0.1 h"],
  ])("an axis over %i minutes is in a unit that says something", (minutes, axis) => {
    const chart = printGantt([{ id: "ws-a", agent: "a", start: 0, end: minutes / 60 }], plainly(36));
    expect(chart.split("\n")[1]).toBe(axis);
  });

  test("without colours a stroke shows that a bar is critical, also where its name would fill it", () => {
    const row = { id: "ws-schema", agent: "a", start: 0, end: 1 };
    const first = (critical: boolean) => printGantt([{ ...row, critical }], plainly(22)).split("\n")[0];
    expect([first(false), first(true)]).toEqual(["a [ws-schema─────────]", "a [ws-schema═════════]"]);
    const small = (critical: boolean) =>
      printGantt(
        [
          { ...row, critical },
          { ...row, id: "ws-b", start: 1, end: 2 },
        ],
        plainly(24),
      ).split("\n")[0];
    expect([small(false), small(true)]).toEqual(["a [ws-schema][ws-b─────]", "a [schema═══][ws-b─────]"]);
    const rows = [
      { ...row, critical: true },
      { ...row, id: "ws-b", start: 1, end: 2 },
    ];
    expect(printGantt(rows, { width: 24, color: true })).toContain("[ws-schema]");
  });

  test("stands no time and no rows", () => {
    expect(printGantt([], plainly(60))).toBe("");
    expect(printGantt([{ id: "ws-a", agent: "a", start: 0, end: 0 }], plainly(60))).toBe("a\n  0 h\n");
  });
});
