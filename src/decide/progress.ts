import type { Instant } from "../state/facts.ts";
import { HOUR } from "../state/hour.ts";
import type { Reason, WorkstreamState } from "../state/lifecycle.ts";
import type { Action, Progress } from "./action.ts";
import { pauseEnd } from "./paused-agents.ts";

/** Where the whole plan stands: an answer in every case, so that nobody waits for ever without being told why. */
export function findProgress(
  states: ReadonlyMap<string, WorkstreamState>,
  actions: readonly Action[],
  now: Instant,
): Progress {
  const all = [...states.values()];
  const open = all.filter(({ state }) => state !== "completed" && state !== "cancelled");
  const moving = actions.some(({ kind }) => kind !== "status" && kind !== "comment") || open.some(isMoving);
  const next = open
    .map(({ reason }) => startOf(reason, now))
    .filter((at): at is Instant => at !== undefined && at > now);
  if (moving || next.length > 0) {
    return { kind: "working", next: next.length > 0 ? Math.min(...next) : undefined };
  }
  if (open.length === 0) return { kind: "done" };
  const people = open.filter(isUpToPeople).map(({ id }) => id);
  if (people.length > 0) return { kind: "waiting-for-people", ids: people };
  return { kind: "stuck", ids: open.map(({ id }) => id) };
}

/** When what waits starts by itself; undefined: nobody can tell, or it waits for something else. */
function startOf(reason: Reason, now: Instant): Instant | undefined {
  switch (reason.kind) {
    case "retry":
      return reason.notBefore;
    case "day-spent":
      return reason.until;
    case "agents-paused":
      return pauseEnd(reason.pause);
    // By then what runs has ended, or takes longer than was expected: then nothing is kept for what comes after it.
    case "on-purpose":
      return now + Math.ceil(reason.startsIn * HOUR) + 1;
    default:
      return undefined;
  }
}

function isMoving({ state }: WorkstreamState): boolean {
  return state === "claimed" || state === "running" || state === "landing";
}

function isUpToPeople({ state, reason, pull }: WorkstreamState): boolean {
  if (state === "in-review" || state === "changes-requested" || state === "taken-over") return true;
  if (reason.kind === "agents-paused") return reason.pause.kind === "person";
  return reason.kind === "paused" || (state === "failed" && pull?.state === "open");
}
