import { expect, test } from "vitest";
import { explanationToJson } from "../../src/text/explanation.ts";
import { printExplanation } from "../../src/text/explain.ts";
import { reportData } from "../../src/text/report-data.ts";
import { printHtmlReport } from "../../src/text/report-html.ts";
import { printMarkdownReport } from "../../src/text/report-markdown.ts";
import { HOUR, T0, overview, state } from "../support/builders.ts";
import { pastPlan } from "../support/delivered.ts";
import type { Past } from "../support/delivered.ts";

const clock = { now: T0 + 100 * HOUR };
const claude = { tool: "claude_code", pattern: "api", track: "web" };

/** What `explain` says of the time of `ws-next`. */
function explainNext(pasts: readonly Past[], next: Past): string | undefined {
  const { plan, states } = pastPlan([...pasts, { id: "ws-next", ...next }]);
  return printExplanation("ws-next", plan, states, clock).split("\n")[2];
}

const learning = [1, 4 / 3, 2].map((hours) => ({ ...claude, hours }));

test.each<[string, readonly Past[], Past, string]>([
  ["written", [], { estimate: 3 }, "estimated 3 h"],
  ["nothing but tasks", [], { tasks: ["One"] }, "estimated 2 h by its number of tasks"],
  [
    "written, once something was delivered",
    [{ estimate: 2.5, hours: 1 }],
    { estimate: 3 },
    "estimated 3 h, at this plan's pace 1 h 12 min",
  ],
  [
    "learnt",
    learning,
    claude,
    "expected: 1 h 20 min, learnt from 3 attempts of claude_code with pattern api on track web",
  ],
  ["learnt from all", learning, {}, "expected: 1 h 20 min, learnt from 3 attempts"],
  [
    "learnt by tasks",
    [["One"], ["One", "Two"], []].map((tasks) => ({ tasks, tool: "codex", hours: (1 + tasks.length) / 2 })),
    { tool: "codex", tasks: ["One", "Two", "Three"] },
    "expected: 2 h, learnt from 3 attempts of codex, by the number of tasks",
  ],
  ["over", [], { estimate: 3, hours: 1.2 }, "estimated 3 h, took 1 h 12 min"],
  ["over, and was not written", learning, { hours: 2 }, "estimated 1 h by its number of tasks, took 2 h"],
])("explain says how long it takes: %s", (_, pasts, next, line) => {
  expect(explainNext(pasts, next)).toBe(line);
});

test("explain says nothing of it where nothing will be done", () => {
  const { plan, states } = pastPlan([{ id: "ws-a" }]);
  for (const name of ["completed", "cancelled"] as const) {
    const known = new Map(states).set("ws-a", state({ state: name }));
    expect(explanationToJson("ws-a", plan, known, clock)["time"]).toBeNull();
  }
});

test("the JSON of explain has hours, and null where there is nothing", () => {
  const { plan, states } = pastPlan([...learning, { ...claude, track: undefined, id: "ws-next" }]);
  expect(explanationToJson("ws-next", plan, states, clock)["time"]).toEqual({
    estimatedHours: 1,
    source: "tasks",
    expectedHours: 4 / 3,
    learntFrom: { count: 3, by: "time", tool: "claude_code", pattern: "api", track: null },
    tookHours: null,
  });
  expect(explanationToJson("ws-2", plan, states, clock)["time"]).toMatchObject({ tookHours: 2 });
});

const mixed = pastPlan([
  ...[1, 2, 3, 4].map((hours) => ({ estimate: 5, hours, tool: "codex" })),
  { hours: 6, pattern: "<b>|x" },
  { estimate: 4 },
]);
const data = reportData(mixed.plan, overview(mixed.states), clock);

test("the Markdown report has the pace, the accuracy, and of each workstream what was expected and needed", () => {
  const report = printMarkdownReport(data);
  expect(report.slice(report.indexOf("## Estimates"))).toBe(
    [
      "## Estimates",
      "",
      "At this plan's pace an estimated hour takes 30 min. Two of three attempts take 0.55× to 1.8× what is expected.",
      "",
      "| Attempts of | Number | Median time | Of written estimates | Of other estimates |",
      "| --- | --- | --- | --- | --- |",
      "| all | 5 | 3 h | 0.5× | 6× |",
      "| tool codex | 4 | 2 h 30 min | 0.5× | – |",
      "| tool command | 1 | 6 h | – | 6× |",
      "| pattern &lt;b>\\|x | 1 | 6 h | – | 6× |",
      "",
    ].join("\n"),
  );
  expect(report).toContain("| 2 h<br>estimated 5 h, took 2 h |");
  expect(report).toContain("| –<br>estimated 4 h, at this plan's pace 2 h |");
});

test("the HTML report says the same", () => {
  const report = printHtmlReport(data, mixed.plan);
  expect(report).toContain('<td>pattern &lt;b&gt;|x</td><td class="time">1</td><td class="time">6 h</td>');
  expect(report).toContain("At this plan&#39;s pace an estimated hour takes 30 min.");
  expect(report).toContain('2 h<div class="expected">estimated 5 h, took 2 h</div>');
});

test("before the first delivery no report speaks of accuracy", () => {
  const fresh = pastPlan([{ estimate: 2 }]);
  const early = reportData(fresh.plan, overview(fresh.states), clock);
  expect(early.estimates).toEqual({ pace: undefined, spread: undefined, accuracy: [] });
  expect(printMarkdownReport(early)).not.toContain("## Estimates");
  expect(printHtmlReport(early, fresh.plan)).not.toContain("Estimates");
});
