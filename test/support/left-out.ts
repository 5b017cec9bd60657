import { writeSync } from "node:fs";

const STDERR = 2;
const told = new Set<string>();

/** Says, once for each, what this run leaves out and what is missing for it: a skipped test alone says neither. */
export function tellLeftOut(what: string, missing: string): void {
  if (told.has(what)) return;
  told.add(what);
  writeSync(STDERR, `left out: ${what}, because ${missing} is not here\n`);
}

/**
 * For what anybody can install: says that it leaves something out, or throws where nothing that can be installed may be
 * missing, as the gate has it.
 */
export function tellMissing(what: string, missing: string): void {
  if (process.env["WORKSTREAMS_ALL_TESTS"] === "1") {
    throw new Error(`${what} can't be left out (WORKSTREAMS_ALL_TESTS=1), but ${missing} is not here`);
  }
  tellLeftOut(what, missing);
}
