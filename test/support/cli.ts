/** The command line program as a process of its own, made from the current source. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { removeFolder } from "../../src/agents/remove-folder.ts";
import { cliProgram } from "./programs.ts";

export interface CliOptions {
  readonly cwd: string;
  /** On top of an environment that holds nothing of the user's. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from stdin; by default nothing. */
  readonly input?: string;
  /** Closes the program's stdout after its first words, as `head` does. */
  readonly stopsReading?: boolean;
}

export interface CliResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs: to be watched, signalled or killed. */
export interface RunningCli {
  readonly pid: number;
  readonly finished: Promise<CliResult>;
  /** Resolves when what it printed fulfils a condition; rejects if it ends without that. */
  shows(what: string | RegExp | ((stdout: string, stderr: string) => boolean)): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<CliResult>;
}

/** Runs the program to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).finished;
}

export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(process.execPath, [cliProgram(), ...args], {
    cwd: options.cwd,
    env: { ...environment(), ...options.env },
    // A group of its own: Ctrl-C and kill of a test mean this process alone, as `kill` of a person does.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  running.add(child);
  const output = collect(child);
  if (options.stopsReading) child.stdout?.once("data", () => child.stdout?.destroy());
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.input ?? "");
  const finished = once(child, "close").then(() => {
    running.delete(child);
    return { code: child.exitCode, stdout: output.stdout, stderr: output.stderr };
  });
  return {
    pid: child.pid ?? 0,
    finished,
    shows: (what) => shows(child, output, what),
    end(signal) {
      child.kill(signal);
      return finished;
    },
  };
}

const running = new Set<ChildProcess>();

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  return output;
}

function shows(
  child: ChildProcess,
  output: { readonly stdout: string; readonly stderr: string },
  what: Parameters<RunningCli["shows"]>[0],
): Promise<void> {
  const holds = (): boolean => {
    if (typeof what === "function") return what(output.stdout, output.stderr);
    const all = output.stdout + output.stderr;
    return typeof what === "string" ? all.includes(what) : what.test(all);
  };
  return new Promise((resolve, reject) => {
    function check(): void {
      if (holds()) settle(resolve);
    }
    function closed(): void {
      settle(
        holds() ? resolve : () => reject(new Error(`it ended before it showed ${String(what)}:\n${output.stderr}`)),
      );
    }
    function settle(then: () => void): void {
      child.stdout?.off("data", check);
      child.stderr?.off("data", check);
      child.off("close", closed);
      then();
    }
    child.stdout?.on("data", check);
    child.stderr?.on("data", check);
    child.on("close", closed);
    if (child.exitCode !== null || child.signalCode !== null) closed();
    else check();
  });
}

/** Nothing of the user's but PATH: no git configuration, no state, no colours, no temporary files left behind. */
function environment(): Record<string, string> {
  const home = (sandbox ??= createSandbox());
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: join(home, "home"),
    TMPDIR: join(home, "tmp"),
    WORKSTREAMS_HOME: join(home, "state"),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

let sandbox: string | undefined;

/** One per test file; each repository has a folder of its own in it. */
function createSandbox(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "workstreams-cli-")));
  for (const name of ["home", "tmp", "state"]) mkdirSync(join(made, name));
  return made;
}

/** Where the program under test keeps worktrees and logs. */
export function stateFolder(): string {
  return environment()["WORKSTREAMS_HOME"] ?? "";
}

afterAll(async () => {
  for (const child of running) {
    const gone = once(child, "close");
    child.kill("SIGKILL");
    await gone;
  }
  if (sandbox !== undefined) await removeFolder(sandbox);
});
