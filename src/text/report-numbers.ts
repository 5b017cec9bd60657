/** Numbers as a report shows them; an en dash where there is none yet. */
import { printDuration } from "./hours.ts";
import { ledgerParts } from "./ledger.ts";
import { printWorkstreamSpending } from "./money.ts";
import type { ReportData, ReportWorkstream, Totals } from "./report-data.ts";
import { count } from "./words.ts";

/** "93 %"; 100 % only where nothing is missing. */
export function printRate(rate: number | undefined): string {
  return rate === undefined ? "–" : `${Math.floor(rate * 100 + 1e-9)} %`;
}

/** "2.7". */
export function printNumber(number: number | undefined): string {
  return number === undefined ? "–" : number.toFixed(1);
}

/** "2.7×". */
export function printFactor(factor: number | undefined): string {
  return factor === undefined ? "–" : `${factor.toFixed(1)}×`;
}

/** "12 of 30 workstreams completed". */
export function printHeadline({ completed, workstreams }: Totals): string {
  return `${completed} of ${count(workstreams, "workstream")} completed`;
}

/** From the first start to the last end or merge. */
export function printWallTime({ span }: Totals): string {
  return span === undefined ? "–" : printDuration(span.to - span.from);
}

/** Whether any agent told what it spent, or a budget says what it may. */
export function tellsSpending({ ledger }: ReportData): boolean {
  return ledgerParts(ledger) !== undefined;
}

/** What one workstream spent, against its budget; empty where nothing is known. */
export function printReportSpending(workstream: ReportWorkstream, { ledger }: ReportData): string {
  return printWorkstreamSpending(workstream, ledger.budget.perWorkstream);
}
