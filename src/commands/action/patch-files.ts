/** The files of an artifact that carries an attempt's work: what it holds besides, nobody reads. */
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { settle } from "../../agents/log.ts";
import { readBundle } from "../../git/bundle.ts";
import type { Sha } from "../../state/facts.ts";
import type { Project } from "../project.ts";
import { firstLine } from "../salvage.ts";
import type { PatchStore, StoredPatch } from "./patches.ts";
import { withCommandsStopped } from "./say.ts";

export const BUNDLE_FILE = "work.bundle";
export const OUTPUT_FILE = "output.txt";

const LONGEST_OUTPUT = 64 * 1024;

/** A patch as the job before stored it. */
export interface ReceivedPatch {
  /** The end of the agent's output. */
  readonly output: string;
  /** Why the commits were not taken; undefined: they are in the repository now. */
  readonly refused: string | undefined;
}

/** Fetches a patch and takes its commits, as data: nothing of it is checked out or run. */
export async function receivePatch(
  project: Project,
  patches: PatchStore,
  stored: StoredPatch,
  commits: { readonly head: Sha; readonly claim: Sha } | undefined,
): Promise<ReceivedPatch> {
  const folder = join(project.paths.root, "received", stored.id);
  await mkdir(folder, { recursive: true });
  try {
    await withCommandsStopped(() => patches.download(stored, folder));
  } catch (error) {
    return { output: "", refused: `the artifact of the agent job can't be had: ${firstLine(error)}` };
  }
  const output = settle(await readStart(join(folder, OUTPUT_FILE)));
  if (commits === undefined) return { output, refused: undefined };
  const taken = await readBundle(project.repository, join(folder, BUNDLE_FILE), commits);
  return { output, refused: taken.kind === "ok" ? undefined : taken.why };
}

/** Empty where there is no such file. */
async function readStart(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return "";
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(LONGEST_OUTPUT) });
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
