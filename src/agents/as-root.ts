import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SYSTEM_PATH, systemProgram } from "./system-programs.ts";

const execute = promisify(execFile);

/** What to put before a program so that it runs as root; empty for root itself. `kept` names variables that reach it. */
export type Elevation = (kept?: readonly string[]) => readonly string[];

/** How this process becomes root without a password; undefined: it can't. */
export async function findElevation(): Promise<Elevation | undefined> {
  if (process.getuid?.() === 0) return () => [];
  try {
    await runProgram([...bySudo(), systemProgram("true")]);
    return bySudo;
  } catch {
    return undefined;
  }
}

function bySudo(kept: readonly string[] = []): readonly string[] {
  return [systemProgram("sudo"), "-n", `--preserve-env=${kept.join(",")}`, "--"];
}

/** Runs one of the system's own programs, see systemProgram; the answer is its output. Rejects where it does not exit with 0. */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await execute(program, args, { cwd: "/", env: { LC_ALL: "C", ...env, PATH: SYSTEM_PATH } });
  return stdout;
}
