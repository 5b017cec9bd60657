import type { DirectedGraph } from "graphology";

/** Nodes are workstream ids; an edge runs from a dependency to its dependent. */
export type PlanGraph = DirectedGraph;
