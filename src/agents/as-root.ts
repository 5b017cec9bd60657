import { spawn } from "node:child_process";
import { SYSTEM_PATH, systemProgram } from "./system-programs.ts";

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

/** A program was started and did not exit with 0. */
class ProgramError extends Error {
  /** Undefined: it was ended by a signal. */
  readonly code: number | undefined;
  /** The end of what it said. */
  readonly stderr: string;

  constructor(program: string, code: number | null, stderr: string) {
    super(`${program} failed: ${stderr.trim()}`);
    this.code = code ?? undefined;
    this.stderr = stderr;
  }
}

/**
 * Runs one of the system's own programs, see systemProgram; the answer is its output. Rejects where it does not exit with 0.
 * However much it complains, it comes to its end.
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: "/",
      env: { LC_ALL: "C", ...env, PATH: SYSTEM_PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-MOST_COMPLAINT)));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(stdout) : reject(new ProgramError(program, code, stderr))));
  });
}

/** In characters: what matters of it is its end. */
const MOST_COMPLAINT = 16 * 1024;
