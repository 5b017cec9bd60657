import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { Environment } from "./environment.ts";

/** A shorter value is too likely to be part of an ordinary word. */
const SHORTEST = 8;

/** Names that sound like a secret; whose commits they are is none. */
const SECRET_NAME = /TOKEN|SECRET|KEY|PASS|CREDENTIAL|AUTH(?!OR)/i;

/** What of an environment must not be seen: the values of names that sound like a secret, line by line, longest first. */
export function secretsIn(env: Environment): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value ?? ""] : []));
  const lines = values.flatMap((value) => value.split(/\r?\n/)).filter((line) => line.length >= SHORTEST);
  return [...new Set(lines)].toSorted((a, b) => b.length - a.length);
}

/** Overwrites secrets in a log that others append to. */
export interface LogMask {
  /** What was written since the last call; a secret that was written in two pieces too. */
  cover(): void;
}

const CHUNK_BYTES = 64 * 1024;

/** `from`: the byte where the part of interest begins. Nothing changes its place or length: each byte of a secret becomes `*`. */
export function createLogMask(file: string, secrets: readonly string[], from: number): LogMask {
  const needles = secrets.map((secret) => Buffer.from(secret));
  const overlap = Math.max(0, ...needles.map((needle) => needle.length - 1));
  let done = from;
  return {
    cover() {
      if (needles.length === 0) return;
      const log = openSync(file, "r+");
      try {
        const { size } = fstatSync(log);
        if (size < done) done = 0;
        for (let start = Math.max(0, done - overlap); start + overlap < size; start += CHUNK_BYTES) {
          coverChunk(log, start, Math.min(size - start, CHUNK_BYTES + overlap), needles);
        }
        done = size;
      } finally {
        closeSync(log);
      }
    },
  };
}

function coverChunk(log: number, start: number, length: number, needles: readonly Buffer[]): void {
  const bytes = Buffer.alloc(length);
  const text = bytes.subarray(0, readSync(log, bytes, 0, length, start));
  for (const needle of needles) {
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
      const stars = Buffer.alloc(needle.length, "*");
      stars.copy(text, at);
      writeSync(log, stars, 0, stars.length, start + at);
    }
  }
}
