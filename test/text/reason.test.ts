import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CancelCause, Reason } from "../../src/state/lifecycle.ts";
import { printGate } from "../../src/text/gate.ts";
import { printReason } from "../../src/text/reason.ts";
import { COMMAND_LINE, ON_GITHUB } from "../../src/text/ways.ts";
import { anyCharacter } from "../support/arbitraries.ts";
import { HOUR, MINUTE, T0, sha } from "../support/builders.ts";

const now = T0 + HOUR;
const head = "abcdef0123456789abcdef0123456789abcdef01";
const last = { code: "acceptance", detail: "`npm test` exited 1" } as const;

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [{ kind: "dependencies", waitingFor: ["ws-b"] }, "waits for ws-b"],
  [
    { kind: "dependencies", waitingFor: ["ws-b", "ws-c", "ws-d", "ws-e", "ws-f", "ws-g", "ws-h"] },
    "waits for ws-b, ws-c and 5 more",
  ],
  [
    { kind: "dependency", dependency: "ws-b", root: "ws-b", state: "failed" },
    "ws-b failed; see `workstreams explain ws-b`",
  ],
  [
    { kind: "dependency", dependency: "ws-b", root: "ws-c", state: "blocked" },
    "ws-b is blocked by ws-c; see `workstreams explain ws-c`",
  ],
  [
    { kind: "invalid", file: "workstreams/ws-a.json", message: "the scope is empty" },
    "workstreams/ws-a.json: the scope is empty; see `workstreams validate`",
  ],
  [
    { kind: "no-agent", tool: "codex", track: "core" },
    "no configured agent takes the tool codex and the track core; add one to the configuration",
  ],
  [
    { kind: "workflow-files", path: ".github/workflows/ci.yml" },
    "the default token may not push workflow files (.github/workflows/ci.yml); give an App token as WORKSTREAMS_TOKEN, or narrow files_scope",
  ],
  [
    {
      kind: "agents-paused",
      agents: ["agent-1"],
      pause: { kind: "lacks", why: "no GEMINI_API_KEY: add it to the repository's secrets" },
    },
    "agent-1 can't work: no GEMINI_API_KEY: add it to the repository's secrets; it starts once that is mended",
  ],
  [
    {
      kind: "day-spent",
      spent: { usd: 50.1, tokens: 9, attempts: 4, untold: { usd: 0, tokens: 0 } },
      limit: { usd: 50, tokens: undefined },
      until: Date.UTC(2026, 2, 3),
    },
    "what a day may cost is spent: $50.10 of $50.00; starts after 2026-03-03 00:00 UTC",
  ],
  [
    {
      kind: "spent",
      spent: { usd: 5.2, tokens: 1_234_567, attempts: 3, untold: { usd: 0, tokens: 0 } },
      limit: { usd: 5, tokens: 2_000_000 },
    },
    "its budget is spent: $5.20 of $5.00 and 1,234,567 of 2,000,000 tokens; " +
      "`workstreams retry ws-a` gives it as much again",
  ],
  [
    {
      kind: "spent",
      attempt: 2,
      spent: { usd: 3, tokens: 0, attempts: 1, untold: { usd: 0, tokens: 0 } },
      limit: { usd: 2, tokens: undefined },
    },
    "attempt 2 failed and spent $3.00 of $2.00; `workstreams retry ws-a` gives it as much again",
  ],
  [
    { kind: "merge-gone", dependency: "ws-b", pull: 7 },
    "the base no longer contains #7, the merge of ws-b; merge it again or give the work a new id",
  ],
  [{ kind: "ready" }, "ready to start"],
  [
    { kind: "overlap", holder: "ws-b", witness: "src/x.ts", until: "merged" },
    "ws-b may also change src/x.ts; starts after its merge",
  ],
  [
    { kind: "overlap", holder: "ws-b", witness: "src/x.ts", until: "published" },
    "ws-b may also change src/x.ts; starts once its pull request is open",
  ],
  [{ kind: "no-free-agent", busy: ["agent-1"] }, "waits for a free agent: agent-1 is busy"],
  [{ kind: "no-free-agent", busy: ["agent-1", "agent-2"] }, "waits for a free agent: agent-1 and agent-2 are busy"],
  [
    {
      kind: "on-purpose",
      ahead: "ws-07",
      startsIn: 0.5,
      critical: true,
      by: { kind: "scope", witness: "src/a/" },
    },
    "starts later on purpose: ws-07 is on the critical path and shares src/a/ with it; that starts in 30 min",
  ],
  [
    {
      kind: "on-purpose",
      ahead: "ws-07",
      startsIn: 2,
      critical: false,
      by: { kind: "agent" },
    },
    "starts later on purpose: ws-07 needs its agent; that starts in 2 h",
  ],
  [
    { kind: "on-purpose", ahead: "ws-07", startsIn: 2, critical: false, by: { kind: "track", track: "web" } },
    "starts later on purpose: ws-07 needs its place in track web; that starts in 2 h",
  ],
  [{ kind: "track-full", track: "backend", running: 2 }, "waits: 2 of track backend run, no more are allowed"],
  [{ kind: "track-full", track: "backend", running: 1 }, "waits: 1 of track backend runs, no more are allowed"],
  [
    { kind: "paused", who: "ann", at: T0 },
    "paused by ann at 2026-03-02 08:00 UTC; `workstreams resume ws-a` continues",
  ],
  [
    { kind: "canary", holder: "ws-b" },
    "waits for ws-b; until a first pull request lands here, one workstream runs at a time",
  ],
  [{ kind: "claimed", agent: "agent-1", attempt: 2 }, "attempt 2 starts on agent-1"],
  [{ kind: "running", agent: "agent-1", attempt: 2, since: now - 90_000 }, "attempt 2 runs on agent-1 for 1 min 30 s"],
  [
    { kind: "dead", agent: "agent-1", attempt: 2 },
    "attempt 2 on agent-1 is gone without an end; the next `workstreams run` takes it up",
  ],
  [{ kind: "landing", attempt: 1, head }, "attempt 1 delivered abcdef0; its pull request opens next"],
  [{ kind: "review", pull: 3 }, "pull request #3 is open; `workstreams merge ws-a` merges it once its gates pass"],
  [
    { kind: "changes-requested", pull: 3, by: ["ann", "bob"] },
    "ann and bob asked for changes on #3; push them, or `workstreams retry ws-a`",
  ],
  [
    { kind: "retry", attempt: 2, of: 3, notBefore: now + 5 * MINUTE, last },
    "try 2 of 3 starts in 5 min; the last: an acceptance test failed: `npm test` exited 1",
  ],
  [
    { kind: "retry", attempt: 2, of: 3, notBefore: now, last: { code: "no-change", detail: "" } },
    "try 2 of 3 starts with the next free agent; the last: the agent changed nothing",
  ],
  [{ kind: "taken-over", pull: 3, head }, "a person pushed abcdef0 to #3; it is theirs until `workstreams retry ws-a`"],
  [
    { kind: "exhausted", attempts: 3, last },
    "3 of 3 attempts failed, the last: an acceptance test failed: `npm test` exited 1; " +
      "see `workstreams logs ws-a`, then `workstreams retry ws-a`",
  ],
  [
    { kind: "exhausted", attempts: 1, last: { code: "timeout", detail: "5 min" } },
    "1 of 1 attempt failed, the last: the time limit was reached: 5 min; " +
      "see `workstreams logs ws-a`, then `workstreams retry ws-a`",
  ],
  [
    { kind: "exhausted", attempts: 0, last: { code: "usage-cap", detail: "" } },
    "too many tries came to nothing, the last: the agent's usage limit is reached; " +
      "see `workstreams logs ws-a`, then `workstreams retry ws-a`",
  ],
  [
    { kind: "exhausted", attempts: 3, last: { code: "pattern-start", detail: "x.sh: not found" } },
    "3 of 3 attempts failed, the last: the command of its pattern did not start: x.sh: not found; " +
      "then `workstreams retry ws-a`",
  ],
  [{ kind: "merged", pull: 3, mergedAs: head }, "merged by #3 as abcdef0"],
  [{ kind: "merged", pull: 3, mergedAs: undefined }, "merged by #3"],
  [{ kind: "file-done", file: "workstreams/ws-a.json" }, "workstreams/ws-a.json says `status: done`"],
];

