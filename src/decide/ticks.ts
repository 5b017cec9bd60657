/** Schedules count in whole ticks, so that sums are exact. */
export const TICKS_PER_HOUR = 1_000_000;

export function toTicks(hours: number): number {
  return Math.round(hours * TICKS_PER_HOUR);
}

export function toHours(ticks: number): number {
  return ticks / TICKS_PER_HOUR;
}
