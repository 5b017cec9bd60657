import type { AssumedOdds, Assumption, TrackRecord } from "../decide/learn-odds.ts";
import type { Percentiles, Runs } from "../decide/simulate-runs.ts";
import { printExpected } from "./hours.ts";
import { paint } from "./palette.ts";
import { columns, cutColumns, padColumns, plain } from "./plain.ts";
import type { ProgressStyle } from "./progress.ts";
import { count } from "./words.ts";
import { wrapColumns } from "./wrap.ts";

/** Many simulated runs, and what they were drawn with. */
export interface SimulatedRuns {
  readonly result: Runs;
  readonly seed: number;
  readonly odds: AssumedOdds;
}

/** What `simulate --runs --json` has as `runs`; hours, null where no run finished. */
export interface RunsJson {
  readonly runs: number;
  readonly seed: number;
  readonly spread: Assumption;
  readonly failureRate: Assumption;
  readonly finished: number;
  readonly p50: number | null;
  readonly p80: number | null;
  readonly p95: number | null;
  readonly critical: Runs["critical"];
}

export function runsToJson({ result, seed, odds }: SimulatedRuns): RunsJson {
  const { runs, finished, finish, critical } = result;
  const { p50 = null, p80 = null, p95 = null } = finish ?? {};
  return { runs, seed, ...odds, finished, p50, p80, p95, critical };
}

/** So many workstreams are named; the data has them all. */
const MOST_NAMED = 10;

/** When the runs were over, how many were not, and what they waited for. `makespan`: hours of the expected course. */
export function printRuns(
  runs: SimulatedRuns,
  makespan: number,
  record: TrackRecord | undefined,
  style: ProgressStyle,
): string {
  const { finish } = runs.result;
  const wrap = (line: string): readonly string[] => wrapColumns(line, style.width);
  return [
    ...wrap(printAssumptions(runs, record)),
    ...(finish === undefined
      ? wrap("no run finished: in each something failed for good; `--failure-rate 0` plays the times alone")
      : [printFinish(finish, makespan), ...wrap(printFinished(runs.result)), "", ...printCritical(runs.result, style)]),
  ].join("\n");
}

function printAssumptions({ result, seed, odds }: SimulatedRuns, record: TrackRecord | undefined): string {
  const { spread, failureRate } = odds;
  const failures = `${percent(failureRate.value)} of attempts fail (${printSource(failureRate, record?.ended)})`;
  const times = `times spread by ${Number(spread.value.toFixed(2))} (${printSource(spread, record?.delivered)})`;
  return `${count(result.runs, "run")} with seed ${seed}: ${times}, ${failures}`;
}

/** `attempts`: of those that it may have been learnt from. */
function printSource({ source }: Assumption, attempts = 0): string {
  switch (source) {
    case "given":
      return "as asked for";
    case "learnt":
      return `learnt from ${count(attempts, "attempt")}`;
    case "usual":
      return "assumed";
    default:
      return source satisfies never;
  }
}

function printFinish({ p50, p80, p95 }: Percentiles, makespan: number): string {
  const names = ["expected", "p50", "p80", "p95"];
  const hours = [makespan, p50, p80, p95].map(printRough);
  const widths = names.map((name, index) => Math.max(name.length, columns(hours[index] ?? "")));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => padColumns(cell, widths[index] ?? 0)).join("  ");
  return `        ${line(names).trimEnd()}\nfinish  ${line(hours).trimEnd()}`;
}

function printFinished({ runs, finished }: Runs): string {
  const lost = runs - finished;
  if (lost === 0) return "every run finished";
  return `${lost} of ${count(runs, "run")} did not finish, because something failed for good (${percent(lost / runs)}); they are left out`;
}

/** The workstreams that the end waited for most often. */
function printCritical({ critical }: Runs, { width, color }: ProgressStyle): readonly string[] {
  const colors = paint(color);
  const some = critical.filter(({ probability }) => probability > 0);
  const shown = some.slice(0, MOST_NAMED);
  const names = shown.map(({ id }) => cutColumns(plain(id), Math.max(width - 24, 12)));
  const widest = Math.max(0, ...names.map(columns));
  const lines = shown.map(({ probability }, index) => {
    const name = padColumns(names[index] ?? "", widest);
    const bar = "█".repeat(Math.max(1, Math.round(probability * BAR)));
    return `  ${name}  ${percent(probability).padStart(5)}  ${colors.tone("attention", bar)}`;
  });
  const more = some.length > shown.length ? [`  ${some.length - shown.length} more: --json has all`] : [];
  return ["how often each was on a critical path:", ...lines, ...more];
}

/** How many columns a bar takes at most. */
const BAR = 12;

/** `0 %` and `100 %` only where it is none or all. */
function percent(share: number): string {
  if (share > 0 && share < 0.01) return "<1 %";
  return `${share < 1 ? Math.min(Math.round(share * 100), 99) : 100} %`;
}

/** Three digits: more are not known. */
function printRough(hours: number): string {
  return printExpected(Number(hours.toPrecision(3)));
}

/** One line while they are simulated, at most `width` columns. */
export function printRunsProgress(over: number, runs: number, style: ProgressStyle): string {
  const label = `${over} of ${count(runs, "run")}`;
  const room = Math.min(40, style.width - columns(label) - 2);
  if (room < 8) return cutColumns(label, style.width);
  const done = Math.floor((over / runs) * room);
  const colors = paint(style.color);
  return `${colors.tone("active", "█".repeat(done))}${colors.dim("░".repeat(room - done))}  ${label}`;
}