const CANCELLED: readonly (readonly [CancelCause, string])[] = [
  [
    { kind: "intent", who: "ann", at: T0 },
    "cancelled by ann at 2026-03-02 08:00 UTC; `workstreams retry ws-a` starts it again",
  ],
  [{ kind: "pull-closed", pull: 3 }, "pull request #3 was closed; `workstreams retry ws-a` starts it again"],
  [
    { kind: "branch-deleted", branch: "workstreams/ws-a" },
    "the branch workstreams/ws-a was deleted; `workstreams retry ws-a` starts it again",
  ],
  [
    { kind: "run-cancelled", attempt: 2 },
    "the run of attempt 2 was cancelled; `workstreams retry ws-a` starts it again",
  ],
  [{ kind: "skip", file: "workstreams/ws-a.json" }, "workstreams/ws-a.json says `status: skip`"],
];

describe("a reason says what a workstream waits for and what a person can do", () => {
  test.each(SENTENCES)("%j", (reason, sentence) => {
    expect(printReason(reason, { id: "ws-a", now })).toBe(sentence);
  });

  test.each(CANCELLED)("cancelled: %j", (cause, sentence) => {
    expect(printReason({ kind: "cancelled", cause }, { id: "ws-a", now })).toBe(sentence);
  });
});

/** Any text, wide and astral characters and escape sequences among it. */
const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.constantFrom("😀".repeat(150), "漢".repeat(200), "\u001B[31mred\u001B[0m\r\n", "👩‍👩‍👧‍👦".repeat(30)),
);
const id = fc.integer({ min: 1, max: 57 }).map((length) => `ws-${"a".repeat(length)}`);
const failure = fc.record({
  code: fc.constantFrom("acceptance", "agent-exit", "cancelled", "scope"),
  detail: text,
});
const instant = fc.integer({ min: T0 - HOUR, max: T0 + HOUR });
const small = fc.integer({ min: 1, max: 99_999 });

