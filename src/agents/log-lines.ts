import { fstatSync } from "node:fs";
import { withLog } from "./log-file.ts";
import { readLastBytes } from "./log.ts";

/** No more than this is read of one run's output, however long it is: figures and last words stand at the end. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The lines of a log from the byte `from`; of a very long one the last. Empty where there is no such file. */
export function readLogLines(file: string, from: number): readonly string[] {
  const last = readLastBytes(file, from, MOST_BYTES);
  if (last === undefined) return [];
  const lines = last.bytes.toString("utf8").split(/\r?\n/);
  return last.cut ? lines.slice(1) : lines;
}

/** Where the next line of a log will begin. */
export function logSize(file: string): number {
  return withLog(file, "read", (log) => fstatSync(log).size) ?? 0;
}
