import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { closeSync, existsSync, fchmodSync, fstatSync } from "node:fs";
import type { AgentResult } from "./agent.ts";
import { endProcesses, MARK } from "./end-processes.ts";
import { SHELL_NAME, startHeld } from "./held-program.ts";
import type { Exit, HeldProgram, Program } from "./held-program.ts";
import { forgetGroup, recordGroup } from "./leftovers.ts";
import { guardLog } from "./log-guard.ts";
import { openLog } from "./log-file.ts";
import { readTail } from "./log.ts";
import { secretsIn } from "./mask.ts";
import { startWatcher } from "./watcher.ts";
import type { Watcher } from "./watcher.ts";
import type { WorkUser } from "./work-user.ts";

/** A program to run, and its limits. */
export interface SuperviseOptions extends Program {
  /** stdout and stderr are appended to it, in the order in which they came. */
  readonly logFile: string;
  /** Where the process group is recorded while it runs, see leftovers.ts. */
  readonly groupFile?: string;
  /** It is ended when it has written more into its log; without it: 512 MiB. */
  readonly mostLogBytes?: number;
  readonly timeoutMs: number;
  /** Between the request to end and the kill. */
  readonly graceMs: number;
  readonly signal: AbortSignal;
  /** Who it runs as, one program at a time: at its end all processes of the user are ended. Without it: we ourselves. */
  readonly user?: WorkUser;
}

/**
 * Runs a program in a process group of its own. Whatever ends it, everything that it started is ended too: when the
 * answer comes nobody of it runs any more. If this process dies, a watcher ends the group. The program is held at a
 * gate until its group is watched and recorded, so that at no moment it is nobody's. Secrets of its environment that it
 * prints are overwritten in the log.
 *
 * This is the one door through which agents' programs are started. It uses `spawn` itself because execa has no say over
 * descriptors that the child inherits, and its pipes stay open as long as any grandchild holds them.
 */
export async function supervise(options: SuperviseOptions): Promise<AgentResult> {
  if (options.signal.aborted) return { kind: "stopped" };
  if (!existsSync(options.cwd)) return refused(`its working directory ${options.cwd} does not exist`);
  const log = openLog(options.logFile);
  try {
    const logged = fstatSync(log).size;
    const mark = randomUUID();
    const program = await startHeld(asUser(options, { ...options.env, [MARK]: mark }, log), log);
    if (typeof program === "string") return refused(program);
    const guard = guardLog(options.logFile, secretsIn(options.env), logged, options.mostLogBytes);
    const result = await runWatched(program, mark, guard.full, options).finally(() => guard.end());
    return result.kind === "exited" ? explainExit(result, options.logFile, logged) : result;
  } finally {
    closeSync(log);
  }
}

function asUser(options: SuperviseOptions, env: Record<string, string>, log: number): Program {
  if (options.user === undefined) return { ...options, env };
  // Programs also open their output by name, as /dev/stderr. Who can't enter the log's folder can't open it otherwise.
  fchmodSync(log, 0o622);
  return { ...options, ...options.user.wrap(options.argv, env) };
}

async function runWatched(
  program: HeldProgram,
  mark: string,
  full: AbortSignal,
  options: SuperviseOptions,
): Promise<AgentResult> {
  const { groupFile, timeoutMs, graceMs, signal, user } = options;
  let watcher: Watcher | undefined;
  try {
    watcher = await startWatcher(program.pid);
    if (watcher === undefined) return refused("the system refuses to start another process");
    if (groupFile !== undefined) recordGroup(groupFile, program.pid, mark);
    if (signal.aborted) return { kind: "stopped" };
    program.open();
    return await firstEnd(program.exited, timeoutMs, { signal, full });
  } finally {
    program.close();
    await endProcesses({ group: program.pid, mark, user }, graceMs).finally(() => watcher?.stop());
    await program.exited;
    if (groupFile !== undefined) forgetGroup(groupFile);
  }
}

/** Timers can't be longer; it is 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What comes first: the program's exit, its time limit, the request to stop, or too much output. */
function firstEnd(
  exited: Promise<Exit>,
  timeoutMs: number,
  { signal, full }: { readonly signal: AbortSignal; readonly full: AbortSignal },
): Promise<AgentResult> {
  return new Promise((resolve) => {
    const giveUp = () => settle({ kind: "timed-out", minutes: timeoutMs / 60_000 });
    const stop = () => settle({ kind: "stopped" });
    const overflow = () => settle({ kind: "signalled", signal: "SIGXFSZ: its output is too long" });
    const limit = setTimeout(giveUp, Math.min(timeoutMs, LONGEST_TIMER_MS));
    function settle(result: AgentResult): void {
      clearTimeout(limit);
      signal.removeEventListener("abort", stop);
      full.removeEventListener("abort", overflow);
      resolve(result);
    }
    // Many agents listen to one signal; Node takes more than ten listeners for a leak.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", stop);
    full.addEventListener("abort", overflow);
    void exited.then(settle);
  });
}

/**
 * The shell's own codes for a program that it can't start may also be the program's, or come after work that was done. It
 * was the shell, and nothing else ran, if its message is all of this run's output.
 */
function explainExit(exit: Extract<Exit, { kind: "exited" }>, logFile: string, logged: number): AgentResult {
  if (exit.code !== 126 && exit.code !== 127) return exit;
  const message = SHELL_MESSAGE.exec(readTail(logFile, 2_000, logged))?.[1];
  return message === undefined ? exit : { kind: "not-started", message };
}

/** `name: 1: exec: program: not found` of dash, `name: line 1: program: command not found` of bash. */
const SHELL_MESSAGE = new RegExp(`^${SHELL_NAME}: (?:(?:line )?[0-9]+: )?(?:exec: )?(.+)$`);

function refused(message: string): AgentResult {
  return { kind: "not-started", message, cause: "machine" };
}
