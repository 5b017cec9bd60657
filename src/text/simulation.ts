import type { Schedule } from "../decide/schedule.ts";
import { printGantt } from "./gantt.ts";
import { printHours } from "./hours.ts";
import type { TableStyle } from "./status-table.ts";
import { count } from "./words.ts";

/** What `simulate --json` prints; hours. */
export interface SimulationJson {
  readonly makespan: number;
  readonly lowerBound: number;
  readonly speedup: number;
  readonly schedule: Schedule["schedule"];
}

export function simulationToJson({ makespan, lowerBound, speedup, schedule }: Schedule): SimulationJson {
  return { makespan, lowerBound, speedup, schedule };
}

/** The schedule as a Gantt chart, and what it is worth. */
export function printSimulation(result: Schedule, agents: number, style: TableStyle): string {
  const { makespan, lowerBound, speedup, schedule, unscheduled } = result;
  return [
    printGantt(schedule, style.width, style.color),
    "",
    `${count(schedule.length, "workstream")} on ${count(agents, "agent")}: ${printHours(makespan)}; ` +
      `no schedule takes less than ${printHours(lowerBound)}; ` +
      `${speedup.toFixed(2)} times as fast as one agent`,
    ...unscheduled.map(({ id, why }) => `never starts: ${id} (${why.kind})`),
  ].join("\n");
}
