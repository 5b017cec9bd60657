import { createHash } from "node:crypto";
import type { Plan } from "../plan/plan.ts";
import type { StateName } from "../state/lifecycle.ts";
import { printDuration } from "./hours.ts";
import { html, NOTHING, sentenceHtml } from "./html.ts";
import type { Html } from "./html.ts";
import type { ReportData, ReportWorkstream, Totals } from "./report-data.ts";
import { printFactor, printNumber, printRate } from "./report-numbers.ts";
import { reportStyle } from "./report-style.ts";
import { reportTable } from "./report-table.ts";
import { attemptMark, markSymbols, markTone, stateMark } from "./state-mark.ts";
import { svgGantt } from "./svg-gantt.ts";
import { svgGraph } from "./svg-graph.ts";
import type { Chart } from "./svg-graph.ts";
import { printTime } from "./time.ts";
import { count } from "./words.ts";

/**
 * The report as one HTML file that loads nothing: no script, no image, one style allowed by its hash. All text of others
 * is escaped by `html`.
 */
export function printHtmlReport(data: ReportData, plan: Plan): string {
  const graph = data.workstreams.length === 0 ? undefined : svgGraph(data, plan);
  const gantt = svgGantt(data);
  const style = reportStyle(chartWidths({ graph, gantt }));
  const policy = `default-src 'none'; style-src 'sha256-${sha256(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Workstreams report: ${headline(data.totals)}</title>
        ${styleElement(style)}
      </head>
      <body>
        ${markSymbols()}
        <main>
          ${header(data)} ${tiles(data.totals)} ${attention(data)}
          ${graph === undefined ? NOTHING : chartSection("graph", "Plan", "An arrow runs from a workstream to those that wait for it. Colour and mark show where each one stands.", graph.svg)}
          ${gantt === undefined ? NOTHING : chartSection("gantt", "Agents over time", printSpan(data.totals), gantt.svg, attemptLegend(data))}
          ${reportTable(data)}
        </main>
      </body>
    </html> `;
  return page.markup;
}

/** Exactly the text that the policy's hash is of: not a blank more. */
function styleElement(style: string): Html {
  return { markup: `<style>${style}</style>` };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function chartWidths(charts: Readonly<Record<string, Chart | undefined>>): ReadonlyMap<string, number> {
  const widths = new Map<string, number>();
  for (const [name, chart] of Object.entries(charts)) if (chart !== undefined) widths.set(name, chart.width);
  return widths;
}

function headline({ completed, workstreams }: Totals): string {
  return `${completed} of ${count(workstreams, "workstream")} completed`;
}

function header({ totals, at }: ReportData): Html {
  return html`<header>
    <p class="eyebrow">Workstreams report</p>
    <h1>${headline(totals)}</h1>
    <p class="lead">Written ${printTime(at)}.</p>
    ${totals.workstreams === 0 ? NOTHING : shareBar(totals)}
    <ul class="legend" aria-label="Workstreams by state">
      ${totals.states.map(
        (each) =>
          html`<li>
            ${stateMark(each.state)}<span><b>${each.count}</b> ${each.state}</span>
          </li>`,
      )}
    </ul>
  </header>`;
}

/** The states' shares of the plan as one bar; the legend below it says the same in words. */
function shareBar({ states, workstreams }: Totals): Html {
  let left = 0;
  const parts = states.map((each) => {
    const width = (each.count / workstreams) * 1000;
    const part = html`<rect class="tone-${markTone(each.state)}" x="${left}" y="-2" width="${width}" height="14" />`;
    left += width;
    return part;
  });
  return html`<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

function tiles(totals: Totals): Html {
  const { completed, workstreams, delivered, ended, span } = totals;
  const figures = [
    ["Success rate", printRate(totals.completionRate), `${completed} of ${workstreams} completed`],
    [
      "Attempts",
      String(totals.attempts),
      `${delivered} of ${ended} ended delivered, ${printRate(totals.deliveryRate)}`,
    ],
    ["Wall time", span === undefined ? "–" : printDuration(span.to - span.from), "first start to last end or merge"],
    ["Agent time", printDuration(totals.agentTimeMs), "all attempts added up"],
    ["Parallelism", printNumber(totals.parallelism), "agents at work at once"],
    ["Speed-up", printFactor(totals.speedup), "over one agent alone"],
  ] as const;
  const tile = ([name, number, note]: (typeof figures)[number]): Html =>
    html`<div>
      <dt>${name}</dt>
      <dd class="number">${number}</dd>
      <dd class="note">${note}</dd>
    </div>`;
  return html`<dl class="tiles">${figures.map(tile)}</dl>`;
}

const FOR_PEOPLE: ReadonlySet<StateName> = new Set(["failed", "blocked", "changes-requested", "taken-over"]);
const MOST_PEOPLE = 12;

/** The workstreams that do not go on by themselves; those that another one blocks are counted there. */
function attention({ workstreams }: ReportData): Html {
  const blocked = new Map<string, number>();
  for (const { root } of workstreams) if (root !== undefined) blocked.set(root, (blocked.get(root) ?? 0) + 1);
  const all = workstreams.filter(({ id, state, root }) => {
    return root === undefined && (FOR_PEOPLE.has(state) || blocked.has(id));
  });
  if (all.length === 0) return NOTHING;
  const shown = all.slice(0, MOST_PEOPLE).map((each) => attentionLine(each, blocked.get(each.id) ?? 0));
  const rest = all.length - shown.length;
  const more = rest > 0 ? html`<p class="hint">${rest} more in the table below.</p>` : NOTHING;
  return html`<section aria-labelledby="attention">
    <h2 id="attention">Waits for a person</h2>
    <ul class="people">
      ${shown}
    </ul>
    ${more}
  </section>`;
}

function attentionLine({ id, state, reason }: ReportWorkstream, blocked: number): Html {
  const others = blocked === 0 ? NOTHING : html`<small>${count(blocked, "workstream")} blocked by it</small>`;
  return html`<li>
    ${stateMark(state)}<a href="#${id}"><code>${id}</code></a
    ><span>${state}: ${sentenceHtml(reason)}${others}</span>
  </li>`;
}

function chartSection(name: string, title: string, hint: string, svg: Html, legend: Html = NOTHING): Html {
  return html`<section aria-labelledby="${name}">
    <h2 id="${name}">${title}</h2>
    <p class="hint">${hint}</p>
    ${legend}
    <div class="scroll ${name}" tabindex="0" role="region" aria-labelledby="${name}">${svg}</div>
  </section>`;
}

function printSpan({ span }: Totals): string {
  return span === undefined ? "" : `Time since the first start, ${printTime(span.from)}. One bar is one attempt.`;
}

function attemptLegend({ lanes }: ReportData): Html {
  const outcomes = [...new Set(lanes.flatMap((lane) => lane.bars.map((bar) => bar.state)))].toSorted();
  return html`<ul class="legend">
    ${outcomes.map((each) => html`<li>${stateMark(attemptMark(each))}<span>${each}</span></li>`)}
  </ul>`;
}
