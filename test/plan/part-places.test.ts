import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPlaceIndex } from "../../src/plan/part-places.ts";
import { outlineOf, partsOf, sharesPath } from "../../src/plan/scope-parts.ts";
import type { PatternPart } from "../../src/plan/scope-parts.ts";
import { anyPattern } from "../support/patterns.ts";

function partOf(pattern: string): PatternPart {
  const [part] = partsOf(pattern, "sensitive");
  if (part === undefined) throw new Error(`${pattern} has no part`);
  return part;
}

/** How many of the patterns another one of the same kind is compared with. */
function comparedOf(write: (index: number) => string): number {
  const index = createPlaceIndex<string>();
  for (let count = 0; count < 1_000; count += 1) index.add(outlineOf(partOf(write(count))), write(count));
  return index.related(outlineOf(partOf(write(1_000)))).length;
}

describe("parts by the names at their places", () => {
  test("are all found that share a path with another one", () => {
    fc.assert(
      fc.property(fc.array(anyPattern, { maxLength: 20 }), anyPattern, (patterns, asked) => {
        const index = createPlaceIndex<string>();
        const part = partOf(asked);
        // Tables are made when they are first asked for, and kept up from then on.
        for (const pattern of patterns) {
          index.add(outlineOf(partOf(pattern)), pattern);
          index.related(outlineOf(part));
        }
        const expected = patterns.filter((pattern) => sharesPath(part, partOf(pattern)));
        const found = index.related(outlineOf(part));
        expect(expected.filter((pattern) => !found.includes(pattern))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["behind any number of segments", (index: number) => `**/name-${index}/*.ts`],
    ["behind one segment", (index: number) => `packages/*/name-${index}/**`],
    ["between two wildcards", (index: number) => `src/*/name-${index}/?.ts`],
    ["before and behind", (index: number) => `name-${index % 10}/**/x-${index}`],
  ])("are not compared at all where these differ %s", (_, write) => {
    expect(comparedOf(write)).toBe(0);
  });
});
