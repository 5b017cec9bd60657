import { readSchedule } from "./schedule-waits.ts";
import type { Wait } from "./schedule-waits.ts";
import { schedule } from "./schedule.ts";
import type { ScheduleInput } from "./schedule.ts";

/** What the expected course of a plan says of those that could start now. */
export interface Ahead {
  /** Hours from now; Infinity for one without a place in it. */
  startOf(id: string): number;
  /** Undefined for one without a place in it. */
  agentOf(id: string): string | undefined;
  /** Why one that could start now is better left until later; undefined: it is not. */
  purposeOf(id: string): Purpose | undefined;
}

/** `ahead` starts later than now, and would have to wait if the other one started first. */
export interface Purpose extends Pick<Extract<Wait, { kind: "on-purpose" }>, "ahead" | "by"> {
  /** When `ahead` starts, in hours from now. */
  readonly startsIn: number;
  /** Whether `ahead` is on a critical path. */
  readonly critical: boolean;
}

export function planAhead(input: ScheduleInput): Ahead {
  const found = schedule(input);
  const rows = new Map(found.schedule.map((row) => [row.id, row]));
  const reader = readSchedule(input, found.schedule);
  return { startOf, agentOf: (id) => rows.get(id)?.agent, purposeOf };

  function startOf(id: string): number {
    return rows.get(id)?.start ?? Infinity;
  }

  function purposeOf(id: string): Purpose | undefined {
    if (startOf(id) <= 0) return undefined;
    const [first] = reader.waitsOf(id);
    if (first?.kind !== "on-purpose" || first.from > 0) return undefined;
    const { ahead, startsAt: startsIn, by } = first;
    return { ahead, startsIn, by, critical: reader.critical.has(ahead) };
  }
}
