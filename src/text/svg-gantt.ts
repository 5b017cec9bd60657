import { attemptMark, markTone, placedMark } from "./state-mark.ts";
import { html, NOTHING } from "./html.ts";
import type { Html } from "./html.ts";
import { printDuration } from "./hours.ts";
import { cutColumns } from "./plain.ts";
import type { Bar, Lane, ReportData, Totals } from "./report-data.ts";
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
const LETTER = 6.7;

/** One lane for each agent, one bar for each attempt, over the time since the first start. */
export function svgGantt(data: ReportData): Chart | undefined {
  const { span } = data.totals;
  if (span === undefined) return undefined;
  const lanes = data.lanes.map((lane) => ({ lane, rows: stack(lane.bars) }));
  const left = 24 + LETTER * Math.min(20, Math.max(...data.lanes.map((lane) => lane.agent.length)));
  const busiest = Math.max(...data.lanes.map((lane) => lane.bars.length));
  const plot = Math.min(WIDEST, Math.max(NARROWEST, busiest * PER_BAR));
  const scale = plot / Math.max(1, span.to - span.from);
  let top = AXIS;
  const drawn: Html[] = [];
  for (const { lane, rows } of lanes) {
    drawn.push(drawLane(lane, rows, { top, left, right: left + plot, from: span.from, scale }));
    top += rows.length * ROW + LANE_GAP;
  }
  const width = Math.ceil(left + plot + RIGHT);
  const attempts = data.lanes.reduce((all, lane) => all + lane.bars.length, 0);
  const svg = html`<svg
    viewBox="0 0 ${width} ${top}"
    width="${width}"
    height="${top}"
    role="img"
    aria-label="${count(attempts, "attempt")} of ${count(data.lanes.length, "agent")} over ${printDuration(span.to - span.from)}"
  >
    ${drawAxis(span, left, scale, top)}${drawn}
  </svg>`;
  return { svg, width };
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

function drawLane(lane: Lane, rows: readonly (readonly Bar[])[], frame: Frame): Html {
  const bottom = frame.top + rows.length * ROW + LANE_GAP / 2;
  const bars = rows.flatMap((row, index) => row.map((bar) => drawBar(lane.agent, bar, frame.top + index * ROW, frame)));
  return html`<g class="lane"
    ><text x="8" y="${frame.top + 19}" class="id">${cut(lane.agent, 20)}</text> ${bars}<path
      d="M0 ${bottom}H${frame.right}"
      class="rule"
  /></g> `;
}

function drawBar(agent: string, bar: Bar, top: number, { left, from, scale }: Frame): Html {
  const x = left + (bar.from - from) * scale;
  const width = Math.max(3, (bar.to - bar.from) * scale - 1);
  const mark = attemptMark(bar.state);
  const name = bar.id.replace(/^ws-/, "");
  const label = bar.attempt === 1 ? name : `${name} #${bar.attempt}`;
  const room = Math.floor((width - 28) / LETTER);
  const failure = bar.failure === "" ? "" : `\n${bar.failure}`;
  return html`<g class="bar tone-${markTone(mark)}" data-attempt="${bar.id}/${bar.attempt}"
    ><title>
      ${bar.id} attempt ${bar.attempt} on ${agent} ${bar.state} after ${printDuration(bar.to - bar.from)}, started
      ${printTime(bar.from)}${failure}</title
    ><rect
      x="${x}"
      y="${top + 4}"
      width="${width}"
      height="${BAR}"
      rx="${Math.min(4, width / 2)}"
      class="box bar-${bar.state}"
    />${width < 22 ? NOTHING : placedMark(mark, x + 5, top + 8)}${room < 5 ? NOTHING : html`<text x="${x + 23}" y="${top + 19}" class="label">${cutColumns(label, room)}</text>`}</g
  > `;
}

function drawAxis(span: NonNullable<Totals["span"]>, left: number, scale: number, bottom: number): Html {
  const step = tickStep(90 / scale);
  const ticks: Html[] = [];
  for (let at = 0; at <= span.to - span.from; at += step) {
    const x = left + at * scale;
    ticks.push(
      html`<path d="M${x} ${AXIS - 6}V${bottom}" class="tick" /><text
          x="${x}"
          y="14"
          class="detail"
          text-anchor="middle"
          >${at === 0 ? "0" : printDuration(at)}</text
        >`,
    );
  }
  return html`<g class="axis">${ticks}</g> `;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances between two ticks that people read easily. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((each) => each * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * MINUTE),
  ...[1, 2, 3, 6, 12].map((each) => each * HOUR),
  DAY,
];

/** The smallest easy distance of at least `least` milliseconds. */
function tickStep(least: number): number {
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}
