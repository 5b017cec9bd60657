import { describe, expect, test } from "vitest";
import { printGantt } from "../../src/text/gantt.ts";

const ROWS = [
  { id: "ws-01-parse-dates", agent: "agent-2", start: 0, end: 6 },
  { id: "ws-02-print", agent: "agent-10", start: 0, end: 2 },
  { id: "ws-03-join", agent: "agent-2", start: 6, end: 10, critical: true },
  { id: "ws-04-tiny", agent: "agent-10", start: 2, end: 2.25 },
];

describe("the Gantt chart", () => {
  test("draws one line for each agent and an axis in hours", () => {
    expect(printGantt(ROWS, 49, false)).toBe(
      [
        "agent-2  [ws-01-parse-dates─────][ws-03-join════]",
        "agent-10 [ws-02─]|",
        "         0       2       4       6       8   10 h",
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
    expect(printGantt(rows, 22, false).split("\n").slice(0, 2)).toEqual(["a [────────][────────]", "b [ws-web──]"]);
  });

  test("shows what runs already before 0", () => {
    const chart = printGantt([{ id: "ws-a", agent: "a", start: -5, end: 5 }], 42, false);
    expect(chart.split("\n")[1]).toBe("      -4      -2      0       2       4 h");
  });

  test("makes other people's text harmless, and colours only where asked", () => {
    const [row] = ROWS;
    const rows = row === undefined ? [] : [{ ...row, agent: "a\u001B[31m\nb", critical: true }];
    expect(printGantt(rows, 60, false)).toMatch(/^a b \[/);
    expect(printGantt(rows, 60, true)).toContain("\u001B[33m[ws-01");
  });

  test("stands no time and no rows", () => {
    expect(printGantt([], 60, false)).toBe("");
    expect(printGantt([{ id: "ws-a", agent: "a", start: 0, end: 0 }], 60, false)).toBe("a\n  0 h\n");
  });
});
