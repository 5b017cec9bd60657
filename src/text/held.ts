import type { HeldTime, IdleTime } from "../decide/expected-course.ts";
import { HOUR } from "../state/hour.ts";
import { printDuration } from "./hours.ts";
import { plain } from "./plain.ts";

/** Tells hours from now, in the units of the axis that stands above. */
type PrintTime = (hours: number) => string;

/** One sentence, such as "ws-15 from 3 h to 5 h: shares src/a with ws-22 (critical)". */
export function printHeld(held: HeldTime, printTime: PrintTime): string {
  const from = held.from <= 0 ? "now" : printTime(held.from);
  return `${plain(held.id)} from ${from} to ${printTime(held.to)}: ${printWhy(held)}`;
}

/** In the report, whose axes are in the units of measured time. */
export function printHeldInReport(held: HeldTime): string {
  return printHeld(held, (hours) => printDuration(hours * HOUR));
}

/** Those for which an agent stands idle, each once. */
export function heldIdly(idle: readonly IdleTime[]): readonly HeldTime[] {
  return [...new Set(idle.map(({ held }) => held))].toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}

function printWhy({ why, critical }: HeldTime): string {
  const mark = critical ? " (critical)" : "";
  switch (why.kind) {
    case "overlap":
      return `shares ${plain(why.witness)} with ${plain(why.holder)}${mark}`;
    case "track":
      return `as many of track ${plain(why.track)} run as may`;
    case "on-purpose":
      return `on purpose, ${printNeed(why)}${mark}`;
    default:
      return why satisfies never;
  }
}

function printNeed({ ahead, by }: Extract<HeldTime["why"], { kind: "on-purpose" }>): string {
  const which = plain(ahead);
  switch (by.kind) {
    case "scope":
      return `${plain(by.witness)} is kept for ${which}`;
    case "track":
      return `the place in track ${plain(by.track)} is kept for ${which}`;
    case "agent":
      return `an agent is kept for ${which}`;
    default:
      return by satisfies never;
  }
}
