/** What every chart of agents over time has: one lane for each agent, and an axis. */
import { HOUR } from "../state/hour.ts";
import { printDuration } from "./hours.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { cut } from "./words.ts";

/** Heights in pixels: of a row of bars, of a bar, between two lanes, above the first one. */
export const ROW = 30;
export const BAR = 22;
export const LANE_GAP = 8;
export const AXIS = 30;
const RIGHT = 44;
/** The chart grows with the bars of its busiest agent, within these bounds. */
const PER_BAR = 84;
const NARROWEST = 1010;
const WIDEST = 12_000;
/** Width of a monospaced letter, and how many of an agent's name are shown. */
export const LETTER = 6.7;
const NAME = 20;

/** Where things are across a chart, in pixels. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  /** Of the whole chart. */
  readonly width: number;
  /** Milliseconds that it shows, and pixels for one of them. */
  readonly span: number;
  readonly scale: number;
}

/** `busiest`: the most bars of an agent; `span` in milliseconds. */
export function createPlot(agents: readonly string[], busiest: number, span: number): Plot {
  const left = 24 + LETTER * Math.min(NAME, Math.max(...agents.map((agent) => agent.length)));
  const plot = Math.min(WIDEST, Math.max(NARROWEST, busiest * PER_BAR));
  const right = left + plot;
  return { left, right, width: Math.ceil(right + RIGHT), span, scale: plot / Math.max(1, span) };
}

/** An agent's name, and the line that ends its lane, which begins at `top` and has so many rows. */
export function drawLane(agent: string, top: number, rows: number, { right }: Plot): Markup {
  return markup`<path d="M0 ${top + rows * ROW + LANE_GAP / 2}H${right}" class="rule"/>
<text x="8" y="${top + 19}" class="id">${cut(agent, NAME)}</text>
`;
}

/** Lines at easy distances from the beginning, down to `bottom`. */
export function drawAxis({ left, scale, span }: Plot, bottom: number): Markup {
  const step = tickStep(90 / scale);
  const ticks: Markup[] = [];
  for (let at = 0; at <= span; at += step) {
    const x = left + at * scale;
    ticks.push(markup`<path d="M${x} ${AXIS - 6}V${bottom}" class="tick"/>
<text x="${x}" y="14" class="detail" text-anchor="middle">${at === 0 ? "0" : printDuration(at)}</text>
`);
  }
  return markup`<g class="axis">${ticks}</g>\n`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
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
