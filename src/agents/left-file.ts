import { closeSync, constants, openSync, readSync } from "node:fs";

/**
 * The first bytes of a file that an agent left; undefined where there is none. The agent made it: it may be a link to
 * another file, or a pipe that nobody writes.
 */
export function readLeftFile(file: string, mostBytes: number): string | undefined {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(mostBytes);
      return bytes.toString("utf8", 0, readSync(descriptor, bytes, 0, mostBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
