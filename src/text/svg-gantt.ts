import { attemptMark, markTone, placedMark } from "./state-mark.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { printDuration } from "./hours.ts";
import { cutColumns } from "./plain.ts";
import type { Bar, Lane, ReportData, Totals } from "./report-data.ts";
import { openSvg } from "./svg-graph.ts";
import type { Chart } from "./svg-graph.ts";
import { printTime } from "./time.ts";
import { count, cut } from "./words.ts";

const ROW = 30;
const BAR = 22;
const LANE_GAP = 8;
const AXIS = 30;
const RIGHT = 44;
/** The chart grows with the attempts of its busiest agent, within these bounds. */
const PER_BAR = 84;
const NARROWEST = 1010;
const WIDEST = 12_000;
/** Width of a monospaced letter, and how many of an agent's name are shown. */
const LETTER = 6.7;
const NAME = 20;

/** One lane for each agent, one bar for each attempt, over the time since the first start; undefined before it. */
export function svgGantt(data: ReportData): Chart | undefined {
  const { span } = data.totals;
  if (span === undefined) return undefined;
  const left = 24 + LETTER * Math.min(NAME, Math.max(...data.lanes.map((lane) => lane.agent.length)));
  const busiest = Math.max(...data.lanes.map((lane) => lane.bars.length));
  const plot = Math.min(WIDEST, Math.max(NARROWEST, busiest * PER_BAR));
  const scale = plot / Math.max(1, span.to - span.from);
  let top = AXIS;
  const lanes: Markup[] = [];
  for (const lane of data.lanes) {
    const rows = stack(lane.bars);
    lanes.push(drawLane(lane, rows, { top, left, right: left + plot, from: span.from, scale }));
    top += rows.length * ROW + LANE_GAP;
  }
  const size = { width: Math.ceil(left + plot + RIGHT), height: top };
  const attempts = data.lanes.reduce((all, lane) => all + lane.bars.length, 0);
  const work = `${count(attempts, "attempt")} of ${count(data.lanes.length, "agent")}`;
  const label = `${work} over ${printDuration(span.to - span.from)}`;
  const svg = markup`${openSvg(size, label)}\n${drawAxis(span, left, scale, top)}${lanes}</svg>`;
  const hint = `Time since the first start, ${printTime(span.from)}. One bar is one attempt.`;
  return { svg, width: size.width, hint };
}

/** Bars in as few rows as they need without touching: one row, unless an attempt began before the last was ended. */
function stack(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  const rows: Bar[][] = [];
  for (const bar of bars) {
    const row = rows.find((each) => (each.at(-1)?.to ?? -Infinity) <= bar.from);
    if (row === undefined) rows.push([bar]);
    else row.push(bar);
  }
  return rows;
}

interface Frame {
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly from: number;
  /** Pixels for one millisecond. */
  readonly scale: number;
}

function drawLane(lane: Lane, rows: readonly (readonly Bar[])[], frame: Frame): Markup {
  const bottom = frame.top + rows.length * ROW + LANE_GAP / 2;
  const bars = rows.flatMap((row, index) => row.map((bar) => drawBar(lane.agent, bar, frame.top + index * ROW, frame)));
  return markup`<g class="lane"><path d="M0 ${bottom}H${frame.right}" class="rule"/>
<text x="8" y="${frame.top + 19}" class="id">${cut(lane.agent, NAME)}</text>
${bars}</g>
`;
}

function drawBar(agent: string, bar: Bar, top: number, { left, from, scale }: Frame): Markup {
  const x = left + (bar.from - from) * scale;
  const width = Math.max(3, (bar.to - bar.from) * scale - 1);
  const mark = attemptMark(bar.state);
  const shape = markup`width="${width}" height="${BAR}" rx="${Math.min(4, width / 2)}" class="box bar-${bar.state}"`;
  return markup`<g class="bar tone-${markTone(mark)}" data-attempt="${bar.id}/${bar.attempt}">
<title>${barTitle(agent, bar)}</title>
<rect x="${x}" y="${top + 4}" ${shape}/>
${width < 22 ? NOTHING : placedMark(mark, x + 5, top + 8)}
${barLabel(bar, x, width, top)}</g>
`;
}

function barTitle(agent: string, { id, attempt, state, from, to, failure }: Bar): string {
  const lines = [
    `${id} attempt ${attempt} on ${agent}`,
    `${state} after ${printDuration(to - from)}, started ${printTime(from)}`,
    ...(failure === "" ? [] : [failure]),
  ];
  return lines.join("\n");
}

/** The id beside the mark, without the beginning that all ids share; nothing where it would be cut to a few letters. */
function barLabel({ id, attempt }: Bar, x: number, width: number, top: number): Markup {
  const name = id.replace(/^ws-/, "");
  const room = Math.floor((width - 28) / LETTER);
  if (room < 5) return NOTHING;
  const label = cutColumns(attempt === 1 ? name : `${name} #${attempt}`, room);
  return markup`<text x="${x + 23}" y="${top + 19}" class="label">${label}</text>`;
}

function drawAxis(span: NonNullable<Totals["span"]>, left: number, scale: number, bottom: number): Markup {
  const step = tickStep(90 / scale);
  const ticks: Markup[] = [];
  for (let at = 0; at <= span.to - span.from; at += step) {
    const x = left + at * scale;
    ticks.push(markup`<path d="M${x} ${AXIS - 6}V${bottom}" class="tick"/>
<text x="${x}" y="14" class="detail" text-anchor="middle">${at === 0 ? "0" : printDuration(at)}</text>
`);
  }
  return markup`<g class="axis">${ticks}</g>\n`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances between two ticks that people read easily. */
const STEPS = [
  [1, 2, 5, 10, 20, 50, 100, 200, 500],
  [1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  [1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
].flat();

/** The smallest easy distance of at least `least` milliseconds. */
function tickStep(least: number): number {
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}