const amount = fc.integer({ min: 0, max: 1e12 });
const spent = fc.record({
  usd: amount.map((millionths) => millionths / 1e6),
  tokens: amount,
  attempts: small,
  untold: fc.constant({ usd: 0, tokens: 0 }),
});
const limit = fc.record({
  usd: fc.option(amount, { nil: undefined }),
  tokens: fc.option(amount, { nil: undefined }),
});
const pause = fc.oneof(
  fc.record({ kind: fc.constant("lacks"), why: text }),
  fc.record({ kind: fc.constant("person"), who: text, at: instant }),
  fc.record({
    kind: fc.constant("fault"),
    id,
    attempt: small,
    failure: fc.record({ code: fc.constantFrom("login", "usage-cap", "agent-start"), detail: text }),
    until: fc.option(instant, { nil: undefined }),
  }),
);

const reasons: fc.Arbitrary<Reason> = fc.oneof(
  fc.record({ kind: fc.constant("dependencies"), waitingFor: fc.array(id, { maxLength: 20 }) }),
  fc.record({ kind: fc.constant("dependency"), dependency: id, root: id, state: fc.constant("cancelled") }),
  fc.record({ kind: fc.constant("invalid"), file: text, message: text }),
  fc.record({ kind: fc.constant("no-agent"), tool: fc.option(text, { nil: undefined }), track: text }),
  fc.record({ kind: fc.constant("workflow-files"), path: text }),
  fc.record({ kind: fc.constant("agents-paused"), agents: fc.array(text, { maxLength: 9 }), pause }),
  fc.record({ kind: fc.constant("day-spent"), spent, limit, until: instant }),
  fc.record({ kind: fc.constant("spent"), spent, limit }),
  fc.record({ kind: fc.constant("merge-gone"), dependency: id, pull: small }),
  fc.record({
    kind: fc.constant("overlap"),
    holder: id,
    witness: text,
    until: fc.constantFrom("merged" as const, "published" as const),
  }),
  fc.record({ kind: fc.constant("no-free-agent"), busy: fc.array(text, { maxLength: 9 }) }),
  fc.record({
    kind: fc.constant("on-purpose"),
    ahead: text,
    startsIn: fc.double({ min: 0, max: 1e6, noNaN: true }),
    critical: fc.boolean(),
    by: fc.oneof(
      fc.record({ kind: fc.constant("scope"), witness: text }),
      fc.record({ kind: fc.constant("track"), track: text }),
      fc.record({ kind: fc.constant("agent") }),
    ),
  }),
  fc.record({ kind: fc.constant("track-full"), track: text, running: small }),
  fc.record({ kind: fc.constant("paused"), who: text, at: instant }),
  fc.record({ kind: fc.constant("canary"), holder: id }),
  fc.record({ kind: fc.constant("claimed"), agent: text, attempt: small }),
  fc.record({ kind: fc.constant("running"), agent: text, attempt: small, since: instant }),
  fc.record({ kind: fc.constant("dead"), agent: text, attempt: small }),
  fc.record({ kind: fc.constant("changes-requested"), pull: small, by: fc.array(text, { maxLength: 9 }) }),
  fc.record({ kind: fc.constant("retry"), attempt: small, of: small, notBefore: instant, last: failure }),
  fc.record({ kind: fc.constant("taken-over"), pull: small, head: fc.constant(sha("head")) }),
  fc.record({ kind: fc.constant("exhausted"), attempts: small, last: failure }),
  fc.record({ kind: fc.constant("review"), pull: small }),
  fc.record({
    kind: fc.constant("cancelled"),
    cause: fc.oneof(
      fc.record({ kind: fc.constant("intent"), who: text, at: instant }),
      fc.record({ kind: fc.constant("branch-deleted"), branch: text }),
      fc.record({ kind: fc.constant("skip"), file: text }),
    ),
  }),
);

