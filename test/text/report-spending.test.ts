/** What a report and a run's page say of money, and of agents that get no work. */
import { describe, expect, test } from "vitest";
import type { AgentPauses } from "../../src/decide/paused-agents.ts";
import { printExplanation } from "../../src/text/explain.ts";
import { explanationToJson } from "../../src/text/explanation.ts";
import { reportData } from "../../src/text/report-data.ts";
import { printHtmlReport } from "../../src/text/report-html.ts";
import { printMarkdownReport } from "../../src/text/report-markdown.ts";
import { printStepSummary } from "../../src/text/step-summary.ts";
import { overview } from "../support/builders.ts";
import { NOW, sampleRun, withUsage } from "../support/sample-run.ts";

const { plan, states } = sampleRun();
const failure = { code: "login", detail: "401 <b>invalid</b> key" } as const;
const pauses: AgentPauses = new Map([
  ["agent-1", { kind: "fault", id: "ws-b", attempt: 1, failure, until: undefined } as const],
]);
const budget = { perDay: { usd: 50, tokens: undefined } };
const seen = overview(withUsage(states), { pauses, budget });
const data = reportData(plan, seen, { now: NOW });
const why = "agent-1 is paused: its vendor refused the login (401 <b>invalid</b> key); put it right, then: ";

describe("the report", () => {
  test("has the figures: of each attempt, of each workstream, in all and today", () => {
    expect(data.ledger).toMatchObject({ total: { usd: 0.42, tokens: 12_345 }, budget: { perDay: { usd: 50 } } });
    expect(data.workstreams[0]).toMatchObject({ id: "ws-a", spent: { usd: 0.42 }, spentSinceRetry: { usd: 0.42 } });
    expect(data.workstreams[0]?.attempts[1]?.usage).toEqual({ usd: undefined, inputTokens: 1_900, outputTokens: 100 });
    expect(data.paused).toEqual([{ agent: "agent-1", reason: `${why}\`workstreams resume agent:agent-1\`` }]);
  });

  test("says them in Markdown", () => {
    const report = printMarkdownReport(data);
    expect(report).toContain(
      "| Spent | $0.42 and 12,345 tokens; today $0.42 of $50.00; " +
        "3 of 4 attempts told no cost, which counts as 0, 2 no tokens either |",
    );
    expect(report).toContain("| Workstream | State | Attempts | Time | Spent | Reason |");
    expect(report).toContain("agent-1, failed, 2 min, $0.42, 10,345 tokens: an acceptance test");
    expect(report).toContain("agent-2, delivered, 6 min, 2,000 tokens |");
    expect(report).toContain("## Paused agents");
    expect(report).toContain("its vendor refused the login (401 &lt;b>invalid&lt;/b> key)");
  });

  test("says them in HTML", () => {
    const report = printHtmlReport(data, plan);
    expect(report).toContain('<dt>Spent</dt><dd class="number">$0.42</dd>');
    expect(report).toContain("12,345 tokens; today $0.42 of $50.00; 3 of 4 attempts told no cost");
    expect(report).toContain('<td class="spent">$0.42 and 12,345 tokens</td>');
    expect(report).toContain("1. agent-1, failed, 2 min, $0.42, 10,345 tokens</span>");
    expect(report).toContain("its vendor refused the login (401 &lt;b&gt;invalid&lt;/b&gt; key)");
  });

  test("says nothing of money where no agent told any and no budget is set", () => {
    const silent = reportData(plan, overview(states), { now: NOW });
    for (const report of [printMarkdownReport(silent), printHtmlReport(silent, plan)]) {
      expect(report).not.toMatch(/spent|\$0/i);
    }
  });

  test("shows tokens where no agent told dollars", () => {
    const attempts = states.get("ws-f")?.attempts.map(({ end, ...each }) => {
      const usage = { usd: undefined, inputTokens: 5_000, outputTokens: 0 };
      return { ...each, end: end && { ...end, usage } };
    });
    const spender = states.get("ws-f");
    if (spender === undefined || attempts === undefined) throw new Error("no ws-f");
    const told = overview(new Map(states).set("ws-f", { ...spender, attempts }));
    expect(printHtmlReport(reportData(plan, told, { now: NOW }), plan)).toContain(
      '<dt>Spent</dt><dd class="number">5,000 tokens</dd>',
    );
  });
});

test("the summary of a tick says what is spent, and who is paused and how to go on there", () => {
  const links = { pull: () => "", branch: () => "" };
  const summary = printStepSummary({ ...seen, plan, actions: [], legs: [], notes: [], links, dryRun: false, now: NOW });
  expect(summary).toContain("\n\nSpent: $0.42 and 12,345 tokens, today $0.42 of $50.00; 3 of 4 attempts told no cost");
  expect(summary).toContain("### Paused agents");
  expect(summary).toContain("`Run workflow` with ids agent:agent-1");
});

describe("explain", () => {
  test("says what each attempt spent, and all of them", () => {
    const text = printExplanation("ws-a", plan, seen.states, { now: NOW });
    expect(text).toContain("Attempts, spent $0.42 and 12,345 tokens\n  1  agent-1  failed ");
    expect(text).toMatch(/2 min {2}\$0\.42, 10,345 tokens {2}an acceptance test failed/);
  });

  test("has the figures in its JSON", () => {
    const json = explanationToJson("ws-a", plan, seen.states, { now: NOW });
    expect(json).toMatchObject({
      spent: { usd: 0.42, tokens: 12_345, attempts: 2, untold: { usd: 1, tokens: 0 } },
      attempts: [{ usage: { usd: 0.42 } }, { usage: { usd: null, inputTokens: 1_900, outputTokens: 100 } }],
    });
  });
});
