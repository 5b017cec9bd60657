import { bottomLevels, criticalPath } from "../plan/critical-path.ts";
import { generations, transitiveReduction } from "../plan/graph.ts";
import type { PlanGraph } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import type { StateName } from "../state/lifecycle.ts";
import { toneOf } from "./palette.ts";
import type { Tone } from "./palette.ts";
import { plain } from "./plain.ts";
import { cut } from "./words.ts";

/** Readable on a light page and on a dark one. */
const STYLES: Readonly<Record<Tone, string>> = {
  good: "fill:#2da44e,stroke:#1a7f37,color:#ffffff",
  active: "fill:#0969da,stroke:#0550ae,color:#ffffff",
  review: "fill:#8250df,stroke:#6639ba,color:#ffffff",
  attention: "fill:#d4a72c,stroke:#9a6700,color:#1f2328",
  bad: "fill:#cf222e,stroke:#a40e26,color:#ffffff",
  quiet: "fill:#d0d7de,stroke:#8c959f,color:#1f2328",
};

const TITLE_LENGTH = 60;

/**
 * A Mermaid flowchart of the plan, without the dependencies that others imply; thick arrows along the critical path, and
 * colours where `states` are given.
 */
export function printMermaid(plan: Plan, states?: ReadonlyMap<string, { readonly state: StateName }>): string {
  const ids = plan.graph.nodes();
  // Ids may hold words that Mermaid reserves, such as `end`.
  const names = new Map(ids.map((id, index) => [id, `n${index}`]));
  const tones = new Map(ids.map((id) => [id, toneIn(states, id)]));
  const used = [...new Set(tones.values())].filter((tone) => tone !== undefined).toSorted();
  return [
    "flowchart LR",
    ...ids.map((id) => {
      const tone = tones.get(id);
      return `  ${names.get(id)}["${label(plan, id)}"]${tone === undefined ? "" : `:::${tone}`}`;
    }),
    ...arrows(plan).map(
      ({ from, to, critical }) => `  ${names.get(from)} ${critical ? "==>" : "-->"} ${names.get(to)}`,
    ),
    ...used.map((tone) => `  classDef ${tone} ${STYLES[tone]}`),
    "",
  ].join("\n");
}

/** The plan's graph for other programs. */
export interface GraphJson {
  readonly nodes: readonly {
    readonly id: string;
    readonly title: string;
    /** Hours. */
    readonly estimate: number;
    /** How many dependencies the longest way to it has; null: it is on a cycle, or waits for one. */
    readonly level: number | null;
    /** Hours from its start to the end of the longest chain that it begins. */
    readonly bottomLevel: number;
    readonly critical: boolean;
  }[];
  /** From a dependency to its dependent. `redundant`: others imply it. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly redundant: boolean }[];
  readonly criticalPath: readonly string[];
  /** Length of the critical path. */
  readonly hours: number;
}

export function graphToJson(plan: Plan): GraphJson {
  const { graph } = plan;
  const estimate = estimateIn(plan);
  const levels = new Map(generations(graph).flatMap((ids, level) => ids.map((id) => [id, level])));
  const hoursBelow = bottomLevels(graph, estimate);
  const path = criticalPath(graph, estimate);
  const onPath = new Set(path.ids);
  const reduced = transitiveReduction(graph);
  return {
    nodes: graph.nodes().map((id) => ({
      id,
      title: plan.workstreams.get(id)?.title ?? id,
      estimate: estimate(id),
      level: levels.get(id) ?? null,
      bottomLevel: hoursBelow.get(id) ?? 0,
      critical: onPath.has(id),
    })),
    edges: edgesOf(graph).map(({ from, to }) => ({ from, to, redundant: !reduced.hasEdge(from, to) })),
    criticalPath: path.ids,
    hours: path.hours,
  };
}

/** A workstream that could not be read takes no time. */
function estimateIn(plan: Plan): (id: string) => number {
  return (id) => plan.workstreams.get(id)?.estimate ?? 0;
}

function toneIn(states: ReadonlyMap<string, { readonly state: StateName }> | undefined, id: string): Tone | undefined {
  const state = states?.get(id)?.state;
  return state === undefined ? undefined : toneOf(state);
}

function arrows(plan: Plan): { from: string; to: string; critical: boolean }[] {
  const path = criticalPath(plan.graph, estimateIn(plan)).ids;
  const next = new Map(path.map((id, index) => [id, path[index + 1]]));
  return edgesOf(transitiveReduction(plan.graph)).map(({ from, to }) => ({
    from,
    to,
    critical: next.get(from) === to,
  }));
}

/** By dependency, then by dependent. */
function edgesOf(graph: PlanGraph): { from: string; to: string }[] {
  return graph.nodes().flatMap((from) =>
    graph
      .outNeighbors(from)
      .toSorted()
      .map((to) => ({ from, to })),
  );
}

function label(plan: Plan, id: string): string {
  const title = plan.workstreams.get(id)?.title ?? id;
  return title === id ? escapeLabel(id) : `${escapeLabel(id)}<br/>${escapeLabel(cut(plain(title), TITLE_LENGTH))}`;
}

/** Mermaid reads quotes, markup and `#` inside quoted labels; a character's number stands for it. */
function escapeLabel(text: string): string {
  return plain(text).replaceAll(/[^\p{L}\p{M}\p{N} .,:_/-]/gu, (character) =>
    character === '"' ? "#quot;" : `#${character.codePointAt(0)};`,
  );
}
