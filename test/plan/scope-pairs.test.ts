import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDependencyOrder } from "../../src/plan/dependency-order.ts";
import { ancestorsOf, buildGraph } from "../../src/plan/graph.ts";
import { findCasePairs } from "../../src/plan/scope-case-pairs.ts";
import { overlappingPairs } from "../../src/plan/scope-pairs.ts";
import { overlap } from "../../src/plan/scope.ts";
import type { PathCase } from "../../src/plan/scope.ts";
import { anyPattern } from "../support/patterns.ts";

const pattern = fc.constantFrom(
  "src/",
  "src/api/",
  "src/api/a.ts",
  "src/API/a.ts",
  "src/*/a.ts",
  "src/{api,web}/**",
  "**/*.md",
  "**/*.MD",
  "docs",
  "docs/*.md",
  "Docs/[a-c]*",
  "docs/[A-C]*",
  "docs/[0-_]x",
  "docs/ax",
  "[broken",
);
const scope = fc
  .tuple(fc.array(pattern, { maxLength: 2 }), fc.array(pattern, { maxLength: 1 }))
  .map(([some, out]) => [
    ...some,
    ...(some.length === 0 ? [] : out.filter((each) => each !== "[broken").map((each) => `!${each}`)),
  ]);
const scopes = fc.array(scope, { maxLength: 8 });
/** So many patterns with the same beginning that they are told apart by what follows. */
const manyAlike = fc.tuple(
  fc.constantFrom("", "packages/*/", "**/", "src/"),
  fc.uniqueArray(anyPattern, { minLength: 110, maxLength: 130 }),
);
const scopesAlike = manyAlike.map(([start, patterns]) => patterns.map((each) => [`${start}${each}`]));

/** All pairs but those that are known, one by one. */
function naivePairs(
  given: readonly (readonly string[])[],
  pathCase: PathCase,
  known: ReadonlySet<string> = new Set(),
): string[] {
  return given.flatMap((b, index) =>
    given.slice(0, index).flatMap((a, other) => {
      const pair = `${other} ${index}`;
      return !known.has(pair) && overlap(a, b, pathCase) ? [pair] : [];
    }),
  );
}

describe("pairs of scopes that overlap", () => {
  test.each(["sensitive", "insensitive"] as const)("are those that overlap one by one, in order (%s)", (pathCase) => {
    fc.assert(
      fc.property(scopes, (given) => {
        const found = Array.from(overlappingPairs(given, pathCase), ({ a, b }) => `${a} ${b}`);
        expect(found).toEqual(naivePairs(given, pathCase));
      }),
      { numRuns: 300 },
    );
  });

  test("are the same where very many patterns begin alike", () => {
    fc.assert(
      fc.property(scopesAlike, (given) => {
        const found = Array.from(overlappingPairs(given, "sensitive"), ({ a, b }) => `${a} ${b}`);
        expect(found).toEqual(naivePairs(given, "sensitive"));
        const byCase = Array.from(findCasePairs(given), ({ a, b }) => `${a} ${b}`);
        expect(byCase.toSorted()).toEqual(naivePairs(given, "insensitive", new Set(found)).toSorted());
      }),
      { numRuns: 10 },
    );
  });

  test("only those that matter are made", () => {
    const given = [["src/"], ["src/a"], ["src/b"], ["src/"]];
    const found = Array.from(
      overlappingPairs(given, "sensitive", (a, b) => b - a < 2),
      ({ a, b }) => `${a} ${b}`,
    );
    expect(found).toEqual(["0 1", "2 3"]);
  });

  test("by case only are those that overlap where case is ignored and not else", () => {
    fc.assert(
      fc.property(scopes, (given) => {
        const found = Array.from(findCasePairs(given), ({ a, b }) => `${a} ${b}`);
        const known = new Set(naivePairs(given, "sensitive"));
        const expected = naivePairs(given, "insensitive", known);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 300 },
    );
  });
});

describe("whether one waits for the other", () => {
  test("is what the graph says, over more than a thousand", () => {
    const ids = Array.from({ length: 1500 }, (_, index) => `ws-${String(index).padStart(4, "0")}`);
    const edges = fc.sample(fc.tuple(fc.nat({ max: 1499 }), fc.nat({ max: 1499 })), { numRuns: 900, seed: 4 });
    const graph = buildGraph(
      ids,
      edges.flatMap(([a, b]): [string, string][] => (a < b ? [[ids[b] ?? "", ids[a] ?? ""]] : [])),
    );
    const isOrdered = createDependencyOrder(graph, ids);
    const ancestors = ids.map((id) => ancestorsOf(graph, id));
    const wrong: string[] = [];
    for (let b = 0; b < ids.length; b += 7) {
      for (let a = 0; a < ids.length; a += 1) {
        if (a === b) continue;
        const expected = ancestors[a]?.has(ids[b] ?? "") || ancestors[b]?.has(ids[a] ?? "");
        if (isOrdered(a, b) !== expected) wrong.push(`${a} ${b}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("what can never start is ordered with everything", () => {
    const graph = buildGraph(
      ["a", "b", "c", "d"],
      [
        ["a", "b"],
        ["b", "a"],
        ["b", "c"],
      ],
    );
    const isOrdered = createDependencyOrder(graph, ["a", "b", "c", "d"]);
    expect([isOrdered(0, 3), isOrdered(2, 3), isOrdered(3, 2)]).toEqual([true, true, true]);
  });
});
