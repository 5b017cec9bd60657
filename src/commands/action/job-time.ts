import type { Instant } from "../../state/facts.ts";

const MINUTE = 60_000;
/** GitHub ends a job after 360 minutes, and with it all that it has not said by then. */
const WORK_MINUTES = 345;

/** How many minutes a job that began at `started` has for its work: set-up, agent and tests together. At least one. */
export function minutesLeft(started: Instant, now: Instant): number {
  return Math.max(WORK_MINUTES - (now - started) / MINUTE, 1);
}
