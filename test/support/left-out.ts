import { writeSync } from "node:fs";

const STDERR = 2;
const told = new Set<string>();

/** Says, once for each, what this run leaves out and what is missing for it: a skipped test alone says neither. */
export function tellLeftOut(what: string, missing: string): void {
  if (told.has(what)) return;
  told.add(what);
  writeSync(STDERR, `left out: ${what}, because ${missing} is not here\n`);
}
