import { TOLERANCE } from "./check-schedule.ts";
import type { CheckedRow, CheckedTask } from "./check-schedule.ts";

/**
 * The longest time, in hours, for which one task of a schedule could start and does not: its dependencies have ended, nothing
 * that it excludes runs, and one of these agents that may run it is idle. Shares no code with the scheduler.
 */
export function longestIdle(
  tasks: readonly CheckedTask[],
  rows: readonly CheckedRow[],
  agents: readonly string[],
): number {
  const moments = [...new Set(rows.flatMap(({ start, end }) => [start, end]))].toSorted((a, b) => a - b);
  let longest = 0;
  for (const task of tasks) {
    const start = rows.find(({ id }) => id === task.id)?.start ?? 0;
    const ready = Math.max(0, ...rows.filter(({ id }) => task.dependsOn.includes(id)).map(({ end }) => end));
    let since = ready;
    for (const [index, from] of moments.entries()) {
      const to = Math.min(moments[index + 1] ?? from, start);
      if (from < ready - TOLERANCE || to - from < TOLERANCE) continue;
      const running = rows.filter((row) => row.start < to - TOLERANCE && row.end > from + TOLERANCE);
      if (!couldStart(task, running)) since = to;
      longest = Math.max(longest, to - since);
    }
  }
  return longest;

  function couldStart(task: CheckedTask, running: readonly CheckedRow[]): boolean {
    const active = new Set(running.map(({ id }) => id));
    const held = new Set(tasks.filter(({ id }) => active.has(id)).flatMap(({ resources }) => resources));
    if (task.resources.some((each) => held.has(each))) return false;
    const able = task.agents ?? agents;
    return able.some((each) => !running.some(({ agent }) => agent === each));
  }
}
