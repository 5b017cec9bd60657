import { generations, transitiveReduction } from "../plan/graph.ts";
import type { PlanGraph } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { layoutGraph } from "./graph-layout.ts";
import type { Direction, Point, Size } from "./graph-layout.ts";
import { printDuration } from "./hours.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { toneOf } from "./palette.ts";
import type { ReportData, ReportWorkstream } from "./report-data.ts";
import { placedMark } from "./state-mark.ts";
import { count, cut } from "./words.ts";

/** A drawn chart, its natural width in pixels, and a sentence on how to read it. */
export interface Chart {
  readonly svg: Markup;
  readonly width: number;
  readonly hint: string;
}

/** Up to here every workstream is a box with its dependencies as arrows; beyond, a field in its generation's column. */
const MOST_BOXES = 400;

/** The plan as a picture: every workstream in the colour and with the mark of its state. */
export function svgGraph(data: ReportData, plan: Plan): Chart {
  const workstreams = new Map(data.workstreams.map((each) => [each.id, each]));
  return workstreams.size > MOST_BOXES ? drawColumns(plan.graph, workstreams) : drawBoxes(plan.graph, workstreams);
}

type Workstreams = ReadonlyMap<string, ReportWorkstream>;

/** Wide enough for the longest state and a duration, and for so many letters of an id. */
const BOX: Size = { width: 240, height: 46 };
const LETTERS = 28;

function drawBoxes(graph: PlanGraph, workstreams: Workstreams): Chart {
  const direction = directionFor(graph);
  const { width, height, nodes, edges } = layoutGraph(transitiveReduction(graph), BOX, direction);
  const boxes = Array.from(nodes, ([id, corner]) => {
    const workstream = workstreams.get(id);
    return workstream === undefined ? NOTHING : drawBox(workstream, corner);
  });
  const lines = edges.map((gaps) => markup`<path d="${curve(gaps, direction)}" marker-end="url(#arrow)"/>\n`);
  const label = `${count(workstreams.size, "workstream")} with their dependencies, each with its state`;
  const svg = markup`${openSvg({ width, height }, label)}
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0.8 0.8 7 4 0.8 7.2z" class="arrow"/></marker></defs>
<g class="edges">${lines}</g>
${boxes}</svg>`;
  const hint = "An arrow runs from a workstream to those that wait for it. Colour and mark show where each one stands.";
  return { svg, width, hint };
}

/** The start tag of a chart; one that is shown smaller than it is keeps its proportions. */
export function openSvg({ width, height }: Size, label: string): Markup {
  const size = markup`viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return markup`<svg ${size} role="img" aria-label="${label}">`;
}

/** The direction that needs less width: pages scroll down more easily than sideways. */
function directionFor(graph: PlanGraph): Direction {
  const ranks = generations(graph);
  const widest = Math.max(0, ...ranks.map((each) => each.length));
  return widest < ranks.length ? "down" : "right";
}

function drawBox({ id, title, state, reason, attempts, durationMs }: ReportWorkstream, { x, y }: Point): Markup {
  const name = title === id ? id : `${id}: ${title}`;
  const detail = attempts.length === 0 ? state : `${state} · ${printDuration(durationMs)}`;
  return markup`<a href="#${id}" tabindex="-1" class="node tone-${toneOf(state)}" data-id="${id}">
<title>${name}\n${state}: ${reason}</title>
<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8" class="box box-${state}"/>
${placedMark(state, x + 12, y + 9)}
<text x="${x + 34}" y="${y + 20}" class="id">${cut(id, LETTERS)}</text>
<text x="${x + 34}" y="${y + 36}" class="detail">${detail}</text></a>
`;
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

/** The distance of two fields in a column, and how many a column holds before it becomes two. */
const FIELD = 18;
const ROWS = 30;
const TOP = 20;

function drawColumns(graph: PlanGraph, workstreams: Workstreams): Chart {
  const fields: Markup[] = [];
  let left = 8;
  let rows = 0;
  for (const [index, column] of columnsOf(graph, workstreams).entries()) {
    fields.push(markup`<text x="${left}" y="12" class="detail">${index + 1}</text>\n`);
    for (const [place, workstream] of column.entries()) {
      fields.push(drawField(workstream, left + Math.floor(place / ROWS) * FIELD, TOP + (place % ROWS) * FIELD));
    }
    rows = Math.max(rows, Math.min(column.length, ROWS));
    left += Math.ceil(column.length / ROWS) * FIELD + 14;
  }
  const label = `${count(workstreams.size, "workstream")} in columns: each waits only for columns on its left`;
  const svg = markup`${openSvg({ width: left, height: TOP + rows * FIELD + 8 }, label)}${fields}</svg>`;
  const hint = "Each mark is a workstream, which waits only for columns on its left. Point at one to see which it is.";
  return { svg, width: left, hint };
}

/** One list for each generation, last the ids on cycles and below them. */
function columnsOf(graph: PlanGraph, workstreams: Workstreams): readonly (readonly ReportWorkstream[])[] {
  const ordered = generations(graph);
  const known = new Set(ordered.flat());
  const rest = [...workstreams.keys()].filter((id) => !known.has(id));
  return [...ordered, rest]
    .map((ids) => ids.flatMap((id) => workstreams.get(id) ?? []))
    .filter((column) => column.length > 0);
}

function drawField({ id, state, reason }: ReportWorkstream, x: number, y: number): Markup {
  return markup`<g class="node tone-${toneOf(state)}" data-id="${id}"><title>${id}\n${state}: ${reason}</title>
${placedMark(state, x, y)}</g>
`;
}
