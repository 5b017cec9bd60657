import { compareIds } from "../plan/graph.ts";
import { FEW_HOURS } from "./hours.ts";
import { paint } from "./palette.ts";
import type { Paint } from "./palette.ts";
import { columns, cutColumns, padColumns, plain } from "./plain.ts";
import { createShortNames } from "./short-names.ts";
import type { ShortNames } from "./short-names.ts";

/** What one agent does in a span of time, in hours. */
export interface GanttRow {
  readonly id: string;
  readonly agent: string;
  readonly start: number;
  readonly end: number;
  /** On a critical path: drawn in another line and colour. */
  readonly critical?: boolean;
}

/** Time in which an agent is idle on purpose, in hours: hatched where nothing else is drawn. */
export type GanttIdle = Pick<GanttRow, "agent" | "start" | "end">;

/** How a chart is drawn; `width` in terminal columns. */
export interface GanttStyle {
  readonly width: number;
  readonly color: boolean;
}

const LONGEST_AGENT = 20;
const NARROWEST_CHART = 20;

/**
 * One line for each agent, an axis of time, and what the signs mean that need it; empty for no rows. At most as wide as asked
 * for, or as narrow as a chart can be.
 */
export function printGantt(
  rows: readonly GanttRow[],
  { width, color }: GanttStyle,
  idle: readonly GanttIdle[] = [],
): string {
  if (rows.length === 0) return "";
  const agents = [...new Set(rows.map(({ agent }) => agent))].toSorted(compareNatural);
  const lanes = new Map(agents.map((agent) => [agent, cutColumns(plain(agent), LONGEST_AGENT)]));
  const margin = Math.max(0, ...Array.from(lanes.values(), columns)) + 1;
  const scale = scaleOf(rows, Math.max(width - margin, NARROWEST_CHART));
  const names = createShortNames(rows.map(({ id }) => id));
  const colors = paint(color);
  const strokes = color ? 0 : 1;
  const lines = agents.map((agent) => {
    const own = rows
      .filter((row) => row.agent === agent)
      .toSorted((a, b) => a.start - b.start || compareIds(a.id, b.id));
    const hatched = idle.filter((each) => each.agent === agent);
    return (
      padColumns(lanes.get(agent) ?? "", margin) + drawLine({ own, hatched, scale, names, strokes }, colors)
    ).trimEnd();
  });
  return [...lines, " ".repeat(margin) + drawAxis(scale), ...legend(rows, idle, { width, color }), ""].join("\n");
}

function legend(
  rows: readonly GanttRow[],
  idle: readonly GanttIdle[],
  { width, color }: GanttStyle,
): readonly string[] {
  const signs = [
    ...(rows.some(({ critical }) => critical === true) ? ["═ on a critical path"] : []),
    ...(idle.length > 0 ? ["░ idle, with work held"] : []),
  ];
  return signs.length === 0 ? [] : [paint(color).dim(cutColumns(signs.join("   "), width))];
}

/** `agent-2` before `agent-10`. */
export function compareNatural(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true }) || compareIds(a, b);
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
  columnOf(hours: number): number;
}

function scaleOf(rows: readonly GanttRow[], chartColumns: number): Scale {
  const from = Math.min(0, ...rows.map(({ start }) => start));
  const to = Math.max(from, ...rows.map(({ end }) => end));
  const perHour = to === from ? 0 : chartColumns / (to - from);
  return { from, to, columns: chartColumns, columnOf: (hours) => Math.round((hours - from) * perHour) };
}

interface Line {
  readonly own: readonly GanttRow[];
  readonly hatched: readonly GanttIdle[];
  readonly scale: Scale;
  readonly names: ShortNames;
  /** How many columns of a critical bar no label takes: without colours the stroke alone tells. */
  readonly strokes: number;
}

/** A bar that is too short for a column of its own is left out. */
function drawLine({ own, hatched, scale, names, strokes }: Line, colors: Paint): string {
  let line = "";
  let at = 0;
  for (const { id, start, end, critical = false } of own) {
    const from = Math.max(scale.columnOf(start), at);
    const to = scale.columnOf(end);
    if (to <= from) continue;
    const label = names.fitting(id, to - from - 2 - (critical ? strokes : 0));
    const bar = drawBar(label, to - from, critical ? "═" : "─");
    line += drawGap(hatched, scale, { from: at, to: from }, colors);
    line += colors.tone(critical ? "attention" : "active", bar);
    at = to;
  }
  return line + drawGap(hatched, scale, { from: at, to: scale.columns }, colors);
}

/** The columns between two bars: blank, or hatched where they are idle on purpose. */
function drawGap(
  hatched: readonly GanttIdle[],
  scale: Scale,
  { from, to }: { readonly from: number; readonly to: number },
  { dim }: Paint,
): string {
  const isIdle = (column: number): boolean =>
    hatched.some(({ start, end }) => scale.columnOf(start) <= column && column < scale.columnOf(end));
  const signs = Array.from({ length: to - from }, (_, index) => (isIdle(from + index) ? "░" : " ")).join("");
  return signs.replaceAll(/░+/g, dim);
}

function drawBar(label: string, length: number, stroke: string): string {
  if (length === 1) return "|";
  return `[${label}${stroke.repeat(length - 2 - columns(label))}]`;
}

/** What an axis is in; hours unless it has very few of them. */
interface Unit {
  readonly name: string;
  readonly perHour: number;
}

const MOST_SECONDS = 120;

function unitOf({ from, to }: Scale): Unit {
  if (to - from >= FEW_HOURS) return { name: "h", perHour: 1 };
  return (to - from) * 3600 > MOST_SECONDS ? { name: "min", perHour: 60 } : { name: "s", perHour: 3600 };
}

/** Of the unit, between two marks: 1, 2 or 5 times a power of ten. */
function stepOf({ from, to, columns: room }: Scale, { perHour }: Unit): number {
  const least = ((to - from) * perHour * 8) / room;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least * 0.999) ?? 10 * power;
}

function drawAxis(scale: Scale): string {
  if (scale.to === scale.from) return "0 h";
  const unit = unitOf(scale);
  const step = stepOf(scale, unit);
  const last = scale.to * unit.perHour + step / 1000;
  const suffix = ` ${unit.name}`;
  let axis = "";
  for (let mark = Math.ceil((scale.from * unit.perHour) / step); mark * step <= last; mark += 1) {
    const text = String(Number((mark * step).toPrecision(6)));
    const column = Math.min(scale.columnOf((mark * step) / unit.perHour), scale.columns - text.length - suffix.length);
    if (axis !== "" && column <= axis.length) continue;
    axis = axis.padEnd(Math.max(column, 0)) + text;
  }
  return `${axis}${suffix}`;
}
