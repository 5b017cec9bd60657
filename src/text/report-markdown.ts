import { HOUR } from "../state/hour.ts";
import { nameCriticalPath } from "./critical-path.ts";
import { isDrift } from "./drift.ts";
import type { Drift } from "./drift.ts";
import { ESTIMATE_COLUMNS, estimateRows, printPace } from "./estimate-table.ts";
import { printExpectedTime } from "./expected-time.ts";
import { heldIdly, printHeldInReport } from "./held.ts";
import { printDuration } from "./hours.ts";
import { ledgerParts } from "./ledger.ts";
import { markdownCell, markdownSentence, markdownText } from "./markdown.ts";
import { markdownTable } from "./markdown-table.ts";
import { printUsage } from "./money.ts";
import type { ExpectedRest, PausedAgent, ReportAttempt, ReportData, ReportWorkstream } from "./report-data.ts";
import { MOST_NAMED } from "./report-drift.ts";
import {
  printFactor,
  printNumber,
  printRate,
  printReportSpending,
  printWallTime,
  tellsSpending,
} from "./report-numbers.ts";
import { printTime } from "./time.ts";
import { count } from "./words.ts";

/** The report as one Markdown document: totals, states, every workstream, every agent. */
export function printMarkdownReport(data: ReportData): string {
  const { totals } = data;
  const sections = [
    `# Workstreams report`,
    `${totals.completed} of ${count(totals.workstreams, "workstream")} completed. Written ${printTime(data.at)}.`,
    table(["", ""], totalRows(data)),
    ...pausedSection(data),
    "## States",
    table(
      ["State", "Workstreams"],
      totals.states.map(({ state, count: number }) => [state, String(number)]),
    ),
    "## Workstreams",
    table(
      ["Workstream", "State", "Attempts", "Time", ...(tellsSpending(data) ? ["Spent"] : []), "Reason"],
      data.workstreams.map((each) => workstreamRow(each, data)),
    ),
    "## Agents",
    data.lanes.length === 0 ? "No attempt has started yet." : table(["Agent", "Attempts", "Time"], laneRows(data)),
    ...expectedSection(data),
    ...estimateSection(data),
    ...driftSection(data),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Who gets no work, and what to do about it. */
function pausedSection({ paused }: ReportData): readonly string[] {
  if (paused.length === 0) return [];
  return ["## Paused agents", table(["Agent", "Why"], paused.map(pausedRow))];
}

function pausedRow({ agent, reason }: PausedAgent): readonly string[] {
  return [markdownText(agent), markdownSentence(reason)];
}

function totalRows({ totals, ledger }: ReportData): readonly (readonly string[])[] {
  const rate = printRate(totals.deliveryRate);
  const spent = ledgerParts(ledger);
  return [
    ["Completed", `${totals.completed} of ${totals.workstreams} (${printRate(totals.completionRate)})`],
    ["Attempts", `${totals.attempts}, of them ${totals.ended} ended, of these ${totals.delivered} delivered (${rate})`],
    ["Wall time", printWallTime(totals)],
    ["Agent time", printDuration(totals.agentTimeMs)],
    ["Agents at work at once", printNumber(totals.parallelism)],
    ["Speed-up over one agent", printFactor(totals.speedup)],
    ...(spent === undefined ? [] : [["Spent", [spent.total, spent.today, spent.untold].filter(isSaid).join("; ")]]),
  ];
}

function isSaid(text: string): boolean {
  return text !== "";
}

function workstreamRow(workstream: ReportWorkstream, data: ReportData): readonly string[] {
  const { id, title, state, reason, attempts } = workstream;
  const name = title === id ? markdownCell(id) : `${markdownCell(id)}<br>${markdownText(title)}`;
  const spent = tellsSpending(data) ? [printReportSpending(workstream, data) || "–"] : [];
  return [
    name,
    state,
    attempts.map(printAttempt).join("<br>") || "–",
    printTimes(workstream),
    ...spent,
    markdownSentence(reason),
  ];
}

/** All its attempts took, below it what was expected. */
function printTimes({ attempts, durationMs, time }: ReportWorkstream): string {
  const all = attempts.length === 0 ? "–" : printDuration(durationMs);
  return time === undefined ? all : `${all}<br>${markdownText(printExpectedTime(time))}`;
}

function printAttempt({ number, agent, state, durationMs, usage, failure }: ReportAttempt): string {
  const time = durationMs === undefined ? "" : `, ${printDuration(durationMs)}`;
  const spent = usage === undefined ? "" : `, ${printUsage(usage)}`;
  return `${number}: ${markdownText(agent)}, ${state}${time}${spent}${failure === "" ? "" : `: ${markdownText(failure)}`}`;
}

function laneRows({ lanes }: ReportData): readonly (readonly string[])[] {
  return lanes.map(({ agent, bars }) => [
    markdownText(agent),
    String(bars.length),
    printDuration(bars.reduce((all, bar) => all + bar.to - bar.from, 0)),
  ]);
}

/** What is left: when it is done, what that waits for, and who is held meanwhile. */
function expectedSection({ expected }: ReportData): readonly string[] {
  if (expected === undefined) return [];
  const path = expected.criticalPath.map(markdownCell).join(" → ");
  return [
    "## Expected",
    `About ${printDuration(expected.hours * HOUR)} from now; ${nameCriticalPath(expected)} is ${path}.`,
    ...heldList(expected),
  ];
}

function heldList({ idle }: ExpectedRest): readonly string[] {
  const held = heldIdly(idle);
  if (held.length === 0) return [];
  const shown = held.slice(0, MOST_NAMED).map((each) => `- held: ${markdownText(printHeldInReport(each))}`);
  const more = held.length > MOST_NAMED ? [`- held: ${held.length - MOST_NAMED} more`] : [];
  return [[...shown, ...more].join("\n")];
}

/** What attempts took against what was estimated; nothing before the first delivery. */
function estimateSection({ estimates }: ReportData): readonly string[] {
  const rows = estimateRows(estimates).map(([name = "", ...numbers]) => [markdownText(name), ...numbers]);
  return rows.length === 0 ? [] : ["## Estimates", printPace(estimates), table(ESTIMATE_COLUMNS, rows)];
}

/** Where scopes and changes differ; nothing where they do not. */
function driftSection({ drift }: ReportData): readonly string[] {
  const rows = drift.filter(isDrift);
  if (rows.length === 0) return [];
  return [
    "## Scopes against changes",
    table(["Workstream", "Changed", "Outside of its scope", "Companions", "Patterns never used"], rows.map(driftRow)),
  ];
}

function driftRow({ id, changed, outside, companions, unused }: Drift): readonly string[] {
  return [markdownCell(id), count(changed, "path"), printNames(outside), printNames(companions), printNames(unused)];
}

function printNames(texts: readonly string[]): string {
  if (texts.length === 0) return "–";
  const more = texts.length > MOST_NAMED ? [`${texts.length - MOST_NAMED} more`] : [];
  return [...texts.slice(0, MOST_NAMED).map(markdownCell), ...more].join("<br>");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(header, rows).join("\n");
}
