import { readSchedule } from "./schedule-waits.ts";
import type { ScheduleInput, ScheduleRow } from "./schedule.ts";

/** Hours are sums of fractions. */
const NOTHING = 1e-6;

/** The longest time, in hours, for which one workstream of a schedule is held on purpose, all its waits taken together. */
export function longestHold(input: ScheduleInput, rows: readonly ScheduleRow[], worthTelling: number): number {
  const reader = readSchedule(input, rows);
  const idle = idleTimes(input, rows);
  let longest = 0;
  for (const { id, start } of rows) {
    // Nobody is held on purpose while no agent is idle: most need no closer look.
    if (timeWithin(idle, reader.readyAt(id), start) <= Math.max(worthTelling, NOTHING)) continue;
    const held = reader.waitsOf(id).filter(({ kind }) => kind === "on-purpose");
    longest = Math.max(
      longest,
      held.reduce((sum, { from, to }) => sum + to - from, 0),
    );
  }
  return longest;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** When at least one agent has nothing to do; in order, without overlaps. */
function idleTimes({ agents }: ScheduleInput, rows: readonly ScheduleRow[]): readonly Stretch[] {
  const changes = rows.flatMap(({ start, end }) => [
    { at: Math.max(start, 0), by: 1 },
    { at: end, by: -1 },
  ]);
  const stretches: Stretch[] = [];
  let busy = 0;
  let since = 0;
  for (const { at, by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    if (busy < agents.length && at > since) stretches.push({ from: since, to: at });
    busy += by;
    since = at;
  }
  return stretches;
}

function timeWithin(stretches: readonly Stretch[], from: number, to: number): number {
  return stretches.reduce((sum, each) => sum + Math.max(0, Math.min(each.to, to) - Math.max(each.from, from)), 0);
}
