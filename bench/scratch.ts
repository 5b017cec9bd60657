import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initRepository } from "../src/git/init.ts";

/** Gives `use` a folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "workstreams-bench-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A file of a plan: its name below workstreams/ and its text. */
export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/** Makes a repository at `directory` whose one commit on `main` holds the plan. */
export async function writePlan(directory: string, files: readonly PlanFile[]): Promise<void> {
  const folder = join(directory, "workstreams");
  await mkdir(folder, { recursive: true });
  for (const { name, text } of files) await writeFile(join(folder, name), text);
  await initRepository(directory, { branch: "main", message: "Plan", settings: {} });
}
