import { describe, expect, test } from "vitest";
import { bottomLevels, criticalPath } from "../../src/plan/critical-path.ts";
import { buildGraph } from "../../src/plan/graph.ts";

const HOURS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 5, d: 1, x: 4, y: 4 };

function estimate(id: string): number {
  return HOURS[id] ?? 0;
}

describe("levels and the critical path", () => {
  const graph = buildGraph("abcd", [
    ["a", "b"],
    ["a", "c"],
    ["b", "d"],
    ["c", "d"],
  ]);

  test("a level is the estimate and the longest chain of dependents", () => {
    expect(Object.fromEntries(bottomLevels(graph, estimate))).toEqual({ a: 7, b: 3, c: 6, d: 1 });
  });

  test("the path follows the longest chain", () => {
    expect(criticalPath(graph, estimate)).toEqual({ ids: ["a", "c", "d"], hours: 7 });
  });

  test("of equal chains the one with the smaller id", () => {
    expect(criticalPath(buildGraph("xy", []), estimate)).toEqual({ ids: ["x"], hours: 4 });
  });

  test("ids on a cycle count for themselves and are not on the path", () => {
    const knot = buildGraph("abxy", [
      ["x", "y"],
      ["y", "x"],
      ["a", "b"],
      ["a", "x"],
    ]);
    expect(bottomLevels(knot, estimate).get("x")).toBe(4);
    expect(criticalPath(knot, estimate).ids).toEqual(["a", "b"]);
    expect(criticalPath(buildGraph([], []), estimate)).toEqual({ ids: [], hours: 0 });
  });
});
