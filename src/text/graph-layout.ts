import { Graph, layout } from "@dagrejs/dagre";
import type { PlanGraph } from "../plan/graph.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The size of one node, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where dependents stand: to the right of their dependencies, or below them. */
export type Direction = "right" | "down";

/** Where everything of a drawn graph lies, in pixels. */
export interface GraphLayout extends Size {
  /** Upper left corners. */
  readonly nodes: ReadonlyMap<string, Point>;
  /**
   * For each edge the gaps between two ranks that it crosses, one after the other: it enters a gap at the first point
   * and leaves it at the second, and runs straight through the rank to the next gap.
   */
  readonly edges: readonly (readonly (readonly [Point, Point])[])[];
}

/** Lays a graph out in ranks: every edge runs in the same direction. */
export function layoutGraph(graph: PlanGraph, node: Size, direction: Direction): GraphLayout {
  const drawing = new Graph<object, Point, { readonly points: readonly Point[] }>();
  const rankdir = direction === "right" ? "LR" : "TB";
  drawing.setGraph({ rankdir, nodesep: 14, ranksep: 44, edgesep: 12, marginx: 8, marginy: 8 });
  graph.forEachNode((id) => drawing.setNode(id, { ...node }));
  graph.forEachEdge((_edge, _attributes, from, to) => drawing.setEdge(from, to, {}));
  layout(drawing);
  const { width, height }: Size = drawing.graph();
  const centre = (id: string): Point => drawing.node(id);
  const nodes = new Map(
    graph.mapNodes((id) => [id, { x: centre(id).x - node.width / 2, y: centre(id).y - node.height / 2 }]),
  );
  const edges = graph.mapEdges((_edge, _attributes, from, to) => {
    const { points }: { readonly points: readonly Point[] } = drawing.edge(from, to);
    return gapsOf([centre(from), ...ranksPassed(points), centre(to)], node, direction);
  });
  return { width, height, nodes, edges };
}

/** dagre gives the ends of an edge, and between them its points in gaps and in ranks by turns. */
function ranksPassed(points: readonly Point[]): readonly Point[] {
  return points.slice(1, -1).filter((_, index) => index % 2 === 1);
}

function gapsOf(centres: readonly Point[], node: Size, direction: Direction): readonly (readonly [Point, Point])[] {
  const [dx, dy] = direction === "right" ? [node.width / 2, 0] : [0, node.height / 2];
  return centres.slice(1).map((to, index) => {
    const from = centres[index] ?? to;
    return [
      { x: from.x + dx, y: from.y + dy },
      { x: to.x - dx, y: to.y - dy },
    ];
  });
}
