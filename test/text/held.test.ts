import { describe, expect, test } from "vitest";
import type { HeldTime } from "../../src/decide/expected-course.ts";
import { printHeld, printHeldInReport } from "../../src/text/held.ts";
import { printExpectedBeside } from "../../src/text/hours.ts";

const SECOND = 1 / 3600;

function held(from: number, to: number): HeldTime {
  return { id: "ws-b", from, to, why: { kind: "overlap", holder: "ws-a", witness: "lib/b.ts" }, critical: true };
}

describe("who is held", () => {
  const why = "shares lib/b.ts with ws-a (critical)";

  test.each([
    [30, held(0, 18), `ws-b from now to 18 h: ${why}`],
    [30, held(18, 31.5), `ws-b from 18 h to 31.5 h: ${why}`],
    [30, held(0.05, 18), `ws-b from 0.05 h to 18 h: ${why}`],
    [0.05, held(0, 20 * SECOND), `ws-b from now to 20 s: ${why}`],
    [0.05, held(9 * SECOND, 90 * SECOND), `ws-b from 9.0 s to 1 min 30 s: ${why}`],
  ])("in a chart of %f hours is told in its unit", (hours, each, sentence) => {
    expect(printHeld(each, printExpectedBeside(hours))).toBe(sentence);
  });

  test("in the report is told in days and hours, as its title and its axis are", () => {
    expect(printHeldInReport(held(18, 31))).toBe(`ws-b from 18 h to 1 d 7 h: ${why}`);
    expect(printHeldInReport(held(0, 20 * SECOND))).toBe(`ws-b from now to 20 s: ${why}`);
  });
});
