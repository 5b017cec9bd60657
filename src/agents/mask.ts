import { fstatSync, readSync, writeSync } from "node:fs";
import type { Environment } from "./environment.ts";
import { withLog } from "./log-file.ts";

/** A shorter value is too likely to be part of an ordinary word. */
const SHORTEST = 8;

/** Names that sound like a secret; whose commits they are is none. */
const SECRET_NAME = /TOKEN|SECRET|KEY|PASS|CREDENTIAL|HEADER|AUTH(?!OR)/i;

/** The password of an address, whatever the variable is called: `https://user:password@host`. */
const URL_PASSWORD = /:\/\/[^/\s:@]*:([^/\s@]+)@/g;

/** What of an environment must not be seen: the values of names that sound like a secret, line by line, longest first. */
export function secretsIn(env: Environment): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value = ""]) => [
    ...(SECRET_NAME.test(name) ? [value] : []),
    ...Array.from(value.matchAll(URL_PASSWORD), ([, password = ""]) => password),
  ]);
  const lines = values.flatMap((value) => value.split(/\r?\n/)).filter((line) => line.length >= SHORTEST);
  return withJsonForms(lines).toSorted((a, b) => b.length - a.length);
}

/** Most CLIs print JSON. */
function withJsonForms(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))];
}

/** The same text with each secret as stars. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, "*".repeat(secret.length)), text);
}

/** Overwrites secrets in a log that others append to. */
export interface LogMask {
  /**
   * Some of what was written since the last call, a secret that was written in two pieces too. The answer is whether there
   * is more to cover.
   */
  cover(): boolean;
}

const CHUNK_BYTES = 64 * 1024;

/** In one call, so that nobody else waits long. */
const MOST_CHUNKS = 256;

/** `from`: the byte where the part of interest begins. Nothing changes its place or length: each byte of a secret becomes `*`. */
export function createLogMask(file: string, secrets: readonly string[], from: number): LogMask {
  const needles = secrets.map((secret) => Buffer.from(secret));
  const overlap = Math.max(0, ...needles.map((needle) => needle.length - 1));
  let done = from;
  return {
    cover() {
      if (needles.length === 0) return false;
      return withLog(file, "change", coverNext) ?? false;
    },
  };

  function coverNext(log: number): boolean {
    const { size } = fstatSync(log);
    if (size < done) done = 0;
    const end = Math.min(size, done + MOST_CHUNKS * CHUNK_BYTES);
    for (let start = Math.max(0, done - overlap); start < end; start += CHUNK_BYTES) {
      coverChunk(log, start, Math.min(end - start, CHUNK_BYTES + overlap), needles);
    }
    done = end;
    return done < size;
  }
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
