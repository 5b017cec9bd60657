import { attemptMark, markTone, placedMark } from "./state-mark.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { printDuration } from "./hours.ts";
import { cutColumns } from "./plain.ts";
import type { Bar, ReportData } from "./report-data.ts";
import { openSvg } from "./svg-graph.ts";
import type { Chart } from "./svg-graph.ts";
import { AXIS, BAR, createPlot, drawAxis, drawLane, LANE_GAP, LETTER, ROW } from "./svg-lanes.ts";
import type { Plot } from "./svg-lanes.ts";
import { printTime } from "./time.ts";
import { count } from "./words.ts";

/** One lane for each agent, one bar for each attempt, over the time since the first start; undefined before it. */
export function svgGantt(data: ReportData): Chart | undefined {
  const { span } = data.totals;
  if (span === undefined) return undefined;
  const names = data.lanes.map((lane) => lane.agent);
  const busiest = Math.max(...data.lanes.map((lane) => lane.bars.length));
  const plot = createPlot(names, busiest, span.to - span.from);
  let top = AXIS;
  const lanes: Markup[] = [];
  for (const lane of data.lanes) {
    const rows = stack(lane.bars);
    const bars = rows.flatMap((row, index) =>
      row.map((bar) => drawBar(lane.agent, bar, { ...plot, from: span.from, top: top + index * ROW })),
    );
    lanes.push(markup`<g class="lane">${drawLane(lane.agent, top, rows.length, plot)}${bars}</g>\n`);
    top += rows.length * ROW + LANE_GAP;
  }
  const size = { width: plot.width, height: top };
  const attempts = data.lanes.reduce((all, lane) => all + lane.bars.length, 0);
  const work = `${count(attempts, "attempt")} of ${count(data.lanes.length, "agent")}`;
  const label = `${work} over ${printDuration(span.to - span.from)}`;
  const svg = markup`${openSvg(size, label)}\n${drawAxis(plot, top)}${lanes}</svg>`;
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

interface Frame extends Plot {
  /** Of the bar's row. */
  readonly top: number;
  readonly from: number;
}

function drawBar(agent: string, bar: Bar, { top, left, from, scale }: Frame): Markup {
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
