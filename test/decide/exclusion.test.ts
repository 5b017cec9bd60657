import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findExclusion } from "../../src/decide/exclusion.ts";
import { overlap } from "../../src/plan/scope.ts";

const pattern = fc.constantFrom("src/", "src/api/", "src/*/a.ts", "src/{api,web}/**", "**/*.md", "docs", "docs/*.md");
const scope = fc
  .tuple(fc.array(pattern, { minLength: 1, maxLength: 3 }), fc.array(pattern, { maxLength: 1 }))
  .map(([some, out]) => [...some, ...out.map((each) => `!${each}`)])
  .filter((each) => overlap(each, each) !== undefined);

describe("which scopes exclude each other", () => {
  test("is told by their resources alone, exclusions or not", () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 8 }), (scopes) => {
        const { patterns, overlapping } = findExclusion(scopes, "sensitive");
        const excludes = (a: number, b: number): boolean =>
          (patterns[a] ?? []).some((own) =>
            (patterns[b] ?? []).some((other) => own === other || overlapping[own]?.includes(other)),
          );
        for (const [a, first] of scopes.entries()) {
          for (const [b, second] of scopes.entries()) {
            if (a !== b)
              expect(excludes(a, b), `${first.join(" ")} and ${second.join(" ")}`).toBe(
                overlap(first, second) !== undefined,
              );
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("where case is ignored, more do", () => {
    const scopes = [["src/A.ts"], ["src/a.ts"]];
    expect(findExclusion(scopes, "sensitive").patterns).toEqual([[], []]);
    expect(findExclusion(scopes, "insensitive").patterns).toEqual([[0], [1]]);
  });
});
