import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outlinesAgree } from "../../src/plan/part-outline.ts";
import { meet } from "../../src/plan/scope-meet.ts";
import { automatonOf, outlineOf, partsOf } from "../../src/plan/scope-parts.ts";
import type { PathCase } from "../../src/plan/scope.ts";
import { anyPattern } from "../support/patterns.ts";

function agree(a: string, b: string, pathCase: PathCase = "sensitive"): boolean {
  const [one, other] = [a, b].flatMap((pattern) => partsOf(pattern, pathCase));
  if (one === undefined || other === undefined) throw new Error(`${a} or ${b} has no part`);
  const agrees = outlinesAgree(outlineOf(one), outlineOf(other));
  if (!agrees) expect(meet(automatonOf(one), automatonOf(other))).toEqual({ kind: "none" });
  return agrees;
}

describe("outlines of patterns", () => {
  test.each(["sensitive", "insensitive"] as const)("never hide a path that two share (%s)", (pathCase) => {
    let apart = 0;
    fc.assert(
      fc.property(anyPattern, anyPattern, (a, b) => {
        if (!agree(a, b, pathCase)) apart += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(apart).toBeGreaterThan(300);
  });

  test.each([
    ["a name behind a wildcard", "packages/*/a/**", "packages/*/b/**", false],
    ["a name before the last segments", "**/a/*.ts", "**/b/*.ts", false],
    ["how a name begins", "src/*/a-*/x", "src/*/b-*/x", false],
    ["how a name ends", "src/**/*.ts", "src/*/a.js", false],
    ["how many segments there are", "src/*/*", "src/**/a/b/c", false],
    ["nothing, because a ** may stand for no segment", "a/**/b", "a/b", true],
    ["nothing, because a literal path covers what is below it", "src/a", "**/b/*.ts", true],
    ["nothing, because a folder covers what is below it", "*/a/", "*/*/b", true],
    ["nothing, because an escape is the character itself", "*/\\[a", "*/?a", true],
  ])("are kept apart by %s", (_, a, b, expected) => {
    expect(agree(a, b)).toBe(expected);
  });
});
