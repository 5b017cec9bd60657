import { createHash } from "node:crypto";
import type { Plan } from "../plan/plan.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { reportAttention } from "./report-attention.ts";
import type { ReportData, Totals } from "./report-data.ts";
import { reportHeader, reportTiles } from "./report-head.ts";
import { reportStyle } from "./report-style.ts";
import { reportTable } from "./report-table.ts";
import { attemptMark, markSymbols, stateMark } from "./state-mark.ts";
import { svgGantt } from "./svg-gantt.ts";
import { svgGraph } from "./svg-graph.ts";
import type { Chart } from "./svg-graph.ts";
import { printTime } from "./time.ts";
import { printHeadline } from "./report-numbers.ts";

/**
 * The report as one HTML file that loads nothing: no script, no image, and one style, which the page's policy allows by
 * its hash. All text of others is escaped by `markup`.
 */
export function printHtmlReport(data: ReportData, plan: Plan): string {
  const charts = drawCharts(data, plan);
  const style = reportStyle(new Map(charts.map(({ name, chart }) => [name, chart.width])));
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Workstreams report: ${printHeadline(data.totals)}</title>
${styleElement(style)}
</head>
<body>
${markSymbols()}
<main>
${reportHeader(data)}
${reportTiles(data.totals)}
${reportAttention(data)}
${charts.map(chartSection)}
${reportTable(data)}
</main>
</body>
</html>
`.html;
}

function contentPolicy(style: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** Exactly the text that the policy's hash is of: not a blank more. */
function styleElement(style: string): Markup {
  return { html: `<style>${style}</style>` };
}

/** A chart in its own section; `name` is its box's class. */
interface NamedChart {
  readonly name: string;
  readonly title: string;
  readonly hint: string;
  readonly legend: Markup;
  readonly chart: Chart;
}

function drawCharts(data: ReportData, plan: Plan): readonly NamedChart[] {
  const charts: NamedChart[] = [];
  if (data.workstreams.length > 0) {
    const hint =
      "An arrow runs from a workstream to those that wait for it. Colour and mark show where each one stands.";
    charts.push({ name: "graph", title: "Plan", hint, legend: NOTHING, chart: svgGraph(data, plan) });
  }
  const chart = svgGantt(data);
  if (chart !== undefined) {
    charts.push({
      name: "gantt",
      title: "Agents over time",
      hint: printStart(data.totals),
      legend: attemptLegend(data),
      chart,
    });
  }
  return charts;
}

function chartSection({ name, title, hint, legend, chart }: NamedChart): Markup {
  return markup`<section aria-labelledby="${name}"><h2 id="${name}">${title}</h2>
<p class="hint">${hint}</p>
${legend}
<div class="scroll ${name}" tabindex="0" role="region" aria-labelledby="${name}">${chart.svg}</div></section>
`;
}

function printStart({ span }: Totals): string {
  return span === undefined ? "" : `Time since the first start, ${printTime(span.from)}. One bar is one attempt.`;
}

function attemptLegend({ lanes }: ReportData): Markup {
  const outcomes = [...new Set(lanes.flatMap((lane) => lane.bars.map((bar) => bar.state)))].toSorted();
  const items = outcomes.map((each) => markup`<li>${stateMark(attemptMark(each))}<span>${each}</span></li>`);
  return markup`<ul class="legend">${items}</ul>`;
}
