import { createHash } from "node:crypto";
import type { Plan } from "../plan/plan.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { reportAttention } from "./report-attention.ts";
import type { ExpectedRest, ReportData } from "./report-data.ts";
import { reportDrift } from "./report-drift.ts";
import { reportEstimates } from "./report-estimates.ts";
import { reportHeld } from "./report-expected.ts";
import { reportHeader, reportTiles } from "./report-head.ts";
import { reportStyle } from "./report-style.ts";
import { reportTable } from "./report-table.ts";
import { attemptMark, markSymbols, stateMark } from "./state-mark.ts";
import { expectedLegend, svgExpected } from "./svg-expected.ts";
import { svgGantt } from "./svg-gantt.ts";
import { svgGraph } from "./svg-graph.ts";
import type { Chart } from "./svg-graph.ts";
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
${reportTiles(data)}
${reportAttention(data)}
${charts.map(chartSection)}
${reportTable(data)}
${reportEstimates(data)}
${reportDrift(data)}
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

/** A chart with what stands around it; `name` is the class of its box. */
interface NamedChart {
  readonly name: string;
  readonly title: string;
  readonly legend: Markup;
  readonly chart: Chart;
  readonly below: Markup;
}

function drawCharts(data: ReportData, plan: Plan): readonly NamedChart[] {
  const { workstreams, expected } = data;
  const graph = workstreams.length === 0 ? undefined : svgGraph(data, plan);
  const gantt = svgGantt(data);
  const plain = { legend: NOTHING, below: NOTHING };
  return [
    ...(graph === undefined ? [] : [{ ...plain, name: "graph", title: "Plan", chart: graph }]),
    ...(gantt === undefined
      ? []
      : [{ ...plain, name: "gantt", title: "Agents over time", legend: attemptLegend(data), chart: gantt }]),
    ...(expected === undefined ? [] : [expectedChart(expected)]),
  ];
}

function expectedChart(expected: ExpectedRest): NamedChart {
  return {
    name: "forecast",
    title: "Expected",
    legend: expectedLegend(expected),
    chart: svgExpected(expected),
    below: reportHeld(expected),
  };
}

function chartSection({ name, title, legend, chart, below }: NamedChart): Markup {
  return markup`<section aria-labelledby="${name}"><h2 id="${name}">${title}</h2>
<p class="hint">${chart.hint}</p>
${legend}
<div class="scroll ${name}" tabindex="0" role="region" aria-labelledby="${name}">${chart.svg}</div>
${below}</section>
`;
}

function attemptLegend({ lanes }: ReportData): Markup {
  const outcomes = [...new Set(lanes.flatMap((lane) => lane.bars.map((bar) => bar.state)))].toSorted();
  const items = outcomes.map((each) => markup`<li>${stateMark(attemptMark(each))}<span>${each}</span></li>`);
  return markup`<ul class="legend">${items}</ul>`;
}
