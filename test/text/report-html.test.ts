import { describe, expect, test } from "vitest";
import { reportData } from "../../src/text/report-data.ts";
import { printHtmlReport } from "../../src/text/report-html.ts";
import {
  HOUR,
  MINUTE,
  T0,
  attempt,
  overview,
  plan,
  pull,
  sha,
  state,
  stateMap,
  workstream,
} from "../support/builders.ts";
import { NOW, sampleRun } from "../support/sample-run.ts";

/** A layered plan in which everything was delivered at once, by four agents. */
function doneRun(size: number): string {
  const ids = Array.from({ length: size }, (_, index) => `ws-${String(index).padStart(4, "0")}`);
  const workstreams = ids.map((id, index) =>
    workstream({ id, dependsOn: index < 8 ? [] : [ids[index - 8] ?? "", ids[index - 5] ?? ""] }),
  );
  const states = ids.map((id, index) => {
    const at = T0 + Math.floor(index / 4) * MINUTE;
    return state({
      id,
      state: "completed",
      reason: { kind: "merged", pull: index + 1, mergedAs: sha(id) },
      attempts: [attempt({ id, claim: { agent: `agent-${(index % 4) + 1}`, at }, end: {} })],
      pull: pull({ id, number: index + 1, state: "merged", closedAt: at + 2 * MINUTE }),
    });
  });
  const whole = plan(workstreams);
  return printHtmlReport(reportData(whole, overview(stateMap(states)), { now: T0 + 9 * HOUR }), whole);
}

describe("the HTML report", () => {
  const { plan: sample, states } = sampleRun();
  const report = printHtmlReport(reportData(sample, overview(states), { now: NOW }), sample);

  test("may load nothing, and holds nothing that would", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(report)?.[1];
    expect(policy).toMatch(/^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;; img-src data:; /);
    expect(report).not.toMatch(/<(?:script|img|link|iframe)|<[^>]*\s(?:on\w+|style)=|https?:|@import|url\((?!#)/i);
  });

  test("says first what waits for a person, once for a whole chain of blocked ones", () => {
    const section = report.slice(report.indexOf("Waits for a person"), report.indexOf('<h2 id="graph">'));
    expect(section.match(/<li>/g)).toHaveLength(1);
    expect(section).toContain('<a href="#ws-b">');
    expect(section).toContain("2 workstreams blocked by it");
  });

  test("tells a picture's reader what it shows, and every bar's whole story", () => {
    expect(report).toContain('role="img" aria-label="7 workstreams with their dependencies, each with its state"');
    expect(report).toContain('role="img" aria-label="5 attempts of 3 agents over 30 min"');
    expect(report).toContain(
      "<title>ws-a attempt 1 on agent-1\nfailed after 2 min, started 2026-03-02 08:00 UTC\n" +
        "an acceptance test failed: npm test &lt;b&gt;1 failed&lt;/b&gt;</title>",
    );
  });

  test("draws the reduced graph: an arrow that a longer way implies is left out", () => {
    expect(sample.graph.size).toBe(7);
    expect(report.match(/marker-end/g)).toHaveLength(6);
  });

  test.each([3, 60])("shows every one of %d workstreams as a box, a bar and a row", (size) => {
    const large = doneRun(size);
    expect(large.match(/data-id="/g)).toHaveLength(size);
    expect(large.match(/data-attempt="/g)).toHaveLength(size);
    expect(large.match(/<tr id="/g)).toHaveLength(size);
    expect(large).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("shows more than 400 workstreams as fields in columns, without arrows", () => {
    const large = doneRun(500);
    expect(large.match(/data-id="/g)).toHaveLength(500);
    expect(large).not.toContain("marker-end");
    expect(large).toContain("500 workstreams in columns");
  });

  test("of a plan that has not begun shows the graph and what is expected, and no chart of what was", () => {
    const fresh = plan([workstream()]);
    const early = printHtmlReport(reportData(fresh, overview(stateMap([state()])), { now: NOW }), fresh);
    expect(early).toContain('class="scroll graph"');
    expect(early).not.toContain('class="scroll gantt"');
    expect(early).toContain('role="img" aria-label="1 workstream on 1 agent over 1 h"');
    expect(early).toContain("<title>ws-a, on a critical path\nstarts now, ends in 1 h</title>");
    expect(doneRun(3)).not.toContain('class="scroll forecast"');
  });
});
