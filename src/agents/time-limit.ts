import type { AgentTask, RunOptions } from "./agent.ts";

const MINUTE = 60_000;

/** How long an agent that starts now may run, in milliseconds. */
export function timeLimit({ workstream }: Pick<AgentTask, "workstream">, { minutesLeft }: RunOptions): number {
  return Math.min(workstream.timeoutMinutes, minutesLeft?.() ?? Infinity) * MINUTE;
}
