import { HOUR } from "../state/hour.ts";

/** Hours of estimated work: `12 h`, `2.5 h`, `0.25 h`. */
export function printHours(hours: number): string {
  return `${Number(hours.toFixed(2))} h`;
}

/** Below this many hours time is told in minutes and seconds. */
export const FEW_HOURS = 0.1;

/** Expected time: in hours, or where it is less than a tenth of one, as learnt times may be, like measured time. */
export function printExpected(hours: number): string {
  const milliseconds = hours * HOUR;
  return hours >= FEW_HOURS || milliseconds < LEAST ? printHours(hours) : printDuration(milliseconds);
}

/** Milliseconds that `printDuration` shows as none. */
const LEAST = 50;

/** Tells expected times of up to `most` hours in the units that suit the longest. */
export function printExpectedBeside(most: number): (hours: number) => string {
  return most >= FEW_HOURS ? printHours : (hours) => printDuration(hours * HOUR);
}

/** Measured time, in two units at most: `0.4 s`, `59 s`, `3 min 20 s`, `1 h 20 min`, `2 d 3 h`. */
export function printDuration(milliseconds: number): string {
  const seconds = Math.max(milliseconds, 0) / 1000;
  // 9.96 s would round to 10.0 s.
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return twoUnits(whole, 60, ["min", "s"]);
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(minutes, 60, ["h", "min"]);
  return twoUnits(Math.round(minutes / 60), 24, ["d", "h"]);
}

function twoUnits(small: number, per: number, [bigUnit, smallUnit]: readonly [string, string]): string {
  const rest = small % per;
  const big = `${Math.floor(small / per)} ${bigUnit}`;
  return rest === 0 ? big : `${big} ${rest} ${smallUnit}`;
}
