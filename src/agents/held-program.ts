import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { Writable } from "node:stream";

/** What to start. */
export interface Program {
  /** The program and its arguments; a program without a slash is looked for in the PATH of `env`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads on stdin; without it: nothing. */
  readonly stdinFile?: string;
}

/** A program that waits at a gate, as the first of a process group of its own. */
export interface HeldProgram {
  readonly pid: number;
  /** How the program ended; a program that was never let in ends with 1. */
  readonly exited: Promise<Exit>;
  /** Lets the program start. */
  open(): void;
  /** Where it was not opened the program never starts. It closes by itself when our process dies. */
  close(): void;
}

export type Exit =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string };

/** What the shell calls itself when it can't start the program: its message in the log begins with this. */
export const SHELL_NAME = "workstreams-agent";

/** Waits for one line on descriptor 3, closes it, and becomes the program. Without the line the program never starts. */
const GATE = 'read -r _ <&3 && exec 3<&- && exec "$@"';

/** Both outputs go to the descriptor `log`. The answer is the system's message where it refuses to start anything. */
export async function startHeld(program: Program, log: number): Promise<HeldProgram | string> {
  const stdin = openSync(program.stdinFile ?? "/dev/null", "r");
  try {
    const child = spawn("/bin/sh", ["-c", GATE, SHELL_NAME, ...program.argv], {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: [stdin, log, log, "pipe"],
    });
    if (child.pid !== undefined) return hold(child, child.pid);
    return await new Promise((resolve) => {
      child.once("error", (error) => resolve(printRefusal(error)));
    });
  } catch (error) {
    // Some refusals are thrown instead.
    if (error instanceof Error && error.message.startsWith("spawn ")) return printRefusal(error);
    throw error;
  } finally {
    closeSync(stdin);
  }
}

function printRefusal(error: Error): string {
  const size = error.message.endsWith("E2BIG") ? ": its arguments and environment are too large together" : "";
  return `the system refuses to start it (${error.message})${size}`;
}

function hold(child: ChildProcess, pid: number): HeldProgram {
  const gate = child.stdio[3];
  if (!(gate instanceof Writable)) throw new Error("the gate's descriptor is not a pipe");
  // Writing to a program that ended at its gate fails; how it ended is told by `exited`.
  gate.on("error", () => undefined);
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(code === null ? { kind: "signalled", signal: signal ?? "unknown" } : { kind: "exited", code });
    });
  });
  return { pid, exited, open: () => gate.end("\n"), close: () => gate.destroy() };
}
