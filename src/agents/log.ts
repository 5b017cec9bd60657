import { fstatSync, readSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { withLog } from "./log-file.ts";

/** How much of a log's end an attempt's record keeps. */
export const TAIL_CHARACTERS = 4_000;

/** No more than this is read of a log, however long it is. */
const TAIL_BYTES = 64 * 1024;

/** No more than this is shown of a log. */
const SHOWN_BYTES = 16 * 1024 * 1024;

/**
 * A log as `settle` leaves it, of a very long one the last lines: `cut` says so. Undefined where there is no such file, or it
 * can't be read.
 */
export function readLog(file: string): { readonly text: string; readonly cut: boolean } | undefined {
  const last = readLastBytes(file, 0, SHOWN_BYTES);
  return last && { text: wholeLines(last), cut: last.cut };
}

/**
 * The last characters of a log as a person would see them in the end, see `settle`. `from` is the byte where the part
 * of interest begins. Empty where there is no such file.
 */
export function readTail(file: string, maxCharacters: number, from = 0): string {
  const last = readLastBytes(file, from, TAIL_BYTES);
  const whole = last === undefined ? "" : wholeLines(last);
  if (whole.length <= maxCharacters) return whole;
  return dropHalfCharacter(whole.slice(whole.length - maxCharacters));
}

/**
 * Output without colours and control characters. Of a line that was rewritten in place, as progress bars do, the last
 * state is kept; blank lines at the end are not.
 */
export function settle(output: string): string {
  return stripVTControlCharacters(output)
    .replaceAll(/\r+\n/g, "\n")
    .split("\n")
    .map((line) =>
      lastState(line)
        .replaceAll(/[^\P{Cc}\t]/gu, "")
        .trimEnd(),
    )
    .join("\n")
    .trimEnd();
}

function lastState(line: string): string {
  return line.split("\r").findLast((state) => state.trim() !== "") ?? "";
}

/** A cut between the two halves of a character beyond U+FFFF leaves a half that is no text. */
function dropHalfCharacter(text: string): string {
  return /^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text;
}

/** What stands at the end of a log. */
export interface LastBytes {
  readonly bytes: Buffer;
  /** They begin somewhere in the middle, probably not at the start of a line. */
  readonly cut: boolean;
}

function wholeLines({ bytes, cut }: LastBytes): string {
  const text = settle(new TextDecoder().decode(bytes));
  return cut ? text.slice(text.indexOf("\n") + 1) : text;
}

/** The last bytes of a log, so many at most, of those from the byte `from` on. Undefined where there is no such file. */
export function readLastBytes(file: string, from: number, most: number): LastBytes | undefined {
  return withLog(file, "read", (log) => {
    const end = fstatSync(log).size;
    const start = Math.max(from, end - most);
    const bytes = Buffer.alloc(Math.max(0, end - start));
    const read = readSync(log, bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, read), cut: start > from };
  });
}
