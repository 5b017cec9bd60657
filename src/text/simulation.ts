import type { ExpectedCourse, HeldTime } from "../decide/expected-course.ts";
import type { TrackRecord } from "../decide/learn-odds.ts";
import type { Schedule } from "../decide/schedule.ts";
import { printCriticalPath } from "./critical-path.ts";
import { printGantt } from "./gantt.ts";
import type { GanttIdle } from "./gantt.ts";
import { heldIdly, printHeld } from "./held.ts";
import { printExpected, printExpectedBeside } from "./hours.ts";
import { printRuns, runsToJson } from "./runs.ts";
import type { RunsJson, SimulatedRuns } from "./runs.ts";
import type { TableStyle } from "./status-table.ts";
import type { NeverStarts } from "./unscheduled.ts";
import { printUnscheduled } from "./unscheduled.ts";
import { count } from "./words.ts";
import { wrapColumns } from "./wrap.ts";

/** The expected course of a plan, and what it follows from. */
export interface Simulation {
  readonly result: Schedule;
  readonly course: ExpectedCourse;
  /** How many agents. */
  readonly agents: number;
  /** The attempts that estimates were learnt from; undefined: none has ended yet. */
  readonly record: TrackRecord | undefined;
  /** Undefined: not asked for. */
  readonly runs: SimulatedRuns | undefined;
}

/** `chartWidth`: a chart has an end also in a pipe. */
interface SimulationStyle extends TableStyle {
  readonly chartWidth: number;
}

/** What `simulate --json` prints; hours. */
export interface SimulationJson {
  readonly makespan: number;
  readonly lowerBound: number;
  readonly speedup: number;
  /** Of the search; 0 where the first schedule is as short as any, or the plan too large to be searched. */
  readonly iterations: number;
  readonly schedule: ExpectedCourse["rows"];
  /** One chain of critical ones, in order; there may be others. */
  readonly criticalPath: readonly string[];
  /** Who could start but for another one, and when. */
  readonly held: readonly HeldTime[];
  /** The attempts that were learnt from; null: none. */
  readonly history: { readonly ended: number; readonly delivered: number } | null;
  /** With `--runs` only. */
  readonly runs?: RunsJson;
}

export function simulationToJson({ result, course, record, runs }: Simulation): SimulationJson {
  const { makespan, lowerBound, speedup, iterations } = result;
  return {
    makespan,
    lowerBound,
    speedup,
    iterations,
    schedule: course.rows,
    criticalPath: course.criticalPath,
    held: course.held,
    history: record === undefined ? null : { ended: record.ended, delivered: record.delivered },
    ...(runs === undefined ? {} : { runs: runsToJson(runs) }),
  };
}

/** The schedule as a Gantt chart, and what it is worth. */
export function printSimulation(
  { result, course, agents, record, runs }: Simulation,
  never: NeverStarts,
  style: SimulationStyle,
): string {
  const { makespan, lowerBound, speedup, schedule, unscheduled } = result;
  const wrap = (line: string): readonly string[] => wrapColumns(line, style.width);
  const left = unscheduled.flatMap((each) => wrap(printUnscheduled(each, never)));
  if (schedule.length === 0) return ["there is nothing to do", ...left].join("\n");
  return [
    printGantt(course.rows, { ...style, width: style.chartWidth }, course.idle.map(asIdle)),
    printCriticalPath(course, style.width),
    ...printHeldTimes(course, makespan).flatMap(wrap),
    "",
    ...wrap(
      `${count(schedule.length, "workstream")} on ${count(agents, "agent")}: ${printExpected(makespan)}; ` +
        `no schedule takes less than ${printExpected(lowerBound)}; ` +
        `${speedup.toFixed(2)} times as fast as one agent`,
    ),
    ...printEffort(result).flatMap(wrap),
    ...(record === undefined || record.delivered === 0 ? [] : wrap(printRecord(record))),
    ...left,
    ...(runs === undefined ? [] : ["", printRuns(runs, makespan, record, style)]),
  ].join("\n");
}

/** Where the schedule may not be the shortest: how far it was looked for; a large plan is searched less. */
function printEffort({ makespan, lowerBound, iterations }: Schedule): readonly string[] {
  if (makespan <= lowerBound) return [];
  if (iterations === 0) return ["by critical path alone: the plan is too large to be searched for a shorter order"];
  return [`the shortest of ${count(iterations, "iteration")} of the search; the larger the plan, the fewer there are`];
}

function asIdle({ agent, from, to }: ExpectedCourse["idle"][number]): GanttIdle {
  return { agent, start: from, end: to };
}

/** So many are named; the data has them all. */
const MOST_HELD = 8;

/** What is hatched in the chart, in the unit of its axis. */
function printHeldTimes({ idle }: ExpectedCourse, makespan: number): readonly string[] {
  const print = printExpectedBeside(makespan);
  const held = heldIdly(idle);
  const shown = held.slice(0, MOST_HELD).map((each) => `held: ${printHeld(each, print)}`);
  return held.length > shown.length ? [...shown, `held: ${held.length - shown.length} more; --json has all`] : shown;
}

function printRecord({ ended, delivered }: TrackRecord): string {
  const attempts = `${count(ended, "attempt")} in this repository, of which ${delivered} delivered`;
  return `the whole plan from nothing, with times learnt from ${attempts}`;
}
