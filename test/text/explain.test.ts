import { expect, test } from "vitest";
import type { Pattern, PatternMatch } from "../../src/plan/config.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { printExplanation } from "../../src/text/explain.ts";
import { explanationToJson } from "../../src/text/explanation.ts";
import { plan, state, stateMap, workstream } from "../support/builders.ts";
import { NOW, sampleRun } from "../support/sample-run.ts";

const run = sampleRun();

test("a blocked workstream shows the chain down to where it begins, and shows nothing twice", () => {
  expect(printExplanation("ws-d", run.plan, run.states, { now: NOW })).toBe(
    [
      "ws-d",
      "blocked: ws-c is blocked by ws-b; see `workstreams explain ws-b`",
      "estimated 1 h, at this plan's pace 9 min",
      "",
      "Waits for",
      "  ├─ ws-b failed: 1 of 1 attempt failed, the last: an acceptance test failed: npm test <b>1 failed</b>; " +
        "see `workstreams logs ws-b`, then `workstreams retry ws-b`",
      "  └─ ws-c blocked: ws-b failed; see `workstreams explain ws-b`",
      "     └─ ws-b failed: 1 of 1 attempt failed, the last: an acceptance test failed: npm test <b>1 failed</b>; " +
        "see `workstreams logs ws-b`, then `workstreams retry ws-b`",
      "",
      "What you can do",
      "  `workstreams explain ws-b` shows where it begins",
      "  `workstreams retry ws-b` tries again",
    ].join("\n"),
  );
});

test("a finished one shows its attempts and what became of them", () => {
  const explanation = printExplanation("ws-a", run.plan, run.states, { now: NOW });
  expect(explanation).toContain(
    [
      "Attempts",
      "  1  agent-1  failed     2026-03-02 08:00 UTC  2 min  an acceptance test failed: npm test <b>1 failed</b>",
      "  2  agent-2  delivered  2026-03-02 08:03 UTC  6 min",
      "",
      "Pull request #1, merged",
    ].join("\n"),
  );
  expect(explanation).not.toContain("What you can do");
});

test("one in review shows its gates, a running one its notices", () => {
  expect(printExplanation("ws-f", run.plan, run.states, { now: NOW })).toContain(
    [
      "Pull request #2, open",
      "  workstreams/scope  success  1 changed path inside the scope",
      "  workstreams        pending  waits for workstreams/acceptance",
    ].join("\n"),
  );
  expect(printExplanation("ws-e", run.plan, run.states, { now: NOW })).toContain(
    "Notices\n  its file changed during attempt 1; the change applies from the next attempt",
  );
});

test("the pattern that holds is named with what made it hold", () => {
  const of = (match: Partial<PatternMatch>): Pattern => ({
    id: "PAT-1",
    match: { ids: [], tracks: [], metadata: new Map(), ...match },
    promptTemplate: undefined,
    type: undefined,
    command: undefined,
    acceptance: [],
    timeoutMinutes: undefined,
    maxAttempts: undefined,
  });
  const kinds = new Map([["kind", ["table", "schema"]]]);
  const lines = (pattern: Pattern, definition: Workstream["definition"] = {}) => {
    const known = plan([workstream({ track: "core", definition })], { config: { patterns: [pattern] } });
    const states = stateMap([state({ state: "ready", reason: { kind: "ready" } })]);
    const [, , line] = printExplanation("ws-a", known, states, { now: NOW }).split("\n");
    return [line, explanationToJson("ws-a", known, states, { now: NOW })["pattern"]];
  };
  const matches = of({ ids: ["ws-b", "ws-?"] });
  expect(lines(matches)).toEqual(["pattern PAT-1 (matches ws-?)", { id: "PAT-1", why: "matches ws-?" }]);
  expect(lines(matches, { pattern: "PAT-1" })[0]).toBe("pattern PAT-1 (its file names it)");
  expect(lines({ ...matches, match: undefined }, { pattern: "PAT-1" })[0]).toBe("pattern PAT-1 (its file names it)");
  expect(lines(of({ ids: ["*"], tracks: ["docs", "core"], metadata: kinds }), { metadata: { kind: "table" } })[0]).toBe(
    "pattern PAT-1 (matches *, the track core and kind table or schema)",
  );
  expect(lines(of({ ids: ["ws-b"] }))).toEqual(["estimated 1 h", null]);
});

test("a title can't act on the terminal", () => {
  const [first] = printExplanation("ws-c", run.plan, run.states, { now: NOW }).split("\n");
  expect(first).toBe("ws-c: red @everyone closes #1 <!-- --> `");
});

test("a branch of the chain that was shown is not expanded again, and a long one ends with where to go on", () => {
  const ids = Array.from({ length: 14 }, (_, index) => `ws-${String(index).padStart(2, "0")}`);
  const chain = plan(ids.map((id, index) => workstream({ id, dependsOn: ids.slice(index + 1, index + 3) })));
  const states = stateMap(
    ids.map((id) => state({ id, state: "waiting", reason: { kind: "dependencies", waitingFor: ["ws-13"] } })),
  );
  const lines = printExplanation("ws-00", chain, states, { now: NOW }).split("\n");
  expect(lines).toContain("  └─ ws-02 waiting: waits for ws-13 (shown above)");
  expect(lines.filter((line) => line.endsWith("(more below: `workstreams explain ws-10`)"))).toHaveLength(1);
  expect(lines.length).toBeLessThan(40);
});

test("the JSON says the same with times and nulls", () => {
  expect(explanationToJson("ws-g", run.plan, run.states, { now: NOW })).toMatchObject({
    id: "ws-g",
    state: "waiting",
    waitsFor: [
      { id: "ws-e", state: "running", waitsFor: [], cut: null },
      { id: "ws-f", state: "in-review", waitsFor: [], cut: null },
    ],
    attempts: [],
    pull: null,
  });
  expect(explanationToJson("ws-e", run.plan, run.states, { now: NOW })).toMatchObject({
    attempts: [{ number: 1, state: "running", startedAt: "2026-03-02T08:20:00.000Z", endedAt: null, failure: "" }],
  });
});

test("an id without a state is a bug of the caller", () => {
  expect(() => printExplanation("ws-zz", run.plan, run.states, { now: NOW })).toThrow("no state for ws-zz");
});
