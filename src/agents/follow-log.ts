import { closeSync, fstatSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { openIfLog } from "./log-file.ts";

/** Somebody who reads a log while it is being written. */
export interface LogFollower {
  /** Passes on what is still missing, then no more. Rejects where `write` threw. */
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
    for (const chunk of readAppended(file, offset)) {
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
function* readAppended(file: string, offset: number): Generator<Chunk, void> {
  const log = openIfLog(file, "read");
  if (log === undefined) return;
  try {
    const { size } = fstatSync(log);
    for (let start = size < offset ? 0 : offset; start < size;) {
      const bytes = Buffer.alloc(Math.min(CHUNK_BYTES, size - start));
      const read = readSync(log, bytes, 0, bytes.length, start);
      if (read === 0) return;
      start += read;
      yield { bytes: bytes.subarray(0, read), end: start };
    }
  } finally {
    closeSync(log);
  }
}
