import { mayTake } from "../plan/agent-fit.ts";
import type { Schedule, ScheduleInput, ScheduleRow } from "./schedule.ts";
import { readSchedule } from "./schedule-waits.ts";
import type { Wait, WaitCause } from "./schedule-waits.ts";

/** A row of a schedule, and whether its delay delays the end. */
export interface CourseRow extends ScheduleRow {
  readonly critical: boolean;
}

/** A stretch of time, in hours from now, in which a workstream could start, and does not because of another one. */
export interface HeldTime {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly why: Exclude<WaitCause, { kind: "agent" }>;
  /** Whether the other one is on a critical path. */
  readonly critical: boolean;
}

/** A stretch of time in which an agent is idle though it could take a workstream that is held. */
export interface IdleTime {
  readonly agent: string;
  readonly from: number;
  readonly to: number;
  readonly held: HeldTime;
}

/** A schedule as people are shown it. */
export interface ExpectedCourse {
  readonly rows: readonly CourseRow[];
  /** One chain of critical rows without a gap, from its start to the end of all; there may be others. */
  readonly criticalPath: readonly string[];
  /** By start, then id. */
  readonly held: readonly HeldTime[];
  /** Of agents that have a row. */
  readonly idle: readonly IdleTime[];
}

/** In more rows nobody looks for a reason; each one is compared with all that are near it in time. */
const MOST_EXPLAINED = 1_000;

export function expectCourse(input: ScheduleInput, { schedule }: Schedule): ExpectedCourse {
  const reader = readSchedule(input, schedule);
  const { critical, criticalPath } = reader;
  const rows = schedule.map((row) => ({ ...row, critical: critical.has(row.id) }));
  if (rows.length > MOST_EXPLAINED) return { rows, criticalPath, held: [], idle: [] };
  const held = rows
    .flatMap(({ id }) => reader.waitsOf(id).flatMap((wait) => heldBy(id, wait, critical)))
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  return { rows, criticalPath, held, idle: findIdle(input, rows, held) };
}

function heldBy(id: string, wait: Wait, critical: ReadonlySet<string>): readonly HeldTime[] {
  if (wait.kind === "agent") return [];
  const { from, to, ...why } = wait;
  const other = otherOf(why);
  return [{ id, from, to, why, critical: other !== undefined && critical.has(other) }];
}

function otherOf(why: HeldTime["why"]): string | undefined {
  switch (why.kind) {
    case "overlap":
      return why.holder;
    case "on-purpose":
      return why.ahead;
    case "track":
      return undefined;
    default:
      return why satisfies never;
  }
}

function findIdle(
  { agents, workstreams }: ScheduleInput,
  rows: readonly ScheduleRow[],
  held: readonly HeldTime[],
): readonly IdleTime[] {
  return agents.flatMap((agent) => {
    const own = rows.filter((row) => row.agent === agent.id);
    if (own.length === 0) return [];
    return held.flatMap((each) => {
      const workstream = workstreams.get(each.id);
      if (workstream === undefined || !mayTake(agent, workstream)) return [];
      return gapsIn(each, own).map((gap) => ({ agent: agent.id, ...gap, held: each }));
    });
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the rows, which are sorted by start, leave of a stretch of time. */
function gapsIn({ from, to }: Span, rows: readonly ScheduleRow[]): readonly Span[] {
  const gaps: Span[] = [];
  let at = from;
  for (const { start, end } of rows) {
    if (at >= to) return gaps;
    if (start > at) gaps.push({ from: at, to: Math.min(start, to) });
    at = Math.max(at, end);
  }
  return at < to ? [...gaps, { from: at, to }] : gaps;
}
