import { expect, test } from "vitest";
import type { Action } from "../../src/decide/action.ts";
import { printAction } from "../../src/text/action.ts";

const head = "abcdef0123456789abcdef0123456789abcdef01";

const LINES: readonly (readonly [Action, string])[] = [
  [
    {
      kind: "claim",
      id: "ws-a",
      attempt: 1,
      agent: "agent-1",
      tool: "command",
      pattern: undefined,
      replaces: undefined,
      answers: undefined,
      resumed: undefined,
    },
    "claim ws-a attempt 1 for agent-1",
  ],
  [
    {
      kind: "claim",
      id: "ws-a",
      attempt: 2,
      agent: "agent-1",
      tool: "command",
      pattern: "PAT-1",
      replaces: head,
      answers: undefined,
      resumed: undefined,
    },
    "claim ws-a attempt 2 for agent-1 by the pattern PAT-1, replacing abcdef0",
  ],
  [
    {
      kind: "end",
      id: "ws-a",
      attempt: 1,
      outcome: "expired",
      counted: false,
      failure: { code: "dead", detail: "" },
    },
    "end ws-a attempt 1 as expired: what executed it is gone (not counted)",
  ],
  [{ kind: "land", id: "ws-a", attempt: 1, head }, "land ws-a attempt 1 at abcdef0"],
  [{ kind: "close", id: "ws-a", pull: 3, who: "ann" }, "close #3 of ws-a: cancelled by ann"],
  [{ kind: "verify", id: "ws-a", pull: 3, head }, "verify abcdef0 of #3 for ws-a"],
  [
    {
      kind: "status",
      pull: 3,
      sha: head,
      context: "workstreams/scope",
      state: "success",
      reason: { kind: "in-scope", paths: 2, companions: 0 },
    },
    "set workstreams/scope of #3 to success: 2 changed paths inside the scope",
  ],
  [
    { kind: "start-ci", id: "ws-a", pull: 3, head, branch: "workstreams/ws-a", workflow: "ci.yml" },
    "start ci.yml on abcdef0 of #3 for ws-a",
  ],
  [
    { kind: "enqueue", id: "ws-a", pull: 3, head, how: "auto-merge" },
    "give #3 of ws-a at abcdef0 to GitHub's auto-merge",
  ],
  [{ kind: "merge", id: "ws-a", pull: 3, head }, "merge #3 of ws-a at abcdef0"],
];

test.each(LINES)("%j", (action, line) => {
  expect(printAction(action)).toBe(line);
});
