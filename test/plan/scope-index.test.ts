import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScopeIndex } from "../../src/plan/scope-index.ts";
import { overlap } from "../../src/plan/scope.ts";

const pattern = fc.constantFrom(
  "src/",
  "src/api/",
  "src/api/a.ts",
  "src/*/a.ts",
  "src/{api,web}/**",
  "**/*.md",
  "docs",
  "docs/*.md",
  "test/[a-c]*",
  "test/\\*",
  "[broken",
);
const scope = fc
  .tuple(fc.uniqueArray(pattern, { maxLength: 3 }), fc.option(pattern))
  .map(([some, out]) => (some.length === 0 || out === null ? some : [...some, `!${out}`]));

describe("a scope index", () => {
  test("answers with the smallest id and a path that both may write", () => {
    const index = createScopeIndex();
    index.add("ws-c", ["src/"]);
    index.add("ws-b", ["src/api/*.ts"]);
    index.add("ws-a", ["docs/"]);
    expect(index.firstOverlap(["src/api/a.ts"])).toEqual({ id: "ws-b", witness: "src/api/a.ts" });
    expect(index.firstOverlap(["src/api/a.ts"], "ws-b")).toEqual({ id: "ws-c", witness: "src/api/a.ts" });
    expect(index.firstOverlap(["test/"])).toBeUndefined();
    expect(index.overlaps(["**/*.ts"]).map(({ id }) => id)).toEqual(["ws-a", "ws-b", "ws-c"]);
  });

  test("says the same as comparing with every scope, whatever was added, replaced and removed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.constantFrom("a", "b", "c", "d"), scope: fc.option(scope) })),
        scope,
        (changes, query) => {
          const index = createScopeIndex();
          const kept = new Map<string, readonly string[]>();
          for (const change of changes) {
            if (change.scope === null) {
              index.remove(change.id);
              kept.delete(change.id);
            } else {
              index.add(change.id, change.scope);
              kept.set(change.id, change.scope);
            }
          }
          const expected = [...kept].flatMap(([id, other]) => {
            const found = overlap(query, other);
            return found === undefined ? [] : [{ id, witness: found.witness }];
          });
          expect(index.overlaps(query)).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
          expect(index.firstOverlap(query)).toEqual(index.overlaps(query)[0]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
