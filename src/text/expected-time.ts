import type { Estimates } from "../decide/estimates.ts";
import type { SampleGroup } from "../decide/sample-groups.ts";
import type { EstimateSource, Workstream } from "../plan/workstream.ts";
import { HOUR } from "../state/hour.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { printDuration, printHours } from "./hours.ts";
import { plain } from "./plain.ts";
import { count } from "./words.ts";

/** How long a workstream was estimated, and is expected, to take, and how long it took. */
export interface ExpectedTime {
  readonly estimatedHours: number;
  readonly source: EstimateSource;
  /** Of its next attempt, or of the one that runs. */
  readonly expectedHours: number;
  /** The attempts that say so; undefined: the estimate does, in the pace of what was delivered. */
  readonly learntFrom: SampleGroup | undefined;
  /** Of its newest attempt; undefined: that one delivered nothing, or has not ended. */
  readonly tookHours: number | undefined;
}

/** Undefined where nothing took time and nothing will, or its file can't be read. */
export function viewTime(
  workstream: Workstream | undefined,
  { state, attempts }: WorkstreamState,
  estimates: Estimates,
): ExpectedTime | undefined {
  if (workstream === undefined) return undefined;
  const end = attempts.at(-1)?.end;
  const tookHours = end?.outcome === "delivered" ? Math.max(end.at - end.startedAt, 0) / HOUR : undefined;
  if (tookHours === undefined && (state === "completed" || state === "cancelled")) return undefined;
  const expected = estimates.of(workstream);
  return {
    estimatedHours: workstream.estimate,
    source: workstream.estimateSource,
    expectedHours: expected.hours,
    learntFrom: expected.source === "learnt" ? expected.from : undefined,
    tookHours,
  };
}

/** One line, such as "estimated 3 h, took 1 h 12 min". */
export function printExpectedTime(time: ExpectedTime): string {
  const { estimatedHours, expectedHours, learntFrom, tookHours } = time;
  if (tookHours !== undefined) return `${printEstimate(time)}, took ${printDuration(tookHours * HOUR)}`;
  const expected = printDuration(expectedHours * HOUR);
  if (learntFrom !== undefined) return `expected: ${expected}, learnt from ${printGroup(learntFrom)}`;
  return printEstimate(time) + (expectedHours === estimatedHours ? "" : `, at this plan's pace ${expected}`);
}

/** Null where there is nothing. */
export function timeToJson({ learntFrom, tookHours, ...time }: ExpectedTime): Readonly<Record<string, unknown>> {
  return {
    ...time,
    learntFrom: learntFrom === undefined ? null : groupToJson(learntFrom),
    tookHours: tookHours ?? null,
  };
}

function groupToJson({ tool, pattern, track, ...group }: SampleGroup): Readonly<Record<string, unknown>> {
  return { ...group, tool: tool ?? null, pattern: pattern ?? null, track: track ?? null };
}

function printEstimate({ estimatedHours, source }: ExpectedTime): string {
  const estimated = `estimated ${printHours(estimatedHours)}`;
  switch (source) {
    case "written":
      return estimated;
    case "default":
      return `${estimated} by the configuration`;
    case "tasks":
      return `${estimated} by its number of tasks`;
    default:
      return source satisfies never;
  }
}

/** "7 attempts of claude_code with pattern api on track web". */
function printGroup({ count: attempts, by, tool, pattern, track }: SampleGroup): string {
  const words = [
    count(attempts, "attempt"),
    ...(tool === undefined ? [] : [`of ${plain(tool)}`]),
    ...(pattern === undefined ? [] : [`with pattern ${plain(pattern)}`]),
    ...(track === undefined ? [] : [`on track ${plain(track)}`]),
  ];
  return words.join(" ") + (by === "tasks" ? ", by the number of tasks" : "");
}
