import { generations, transitiveReduction } from "../plan/graph.ts";
import type { PlanGraph } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { layoutGraph } from "./graph-layout.ts";
import type { Direction, Point, Size } from "./graph-layout.ts";
import { printDuration } from "./hours.ts";
import { html, NOTHING } from "./html.ts";
import type { Html } from "./html.ts";
import { toneOf } from "./palette.ts";
import type { ReportData, ReportWorkstream } from "./report-data.ts";
import { markTone, placedMark } from "./state-mark.ts";
import { count, cut } from "./words.ts";

/** A drawn chart and its natural width in pixels, below which it scrolls. */
export interface Chart {
  readonly svg: Html;
  readonly width: number;
}

/** Up to here every workstream is a box with its dependencies as arrows; beyond, a field in its generation's column. */
const BOXES = 400;

/** The plan as a picture: every workstream in the colour and with the mark of its state. */
export function svgGraph(data: ReportData, plan: Plan): Chart {
  const workstreams = new Map(data.workstreams.map((each) => [each.id, each]));
  return workstreams.size > BOXES ? drawColumns(plan.graph, workstreams) : drawBoxes(plan.graph, workstreams);
}

type Workstreams = ReadonlyMap<string, ReportWorkstream>;

/** Wide enough for the longest state and a duration, and for so many letters of an id. */
const BOX: Size = { width: 240, height: 46 };
const LETTERS = 28;

function drawBoxes(graph: PlanGraph, workstreams: Workstreams): Chart {
  const known = graph.copy() as PlanGraph;
  for (const id of graph.nodes()) if (!workstreams.has(id)) known.dropNode(id);
  const direction = directionFor(known);
  const { width, height, nodes, edges } = layoutGraph(transitiveReduction(known), BOX, direction);
  const boxes = Array.from(nodes, ([id, corner]) => {
    const workstream = workstreams.get(id);
    return workstream === undefined ? NOTHING : drawBox(workstream, corner);
  });
  const svg = html`<svg
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${count(workstreams.size, "workstream")} with their dependencies, each with its state"
  >
    <defs>
      <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0.8 0.8 7 4 0.8 7.2z" class="arrow" />
      </marker>
    </defs>
    <g class="edges">${edges.map((gaps) => html`<path d="${curve(gaps, direction)}" marker-end="url(#arrow)" />`)}</g>
    ${boxes}
  </svg>`;
  return { svg, width };
}

/** The direction that needs less width: pages scroll down more easily than sideways. */
function directionFor(graph: PlanGraph): Direction {
  const columns = generations(graph);
  const widest = Math.max(0, ...columns.map((each) => each.length));
  return widest < columns.length ? "down" : "right";
}

function drawBox(workstream: ReportWorkstream, { x, y }: Point): Html {
  const { id, title, state, reason, attempts, durationMs } = workstream;
  const work = attempts.length === 0 ? "" : ` · ${printDuration(durationMs)}`;
  const again = attempts.length > 1 ? ` · ${attempts.length} attempts` : "";
  return html`<a
    href="#${id}"
    tabindex="-1"
    class="node tone-${toneOf(state)}"
    data-id="${id}"
    aria-label="${id}, ${state}"
    ><title>${id}${title === id ? "" : `: ${title}`} ${state}: ${reason}</title
    ><rect
      x="${x}"
      y="${y}"
      width="${BOX.width}"
      height="${BOX.height}"
      rx="8"
      class="box box-${state}"
    />${placedMark(state, x + 12, y + 9)}<text x="${x + 34}" y="${y + 20}" class="id">${cut(id, LETTERS)}</text
    ><text x="${x + 34}" y="${y + 36}" class="detail">${state}${work}${again}</text></a
  > `;
}

/** A line that leaves and enters every rank at a right angle, so that the arrow points into its box. */
function curve(gaps: readonly (readonly [Point, Point])[], direction: Direction): string {
  const parts = gaps.map(([from, to], index) => {
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    const bends = direction === "right" ? [at(x, from.y), at(x, to.y)] : [at(from.x, y), at(to.x, y)];
    return `${index === 0 ? "M" : "L"}${at(from.x, from.y)}C${bends.join(" ")} ${at(to.x, to.y)}`;
  });
  return parts.join("");
}

function at(x: number, y: number): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

const FIELD = 14;
const GAP = 4;
const ROWS = 30;

function drawColumns(graph: PlanGraph, workstreams: Workstreams): Chart {
  const fields: Html[] = [];
  let left = 8;
  let rows = 0;
  for (const [index, generation] of columnsOf(graph, workstreams).entries()) {
    fields.push(html`<text x="${left}" y="12" class="detail">${index + 1}</text>`);
    for (const [place, workstream] of generation.entries()) {
      const x = left + Math.floor(place / ROWS) * (FIELD + GAP);
      fields.push(drawField(workstream, x, 20 + (place % ROWS) * (FIELD + GAP)));
    }
    rows = Math.max(rows, Math.min(generation.length, ROWS));
    left += Math.ceil(generation.length / ROWS) * (FIELD + GAP) + 16;
  }
  const height = 20 + rows * (FIELD + GAP) + 8;
  const svg = html`<svg
    viewBox="0 0 ${left} ${height}"
    width="${left}"
    height="${height}"
    role="img"
    aria-label="${count(workstreams.size, "workstream")} in columns: each one waits only for columns on its left"
  >
    ${fields}
  </svg>`;
  return { svg, width: left };
}

/** One list for each generation, last the ids on cycles and below them. */
function columnsOf(graph: PlanGraph, workstreams: Workstreams): readonly (readonly ReportWorkstream[])[] {
  const left = new Map(workstreams);
  const columns = generations(graph).map((ids) =>
    ids.flatMap((id) => {
      const workstream = left.get(id);
      left.delete(id);
      return workstream === undefined ? [] : [workstream];
    }),
  );
  return [...columns, [...left.values()]].filter((column) => column.length > 0);
}

function drawField({ id, state, reason }: ReportWorkstream, x: number, y: number): Html {
  return html`<g class="node tone-${markTone(state)}" data-id="${id}"
    ><title>${id} ${state}: ${reason}</title>${placedMark(state, x, y)}</g
  > `;
}
