import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Inside the project, so that the compiled files find its packages. */
const CACHE = join(ROOT, "node_modules/.cache/test-scripts");
/** What tsconfig.build.json says about modules, without the check of types, which is another script's business. */
const FLAGS =
  "--ignoreConfig --noCheck --types node --target es2023 --module nodenext --rewriteRelativeImportExtensions".split(
    " ",
  );

const compiled = new Map<string, string>();
let folder: string | undefined;

/**
 * Runs a TypeScript file in a Node process of its own, to be killed or to be measured. It and what it imports are
 * compiled with tsc on first use (0.2 s); call it inside a test file only.
 */
export function runScript(file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(process.execPath, [compileScript(file), ...args], options);
}

/** `file` is an absolute path in this project; the answer is that of the JavaScript made from it. */
export function compileScript(file: string): string {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const out = (folder ??= createFolder());
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, ...FLAGS, "--rootDir", ROOT, "--outDir", out, file], { cwd: ROOT });
  const made = join(out, relative(ROOT, file).replace(/\.ts$/, ".js"));
  compiled.set(file, made);
  return made;
}

/** One per test file, for test files run at the same time. */
function createFolder(): string {
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, "run-"));
  writeFileSync(join(made, "package.json"), JSON.stringify({ type: "module" }));
  return made;
}

afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
