import { open } from "node:fs/promises";
import type { Sha } from "../state/facts.ts";

/** A commit that a bundle has under a name. */
export interface BundleRef {
  readonly name: string;
  readonly sha: Sha;
}

/** No bundle of ours has a longer one. */
const MAX_BYTES = 1024 * 1024;

/**
 * The refs in a bundle's header (gitformat-bundle(5)); undefined where it is none of version 2 as git writes it. Version
 * 3 may leave objects out, so it is not read.
 */
export async function readBundleHeader(file: string): Promise<readonly BundleRef[] | undefined> {
  const text = await readStart(file);
  const end = text.indexOf("\n\n");
  const [signature, ...lines] = end < 0 ? [] : text.slice(0, end).split("\n");
  if (signature !== "# v2 git bundle") return undefined;
  const first = lines.findIndex((line) => !PREREQUISITE.test(line));
  const refs = (first < 0 ? [] : lines.slice(first)).map(parseRef);
  return refs.every((ref) => ref !== undefined) ? refs : undefined;
}

/** The commit that one must have already, and its subject. */
const PREREQUISITE = /^-[0-9a-f]{40}(?: .*)?$/s;
const REF = /^([0-9a-f]{40}) (\S+)$/;

function parseRef(line: string): BundleRef | undefined {
  const [, sha, name] = REF.exec(line) ?? [];
  return sha === undefined || name === undefined ? undefined : { sha, name };
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
