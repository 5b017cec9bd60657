import type { Instant } from "../state/facts.ts";

/** When something is read: sentences about time count from here. */
export interface Clock {
  readonly now: Instant;
}

/** ISO 8601 in UTC with milliseconds, for JSON: "2026-03-02T08:00:00.000Z". */
export function isoTime(at: Instant): string {
  return new Date(at).toISOString();
}

/** For people who read logs, to the second: "2026-03-02T08:00:00Z". */
export function logTime(at: Instant): string {
  return `${isoTime(at).slice(0, 19)}Z`;
}

/** For people who read sentences: "2026-03-02 08:00 UTC". */
export function printTime(at: Instant): string {
  return `${isoTime(at).slice(0, 16).replace("T", " ")} UTC`;
}
