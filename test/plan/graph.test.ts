import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ancestorsOf,
  buildGraph,
  dependenciesOf,
  dependentsOf,
  descendantsOf,
  findCycles,
  generations,
  independentIds,
  readyIds,
  topologicalOrder,
  transitiveReduction,
} from "../../src/plan/graph.ts";
import type { PlanGraph } from "../../src/plan/graph.ts";

/** `a>b` is an edge from the dependency `a` to its dependent `b`; a name alone is a node. */
function graphOf(text: string): PlanGraph {
  const parts = text.split(" ").map((part) => part.split(">"));
  const edges = parts.flatMap(([from = "", to]): [string, string][] => (to === undefined ? [] : [[from, to]]));
  return buildGraph(parts.flat(), edges);
}

function edgesOf(graph: PlanGraph): string[] {
  return graph.mapEdges((_edge, _attributes, from, to) => `${from}>${to}`).toSorted();
}

const TEN = Array.from({ length: 10 }, (_, index) => String(index));

/** Any edges among few nodes: chains, knots, everything. */
const anyGraph = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 25 })
  .map((pairs) =>
    buildGraph(
      TEN,
      pairs.map(([a, b]): [string, string] => [String(a), String(b)]),
    ),
  );

const anyDag = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 25 })
  .map((pairs) =>
    buildGraph(
      TEN,
      pairs.map(([a, b]): [string, string] => [String(Math.min(a, b)), String(Math.max(a, b))]),
    ),
  );

describe("a plan's graph", () => {
  const diamond = graphOf("a>b a>c b>d c>d e");

  test("knows who waits for whom, directly and at all", () => {
    expect(dependenciesOf(diamond, "d")).toEqual(["b", "c"]);
    expect(dependentsOf(diamond, "a")).toEqual(["b", "c"]);
    expect(ancestorsOf(diamond, "d")).toEqual(new Set(["a", "b", "c"]));
    expect(descendantsOf(diamond, "a")).toEqual(new Set(["b", "c", "d"]));
    expect(independentIds(diamond)).toEqual(["a", "e"]);
  });

  test("takes a duplicate edge once and a self-edge not at all", () => {
    expect(edgesOf(graphOf("a>b a>b a>a"))).toEqual(["a>b"]);
  });

  test.each([
    ["nothing", [], ["a", "e"]],
    ["the first", ["a"], ["b", "c", "e"]],
    ["one of two dependencies", ["a", "b"], ["c", "e"]],
    ["everything", ["a", "b", "c", "d", "e"], []],
  ])("is ready where %s is completed", (_name, completed, ready) => {
    expect(readyIds(diamond, new Set(completed))).toEqual(ready);
  });

  test("orders generations and ids, whatever the order of the input", () => {
    expect(generations(graphOf("z>a y>a a>b x"))).toEqual([["x", "y", "z"], ["a"], ["b"]]);
    expect(generations(graphOf("x a>b y>a z>a"))).toEqual([["x", "y", "z"], ["a"], ["b"]]);
    expect(topologicalOrder(diamond)).toEqual(["a", "e", "b", "c", "d"]);
  });

  test("leaves out cycles and what waits for them when it orders", () => {
    expect(generations(graphOf("a>b b>a b>c x>c x>y"))).toEqual([["x"], ["y"]]);
  });
});

describe("cycles", () => {
  test.each([
    ["none", "a>b b>c a>c", []],
    ["two", "a>b b>a", [["a", "b", "a"]]],
    ["a ring, each depending on the next", "a>b b>c c>a", [["a", "c", "b", "a"]]],
    ["the shorter way back", "a>b b>c c>a b>a", [["a", "b", "a"]]],
    [
      "two rings, and one that hangs on them",
      "d>e e>d a>b b>a b>d e>f",
      [
        ["a", "b", "a"],
        ["d", "e", "d"],
      ],
    ],
  ])("%s", (_name, edges, trails) => {
    expect(findCycles(graphOf(edges))).toEqual(trails);
  });

  test("are found exactly where the order leaves something out, and every step of a trail is a dependency", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const trails = findCycles(graph);
        expect(trails.length > 0).toBe(topologicalOrder(graph).length < graph.order);
        for (const trail of trails) {
          expect(trail.at(-1)).toBe(trail[0]);
          for (const [index, id] of trail.slice(1).entries()) {
            expect(dependenciesOf(graph, trail[index] ?? "")).toContain(id);
          }
        }
      }),
    );
  });

  test("of 30,000 workstreams do not overflow the stack", () => {
    const ids = Array.from({ length: 30_000 }, (_, index) => `ws-${index}`);
    const ring = ids.map((id, index): [string, string] => [id, ids[(index + 1) % ids.length] ?? ""]);
    expect(findCycles(buildGraph(ids, ring))[0]).toHaveLength(30_001);
  });
});

describe("the transitive reduction", () => {
  test.each([
    ["drops what a longer way implies", "a>b b>c a>c", ["a>b", "b>c"]],
    ["keeps a diamond", "a>b a>c b>d c>d", ["a>b", "a>c", "b>d", "c>d"]],
    ["keeps a cycle and what is below it", "a>b b>a b>c c>d b>d", ["a>b", "b>a", "b>c", "b>d", "c>d"]],
  ])("%s", (_name, edges, expected) => {
    expect(edgesOf(transitiveReduction(graphOf(edges)))).toEqual(expected);
  });

  test("reaches the same, and not without any of its edges", () => {
    fc.assert(
      fc.property(anyDag, (graph) => {
        const reduced = transitiveReduction(graph);
        for (const id of graph.nodes()) expect(descendantsOf(reduced, id)).toEqual(descendantsOf(graph, id));
        for (const edge of reduced.edges()) {
          const without = reduced.copy();
          without.dropEdge(edge);
          expect(descendantsOf(without, reduced.source(edge))).not.toContain(reduced.target(edge));
        }
      }),
    );
  });
});
