import type { Assignment } from "../decide/assignment.ts";
import type { ConflictCost } from "../decide/conflict-costs.ts";
import type { FurtherAgent } from "../decide/further-agents.ts";
import type { ScheduleRow } from "../decide/schedule.ts";
import type { AgentConfig } from "../plan/config.ts";
import { agentLines } from "./agent-lines.ts";
import { printExpected } from "./hours.ts";
import { paint } from "./palette.ts";
import { columns, cutColumns, padColumns, plain } from "./plain.ts";
import type { TableStyle } from "./status-table.ts";
import type { NeverStarts } from "./unscheduled.ts";
import { printUnscheduled } from "./unscheduled.ts";
import { count, list, ordinal } from "./words.ts";
import { wrapColumns } from "./wrap.ts";

/** What `assign --json` prints; hours. */
export interface AssignmentJson {
  readonly makespan: number;
  readonly lowerBound: number;
  readonly withoutTracks: number;
  /** Null where there is nothing to dedicate. */
  readonly withTracks: number | null;
  /** Null where no agent has tracks now. */
  readonly asConfigured: number | null;
  readonly agents: readonly AssignedAgent[];
  readonly further: readonly (Pick<FurtherAgent, "tools" | "makespan"> & { readonly gain: number })[];
  readonly conflicts: readonly (Omit<ConflictCost, "makespan"> & { readonly cost: number })[];
  readonly unscheduled: Assignment["unscheduled"];
  readonly compared: number;
  readonly isLarge: boolean;
}

/** An agent with what is proposed for it. */
interface AssignedAgent {
  readonly id: string;
  readonly tracks: readonly string[];
  readonly exclusive: boolean;
  /** Of the work that it does from now on. */
  readonly hours: number;
  /** In the order in which it does them. */
  readonly workstreams: readonly string[];
}

export function assignmentToJson(assignment: Assignment): AssignmentJson {
  const { schedule, withoutTracks, withTracks = null, asConfigured = null, further, conflicts } = assignment;
  const { unscheduled, compared, isLarge } = assignment;
  return {
    makespan: schedule.makespan,
    lowerBound: schedule.lowerBound,
    withoutTracks,
    withTracks,
    asConfigured,
    agents: assignedAgents(assignment),
    further: further.map(({ tools, makespan }) => ({ tools, makespan, gain: schedule.makespan - makespan })),
    conflicts: conflicts.map(({ makespan, ...each }) => ({ ...each, cost: makespan - each.without })),
    unscheduled,
    compared,
    isLarge,
  };
}

function assignedAgents({ agents, schedule }: Assignment): readonly AssignedAgent[] {
  const rows = new Map<string, ScheduleRow[]>();
  for (const row of schedule.schedule) rows.set(row.agent, [...(rows.get(row.agent) ?? []), row]);
  return agents.map(({ id, tracks, exclusive }) => {
    const own = rows.get(id) ?? [];
    const hours = own.reduce((sum, { start, end }) => sum + end - Math.max(start, 0), 0);
    return { id, tracks, exclusive, hours, workstreams: own.map((row) => row.id) };
  });
}

/** The table of agents, how long that takes, the lines to paste, and what would make it shorter. `now`: the agents as they are. */
export function printAssignment(
  assignment: Assignment,
  now: readonly AgentConfig[],
  never: NeverStarts,
  style: TableStyle,
): string {
  const { schedule, further, conflicts, unscheduled, agents } = assignment;
  const wrap = (line: string): readonly string[] => wrapColumns(line, style.width);
  const left = unscheduled.flatMap((each) => wrap(printUnscheduled(each, never)));
  if (schedule.schedule.length === 0) return ["nothing is left to assign", ...left].join("\n");
  return [
    ...printTable(assignedAgents(assignment), style),
    "",
    ...wrap(
      `${count(schedule.schedule.length, "workstream")} on ${count(agents.length, "agent")}: ${printTimes(assignment)}`,
    ),
    ...agentLines(agents, now, style.width),
    "",
    ...further.flatMap((each) => wrap(printFurther(each, assignment))),
    ...conflicts.flatMap((each) => wrap(printConflict(each))),
    ...printEffort(assignment).flatMap(wrap),
    ...left,
  ].join("\n");
}

const HEADER = ["agent", "tracks", "workstreams", "hours"] as const;

function printTable(agents: readonly AssignedAgent[], style: TableStyle): readonly string[] {
  const colors = paint(style.color);
  const rows = agents.map(({ id, tracks, exclusive, hours, workstreams }) => ({
    cells: [id, `${printTracks(tracks)}${exclusive ? " only" : ""}`, `${workstreams.length}`, printExpected(hours)],
    first: list(workstreams, FIRST),
  }));
  const widths = HEADER.map((head, index) =>
    Math.max(head.length, ...rows.map(({ cells }) => columns(cells[index] ?? ""))),
  );
  const room = Math.max(20, style.width - widths.reduce((sum, width) => sum + width + 2, 0));
  const line = (cells: readonly string[], last: string): string =>
    [...widths.map((width, index) => padColumns(cells[index] ?? "", width)), last].join("  ").trimEnd();
  return [
    colors.dim(line(HEADER, "begins with")),
    ...rows.map(({ cells, first }) => line(cells, cutColumns(first, room))),
  ];
}

/** How many of an agent's workstreams are named. */
const FIRST = 4;

function printTracks(tracks: readonly string[]): string {
  return tracks.length === 0 ? "any" : cutColumns(list(tracks.map(plain)), 40);
}

function printTimes({ agents, schedule, withoutTracks, withTracks, asConfigured }: Assignment): string {
  const least = `no schedule takes less than ${printExpected(schedule.lowerBound)}`;
  if (withTracks === undefined) {
    const why = agents.length === 1 ? "one agent does everything" : "nothing that is left has a track";
    return `${printExpected(schedule.makespan)}; ${why}, so there are no tracks to give; ${least}`;
  }
  const isDedicated = agents.some(({ tracks }) => tracks.length > 0);
  const times = [`no dedicated tracks: ${printExpected(withoutTracks)}`, `with tracks: ${printExpected(withTracks)}`];
  const configured = asConfigured === undefined ? [] : [`as configured: ${printExpected(asConfigured)}`];
  const cost = isDedicated ? [] : [`tracks cost ${printExpected(withTracks - withoutTracks)}, so none are proposed`];
  return [...times, ...configured, ...cost, least].join("; ");
}

function printFurther({ tools, makespan }: FurtherAgent, { agents, schedule, further }: Assignment): string {
  const which = further.length === 1 ? "" : `, that takes ${tools === "any" ? "any tool" : list(tools.map(plain))}`;
  const gain = schedule.makespan - makespan;
  const article = /^(?:8|11$|18$)/.test(`${agents.length + 1}`) ? "an" : "a";
  return `${article} ${ordinal(agents.length + 1)} agent${which}: ${gain > 0 ? "-" : ""}${printExpected(gain)}`;
}

function printConflict({ a, b, witness, makespan, without }: ConflictCost): string {
  const cost = `the plan takes ${printExpected(makespan)}, without their overlap ${printExpected(without)}`;
  return `the file conflict ${a}/${b} costs ${printExpected(makespan - without)}: ${cost}; both may change ${plain(witness)}`;
}

function printEffort({ compared, isLarge }: Assignment): readonly string[] {
  if (compared === 0 && !isLarge) return [];
  const ways = `${count(compared, "way")} to dedicate agents ${compared === 1 ? "was" : "were"} compared`;
  return [
    isLarge ? `${ways}, few and by simple schedules because the plan is large; file conflicts were not weighed` : ways,
  ];
}