test.each<[Reason, string]>([
  [{ kind: "taken-over", pull: 3, head }, "it is theirs until `Run workflow` with ids ws-a"],
  [{ kind: "paused", who: "ann", at: T0 }, "`Run workflow` with resume continues"],
  [{ kind: "review", pull: 3 }, "a person merges it once its gates pass"],
  [{ kind: "dead", agent: "agent-1", attempt: 2 }, "the next tick takes it up"],
  [{ kind: "dependency", dependency: "ws-b", root: "ws-c", state: "failed" }, "see what is said of ws-c"],
])("on GitHub %j names no command", (reason, advice) => {
  const said = printReason(reason, { id: "ws-a", now, ways: ON_GITHUB });
  expect(said).toContain(`; ${advice}`);
  expect(said).not.toContain("`workstreams");
});

test("whatever it is about, a reason is one line, and nothing is hidden in it", () => {
  fc.assert(
    fc.property(reasons, id, fc.constantFrom(COMMAND_LINE, ON_GITHUB), (reason, of, ways) => {
      const sentence = printReason(reason, { id: of, now, ways });
      expect(sentence.length).toBeGreaterThan(0);
      expect(sentence).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      expect(sentence.isWellFormed()).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("what matters is said whole, however long it is, and then what to do", () => {
  const path = `src/${"very-long-folder/".repeat(20)}other.txt`;
  const detail = printGate({ kind: "out-of-scope", paths: [path], scope: ["a/"] });
  const sentence = printReason(
    { kind: "exhausted", attempts: 3, last: { code: "scope", detail } },
    { id: "ws-a", now },
  );
  expect(sentence).toBe(
    `3 of 3 attempts failed, the last: its change was refused: outside the scope: ${path}; revert it, or widen files_scope; ` +
      "see `workstreams logs ws-a`, then `workstreams retry ws-a`",
  );
});
