/** Checks a schedule against the rules themselves. Shares no code with the scheduler; it is told what excludes what. */

export interface CheckedTask {
  readonly id: string;
  /** Hours that it takes as a whole. */
  readonly hours: number;
  readonly dependsOn: readonly string[];
  /** Two tasks that hold the same resource never run at once. */
  readonly resources: readonly string[];
  /** Agents that may run it; undefined: all. */
  readonly agents?: readonly string[];
}

export interface CheckedRow {
  readonly id: string;
  readonly agent: string;
  readonly start: number;
  readonly end: number;
}

/** Hours are sums of fractions. */
export const TOLERANCE = 1e-5;

/** One sentence for each rule that is broken; empty: a valid schedule of exactly these tasks. */
export function checkSchedule(tasks: readonly CheckedTask[], rows: readonly CheckedRow[]): string[] {
  const broken: string[] = [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const known = new Map(tasks.map((task) => [task.id, task]));
  if (byId.size !== rows.length) broken.push("a task is scheduled twice");
  for (const { id } of rows) if (!known.has(id)) broken.push(`${id} is no task`);
  for (const task of tasks) {
    const row = byId.get(task.id);
    if (row === undefined) {
      broken.push(`${task.id} is not scheduled`);
      continue;
    }
    if (row.start < -TOLERANCE) broken.push(`${task.id} starts before now`);
    if (Math.abs(row.end - row.start - task.hours) > TOLERANCE) broken.push(`${task.id} takes the wrong time`);
    if (task.agents?.includes(row.agent) === false) broken.push(`${row.agent} may not run ${task.id}`);
    for (const dependency of task.dependsOn) {
      const before = byId.get(dependency);
      if (before !== undefined && before.end > row.start + TOLERANCE) {
        broken.push(`${task.id} starts before ${dependency} ends`);
      }
    }
  }
  for (const [index, a] of rows.entries()) {
    for (const b of rows.slice(index + 1)) {
      const together = a.start < b.end - TOLERANCE && b.start < a.end - TOLERANCE;
      if (!together) continue;
      if (a.agent === b.agent) broken.push(`${a.agent} runs ${a.id} and ${b.id} at once`);
      const shared = known.get(a.id)?.resources.find((each) => known.get(b.id)?.resources.includes(each));
      if (shared !== undefined) broken.push(`${a.id} and ${b.id} hold ${shared} at once`);
    }
  }
  return broken;
}
