import { closeSync, fstatSync, writeSync } from "node:fs";
import type { AcceptanceTest } from "../plan/workstream.ts";
import type { AgentResult } from "./agent.ts";
import { agentEnvironment } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { openLog } from "./log-file.ts";
import { TAIL_CHARACTERS, readTail, settle } from "./log.ts";
import { supervise } from "./supervise.ts";
import type { WorkUser } from "./work-user.ts";

/** Which tests to run, and where. */
export interface AcceptanceOptions {
  readonly tests: readonly AcceptanceTest[];
  /** A fresh worktree of the delivered commit. */
  readonly directory: string;
  /** Our own environment. The tests run what an agent wrote, so they see the harmless part of it only. */
  readonly environment: Environment;
  readonly logFile: string;
  /** Where the running test's process group is recorded, see leftovers.ts. */
  readonly groupFile?: string;
  /** For each command by itself. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Who they run as; without it: we ourselves. */
  readonly user?: WorkUser;
}

export type AcceptanceResult =
  /** `commands`: how many ran; 0 where no test is a command. */
  | { readonly kind: "passed"; readonly commands: number }
  /** The first that did not exit with 0; those after it were not run. `output` is the end of what it printed. */
  | {
      readonly kind: "failed";
      readonly command: string;
      readonly result: AgentResult;
      readonly output: string;
    }
  /** `signal` was aborted. */
  | { readonly kind: "stopped" };

const GRACE_MS = 2_000;

/** Runs the tests that are commands, in their order, until one fails. Lines for the reviewer are never run. */
export async function runAcceptance(options: AcceptanceOptions): Promise<AcceptanceResult> {
  const commands = options.tests.flatMap((test) => (test.kind === "command" ? [test.command] : []));
  for (const command of commands) {
    const from = logCommand(options.logFile, command);
    const result = await runTest(command, options);
    if (result.kind === "stopped") return { kind: "stopped" };
    if (result.kind === "exited" && result.code === 0) continue;
    return {
      kind: "failed",
      command,
      result,
      output: readTail(options.logFile, TAIL_CHARACTERS, from),
    };
  }
  return { kind: "passed", commands: commands.length };
}

function runTest(command: string, options: AcceptanceOptions): Promise<AgentResult> {
  const { directory, environment, logFile, groupFile, timeoutMs, signal, user } = options;
  return supervise({
    argv: ["/bin/sh", "-c", command, "acceptance-test"],
    cwd: directory,
    env: agentEnvironment(environment, []),
    logFile,
    ...(groupFile === undefined ? {} : { groupFile }),
    timeoutMs,
    graceMs: GRACE_MS,
    signal,
    ...(user === undefined ? {} : { user }),
  });
}

/** Shows in the log where the command's output begins; the answer is that place, in bytes. */
function logCommand(logFile: string, command: string): number {
  const log = openLog(logFile);
  try {
    writeSync(log, `$ ${settle(command)}\n`);
    return fstatSync(log).size;
  } finally {
    closeSync(log);
  }
}
