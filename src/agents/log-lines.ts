import { closeSync, fstatSync, readSync } from "node:fs";
import { openIfLog } from "./log-file.ts";

/** No more than this is read of one run's output, however long it is: figures and last words stand at the end. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The lines of a log from the byte `from`; of a very long one the last. Empty where there is no such file. */
export function readLogLines(file: string, from: number): readonly string[] {
  const log = openIfLog(file, "read");
  if (log === undefined) return [];
  try {
    const { size } = fstatSync(log);
    const start = Math.max(from, size - MOST_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    const read = readSync(log, bytes, 0, bytes.length, start);
    const lines = bytes.toString("utf8", 0, read).split(/\r?\n/);
    return start > from ? lines.slice(1) : lines;
  } finally {
    closeSync(log);
  }
}

/** Where the next line of a log will begin. */
export function logSize(file: string): number {
  const log = openIfLog(file, "read");
  if (log === undefined) return 0;
  try {
    return fstatSync(log).size;
  } finally {
    closeSync(log);
  }
}
