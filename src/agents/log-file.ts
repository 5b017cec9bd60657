/** The file of a log. A program that runs as we do can put anything in its place, while it runs and before the next one. */
import { randomBytes } from "node:crypto";
import { accessSync, closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, W_OK } = constants;

/** Opens a log for appending and makes its folder. Only the user may read it: programs print what they should not. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (!isAppendable(file)) renameSync(file, `${file}.${randomBytes(4).toString("hex")}`);
  return openSync(file, "a", 0o600);
}

function isAppendable(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return true;
  try {
    accessSync(file, W_OK);
    return found.isFile();
  } catch {
    return false;
  }
}

/** Opens a log where there is one: undefined for nothing, for a folder, a link or a pipe, and for what is closed to us. */
export function openIfLog(file: string, use: "read" | "change"): number | undefined {
  let descriptor: number;
  try {
    // Without O_NONBLOCK opening a pipe would wait for who writes into it.
    descriptor = openSync(file, (use === "read" ? O_RDONLY : O_RDWR) | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return undefined;
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return undefined;
}
