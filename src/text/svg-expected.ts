import type { CourseRow, HeldTime, IdleTime } from "../decide/expected-course.ts";
import { HOUR } from "../state/hour.ts";
import { compareNatural } from "./gantt.ts";
import { printHeldInReport } from "./held.ts";
import { printDuration } from "./hours.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { cutColumns, plain } from "./plain.ts";
import type { ExpectedRest } from "./report-data.ts";
import { openSvg } from "./svg-graph.ts";
import type { Chart } from "./svg-graph.ts";
import { AXIS, BAR, createPlot, drawAxis, drawLane, LANE_GAP, LETTER, ROW } from "./svg-lanes.ts";
import type { Plot } from "./svg-lanes.ts";
import { count } from "./words.ts";

/** What is left as it is expected to go: one lane for each agent, one bar for each workstream, from now on. */
export function svgExpected({ rows, idle, hours }: ExpectedRest): Chart {
  const agents = [...new Set(rows.map(({ agent }) => agent))].toSorted(compareNatural);
  const lanes = agents.map((agent) => ({
    agent: plain(agent),
    rows: rows.filter((row) => row.agent === agent),
    gaps: joinGaps(idle.filter((each) => each.agent === agent)),
  }));
  const names = lanes.map(({ agent }) => agent);
  const plot = createPlot(names, Math.max(...lanes.map((lane) => lane.rows.length)), hours * HOUR);
  const height = AXIS + lanes.length * (ROW + LANE_GAP);
  const drawn = lanes.map((lane, index) => {
    const top = AXIS + index * (ROW + LANE_GAP);
    return markup`<g class="lane">${drawLane(lane.agent, top, 1, plot)}${lane.gaps.map((gap) => drawIdle(gap, top, plot))}
${lane.rows.map((row) => drawRow(row, top, plot))}</g>
`;
  });
  const label = `${count(rows.length, "workstream")} on ${count(lanes.length, "agent")} over ${printDuration(hours * HOUR)}`;
  const svg = markup`${openSvg({ width: plot.width, height }, label)}\n${HATCH}${drawAxis(plot, height)}${drawn}</svg>`;
  const hint =
    `About ${printDuration(hours * HOUR)} from now, if things take as long as expected, nothing fails and ` +
    "nobody waits for a merge. One bar is one workstream.";
  return { svg, width: plot.width, hint };
}

/** What the signs of the chart mean: hatched areas have to be told from empty ones without colour. */
export function expectedLegend({ rows, idle }: ExpectedRest): Markup {
  const critical = rows.some((row) => row.critical);
  return markup`<ul class="legend">
${critical ? swatch(markup`class="box critical tone-attention"`, "on a critical path") : NOTHING}
${idle.length > 0 ? swatch(markup`class="idle" fill="url(#held)"`, "an agent is idle, with work held") : NOTHING}</ul>`;
}

function swatch(look: Markup, text: string): Markup {
  const rect = markup`<rect x="2" y="2" width="22" height="12" rx="3" ${look}/>`;
  return markup`<li><svg width="26" height="16" aria-hidden="true">${rect}</svg><span>${text}</span></li>`;
}

const HATCH = markup`<defs><pattern id="held" width="7" height="7" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><path d="M1 0V7" class="hatch"/></pattern></defs>
`;

/** What already runs begins now: only what is left of it is shown. */
function drawRow({ id, start, end, critical }: CourseRow, top: number, { left, scale }: Plot): Markup {
  const from = Math.max(start, 0) * HOUR;
  const x = left + from * scale;
  const width = Math.max(3, (end * HOUR - from) * scale - 1);
  const begins = start < 0 ? "runs already" : from === 0 ? "starts now" : `starts in ${printDuration(from)}`;
  const title = `${id}${critical ? ", on a critical path" : ""}\n${begins}, ends in ${printDuration(end * HOUR)}`;
  const shape = markup`y="${top + 4}" width="${width}" height="${BAR}" rx="${Math.min(4, width / 2)}"`;
  return markup`<g class="bar tone-${critical ? "attention" : "active"}" data-expected="${id}"><title>${title}</title>
<rect x="${x}" ${shape} class="box${critical ? " critical" : ""}"/>${barLabel(id, x, width, top)}</g>
`;
}

function barLabel(id: string, x: number, width: number, top: number): Markup {
  const room = Math.floor((width - 14) / LETTER);
  if (room < 4) return NOTHING;
  return markup`<text x="${x + 7}" y="${top + 19}" class="label">${cutColumns(id.replace(/^ws-/, ""), room)}</text>`;
}

/** A stretch of time in which an agent is idle, in hours, and who is held meanwhile. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly held: readonly HeldTime[];
}

function drawIdle({ from, to, held }: Gap, top: number, { left, scale }: Plot): Markup {
  const shape = markup`x="${left + from * HOUR * scale}" y="${top + 4}" width="${(to - from) * HOUR * scale}" height="${BAR}"`;
  return markup`<g class="gap"><title>${held.map((each) => `held: ${printHeldInReport(each)}`).join("\n")}</title>
<rect ${shape} rx="4" class="idle" fill="url(#held)"/></g>
`;
}

/** Stretches of one agent that meet become one, so that each can be pointed at. */
function joinGaps(idle: readonly IdleTime[]): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { from, to, held } of idle.toSorted((a, b) => a.from - b.from)) {
    const last = gaps.at(-1);
    if (last === undefined || from > last.to) gaps.push({ from, to, held: [held] });
    else gaps[gaps.length - 1] = { from: last.from, to: Math.max(last.to, to), held: [...last.held, held] };
  }
  return gaps;
}
