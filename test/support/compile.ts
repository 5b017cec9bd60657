import { mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";

/** A TypeScript file made into one that plain Node runs, for tests that need processes of their own. */
export interface Compiled {
  readonly file: string;
  remove(): Promise<void>;
}

/** `entry` is a path from the project's root. Types are not checked here. */
export async function compile(entry: string): Promise<Compiled> {
  // Below node_modules, so that imports of packages are found from there.
  const directory = await mkdtemp(resolve("node_modules", ".compiled-"));
  const options = ["--ignoreConfig", "--noCheck", "--skipLibCheck", "--rewriteRelativeImportExtensions"];
  const target = ["--module", "nodenext", "--target", "es2023", "--types", "node"];
  await execa("tsc", [...options, ...target, "--rootDir", ".", "--outDir", directory, entry], { preferLocal: true });
  const file = join(directory, entry.replace(/\.ts$/, ".js"));
  return { file, remove: () => rm(directory, { recursive: true, force: true }) };
}
