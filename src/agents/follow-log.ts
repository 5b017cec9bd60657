import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";

/** Somebody who reads a log while it is being written. */
export interface LogFollower {
  /** Passes on what is still missing, then no more. Rejects where the log could not be read, or `write` threw. */
  stop(): Promise<void>;
}

const POLL_MS = 500;
const CHUNK_BYTES = 64 * 1024;

/**
 * Passes on what is appended to a file, from its start, as text: no character is torn, and bytes that are no UTF-8 become
 * U+FFFD. The file need not exist yet. Of one that was cut off, as a program that opens its own output for writing does,
 * the new content follows.
 */
export function followLog(file: string, write: (text: string) => void): LogFollower {
  const stopping = new AbortController();
  const following = follow(file, write, stopping.signal);
  // A failure is told by `stop`; until then nobody waits for it.
  following.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return following;
    },
  };
}

async function follow(file: string, write: (text: string) => void, signal: AbortSignal): Promise<void> {
  const decoder = new StringDecoder("utf8");
  const passOn = (text: string) => {
    if (text !== "") write(text);
  };
  let offset = 0;
  for (;;) {
    const last = signal.aborted;
    for await (const chunk of readAppended(file, offset)) {
      offset = chunk.end;
      passOn(decoder.write(chunk.bytes));
    }
    if (last) return passOn(decoder.end());
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

interface Chunk {
  readonly bytes: Buffer;
  /** The place in the file that follows it. */
  readonly end: number;
}

/** Up to where the file ends now: who writes without pause does not keep us from stopping. */
async function* readAppended(file: string, offset: number): AsyncGenerator<Chunk, void> {
  const handle = await openIfThere(file);
  if (handle === undefined) return;
  try {
    const stats = await handle.stat();
    const size = stats.isFile() ? stats.size : 0;
    for (let start = size < offset ? 0 : offset; start < size;) {
      const bytes = Buffer.alloc(Math.min(CHUNK_BYTES, size - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead === 0) return;
      start += bytesRead;
      yield { bytes: bytes.subarray(0, bytesRead), end: start };
    }
  } finally {
    await handle.close();
  }
}

/** Nothing, or a link. */
const NO_FILE: ReadonlySet<unknown> = new Set(["ENOENT", "ELOOP"]);

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    // Without O_NONBLOCK opening a pipe that somebody put there would wait for a writer.
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && "code" in error && NO_FILE.has(error.code)) return undefined;
    throw error;
  }
}
