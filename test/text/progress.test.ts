import fc from "fast-check";
import { expect, test } from "vitest";
import { columns } from "../../src/text/plain.ts";
import { printProgress } from "../../src/text/progress.ts";
import type { ProgressView } from "../../src/text/progress.ts";
import { anyCharacter } from "../support/arbitraries.ts";
import { MINUTE, T0 } from "../support/builders.ts";

const VIEW: ProgressView = {
  now: T0 + 5 * MINUTE,
  agents: [
    { kind: "working", agent: "agent-1", id: "ws-parser", attempt: 2, title: "Write the parser", since: T0 },
    { kind: "working", agent: "agent-2", id: "ws-a", attempt: 1, title: "漢字の表示を直す", since: T0 + 4.5 * MINUTE },
    { kind: "idle", agent: "agent-3", why: "every ready workstream overlaps a running one" },
  ],
  counts: [
    { state: "completed", count: 12 },
    { state: "failed", count: 1 },
    { state: "running", count: 2 },
    { state: "waiting", count: 5 },
  ],
  timeLeft: 90 * MINUTE,
};

test("a frame has a line for each agent, the plan's bar, and how many are where", () => {
  expect(printProgress(VIEW, { width: 110, color: false }).split("\n")).toEqual([
    "agent-1  ws-parser #2  5 min  Write the parser",
    "agent-2  ws-a #1        30 s  漢字の表示を直す",
    "agent-3  idle: every ready workstream overlaps a running one",
    `${"█".repeat(24)}▓▓${"░".repeat(14)}  12 of 20 completed, 1 failed or stopped, about 1 h 30 min left`,
    "12 completed, 1 failed, 2 running, 5 waiting",
  ]);
});

test("the bar is full only when nothing is left", () => {
  const almost = printProgress(
    {
      ...VIEW,
      counts: [
        { state: "completed", count: 999 },
        { state: "running", count: 1 },
      ],
    },
    { width: 120, color: false },
  );
  expect(almost).toContain("░");
  const done = printProgress({ ...VIEW, counts: [{ state: "completed", count: 7 }] }, { width: 120, color: false });
  expect(done).not.toContain("░");
});

test("no line is ever wider than the terminal, colours or not", () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 80 }),
    fc.constantFrom("漢字".repeat(40), "👩‍👩‍👧‍👦".repeat(20)),
  );
  const agents = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant("working"),
        agent: text,
        id: fc.constantFrom("ws-a", `ws-${"x".repeat(57)}`),
        attempt: fc.integer({ min: 1, max: 99 }),
        title: text,
        since: fc.integer({ min: 0, max: T0 }),
      }),
      fc.record({ kind: fc.constant("idle"), agent: text, why: text }),
    ),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(agents, fc.integer({ min: 1, max: 140 }), fc.boolean(), (each, width, color) => {
      for (const line of printProgress({ ...VIEW, agents: each }, { width, color }).split("\n")) {
        expect(columns(line)).toBeLessThanOrEqual(width);
      }
    }),
    { numRuns: 150 },
  );
});
