/** The file of a log. A program that runs as we do can put anything in its place, while it runs and before the next one. */
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
} from "node:fs";
import { dirname } from "node:path";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, R_OK, W_OK } = constants;

/** Only the user may read it: programs print what they should not. */
const MODE = 0o600;

/** Opens a log for appending and makes its folder. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (!isAppendable(file)) renameSync(file, `${file}.${randomBytes(4).toString("hex")}`);
  return openSync(file, "a", MODE);
}

function isAppendable(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found === undefined || (found.isFile() && (isOpen(file) || reopen(file)));
}

function isOpen(file: string): boolean {
  try {
    accessSync(file, R_OK | W_OK);
    return true;
  } catch {
    return false;
  }
}

/** For what a program closed that runs as we do. The answer is whether it is ours. */
function reopen(file: string): boolean {
  try {
    chmodSync(file, MODE);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens a log where there is one: undefined for nothing, for a folder, a link or a pipe. One that is closed is opened for
 * us. What can't be read is undefined, too; what can't be changed throws.
 */
export function openIfLog(file: string, use: "read" | "change"): number | undefined {
  try {
    return openFile(file, use === "read" ? O_RDONLY : O_RDWR);
  } catch (error) {
    if (use === "read" || isNoFile(error)) return undefined;
    throw error;
  }
}

/** Opens a log where there is one, see openIfLog, for as long as something is done with it; undefined where there is none. */
export function withLog<T>(file: string, use: "read" | "change", act: (log: number) => T): T | undefined {
  const log = openIfLog(file, use);
  if (log === undefined) return undefined;
  try {
    return act(log);
  } finally {
    closeSync(log);
  }
}

function openFile(file: string, flags: number): number | undefined {
  if (lstatSync(file).isFile() && !isOpen(file)) reopen(file);
  // Without O_NONBLOCK opening a pipe would wait for who writes into it.
  const descriptor = openSync(file, flags | O_NOFOLLOW | O_NONBLOCK);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return undefined;
}

/** Nothing, a link, a folder, a socket. */
const NO_FILE: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "ENXIO", "EOPNOTSUPP"]);

function isNoFile(error: unknown): boolean {
  return error instanceof Error && "code" in error && NO_FILE.has(error.code);
}
