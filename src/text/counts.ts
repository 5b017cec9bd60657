import type { StateName, WorkstreamState } from "../state/lifecycle.ts";

/** Every state, from the beginning of a life to its end. */
const STATE_NAMES: readonly StateName[] = [
  "blocked",
  "waiting",
  "held",
  "ready",
  "claimed",
  "running",
  "retrying",
  "landing",
  "in-review",
  "changes-requested",
  "taken-over",
  "failed",
  "cancelled",
  "completed",
];

/** How many workstreams are in a state. */
export interface StateCount {
  readonly state: StateName;
  readonly count: number;
}

/** The states that occur, most finished first. */
export function countStates(states: Iterable<WorkstreamState>): readonly StateCount[] {
  const counts = new Map<StateName, number>();
  for (const { state } of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return STATE_NAMES.toReversed().flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}

/** "12 completed, 3 running, 1 failed"; "no workstreams" where there are none. */
export function printCounts(counts: readonly StateCount[]): string {
  if (counts.length === 0) return "no workstreams";
  return counts.map(({ state, count }) => `${count} ${state}`).join(", ");
}
