import type { Instant } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import type { Progress } from "./action.ts";

/**
 * Until when nothing starts, where nothing moves and all that would go on by itself waits for the next day's budget or for
 * an agent's usage limit to end: hours, not minutes. Undefined: there is something to wait for, or nothing at all.
 */
export function longWait(progress: Progress, states: ReadonlyMap<string, WorkstreamState>): Instant | undefined {
  if (progress.kind !== "working" || progress.next === undefined) return undefined;
  // A retry is a matter of minutes.
  const isSoon = [...states.values()].some(({ state, reason }) => MOVING.has(state) || reason.kind === "retry");
  return isSoon ? undefined : progress.next;
}

const MOVING: ReadonlySet<WorkstreamState["state"]> = new Set(["claimed", "running", "landing"]);
