/** The program under measurement, as its users start it: a process of its own. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** The package's folder; this file is compiled to lib/bench/. */
export const ROOT = join(import.meta.dirname, "..", "..");

const BUNDLE = join(ROOT, "dist", "cli.js");

/** dist/cli.js as it is on disk, else what tsc has just made. */
export const PROGRAM = existsSync(BUNDLE) ? BUNDLE : join(ROOT, "lib", "src", "cli.js");

export function describeProgram(): string {
  if (PROGRAM === BUNDLE) return "measured: dist/cli.js as it is on disk (`npm run build` brings it up to date)";
  return "measured: lib/src/cli.js, because there is no dist/cli.js (`npm run build` makes it)";
}

/** Runs the program as `runNode` does; `cpu` is its own processor time in milliseconds, which others disturb less. */
export async function runMeasured(args: readonly string[], scratch: string): Promise<Finished & { cpu: number }> {
  const file = join(scratch, "cpu");
  const load = ["--import", join(import.meta.dirname, "cpu-usage.js")];
  const finished = await runNode([...load, PROGRAM, ...args], { env: { BENCH_CPU_FILE: file } });
  return { ...finished, cpu: Number(await readFile(file, "utf8")) };
}

/** A process that has ended. */
export interface Finished {
  /** From before its start to the end of its output. */
  readonly milliseconds: number;
  readonly exitCode: number | undefined;
  readonly stdout: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs Node with these arguments; an exit code of 2 or above, or a signal, is a fault of the bench and throws. */
export async function runNode(args: readonly string[], options: ProcessOptions = {}): Promise<Finished> {
  const start = performance.now();
  const result = await execa(process.execPath, args, { ...options, reject: false, maxBuffer: 2 ** 30 });
  const milliseconds = performance.now() - start;
  if (result.exitCode === undefined || result.exitCode > 1) throw new Error(`node ${args.join(" ")}: ${result.stderr}`);
  return { milliseconds, exitCode: result.exitCode, stdout: result.stdout };
}
