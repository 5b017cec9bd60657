import { ftruncateSync, rmSync, writeSync } from "node:fs";
import { withLog } from "./log-file.ts";
import { logSize } from "./log-lines.ts";
import { createLogMask } from "./mask.ts";

/** Looks after a log while a program writes into it. */
export interface LogGuard {
  /** Aborted when the program has written more than anybody will read. */
  readonly full: AbortSignal;
  /**
   * When nobody writes any more: covers what is left, and cuts off what is too much. A log in which that can't be done is
   * removed: better no output than one that shows a secret.
   */
  end(): void;
}

/** How long a secret that a program prints can be read in its log. */
const LOOK_MS = 500;

/** Of one program. */
const MOST_LOG_MEBIBYTES = 512;

/** Covers the secrets, from the byte `from` on; `mostBytes` are taken from there. */
export function guardLog(
  file: string,
  secrets: readonly string[],
  from: number,
  mostBytes = MOST_LOG_MEBIBYTES * 1024 * 1024,
): LogGuard {
  const mask = createLogMask(file, secrets, from);
  const full = new AbortController();
  const isFull = (): boolean => logSize(file) - from > mostBytes;
  const looking = setInterval(() => {
    try {
      mask.cover();
    } catch {
      // A throw in a timer would end us with all agents. What lasts `end` meets again.
    }
    if (isFull()) full.abort();
  }, LOOK_MS);
  return {
    full: full.signal,
    end() {
      clearInterval(looking);
      try {
        if (isFull()) cutOff(file, from + mostBytes);
        while (mask.cover());
      } catch {
        rmSync(file, { force: true });
      }
    },
  };
}

function cutOff(file: string, bytes: number): void {
  withLog(file, "change", (log) => {
    ftruncateSync(log, bytes);
    writeSync(log, "\nIts output was too long: the rest was cut off.\n", bytes);
  });
}
