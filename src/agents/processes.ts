/** What the system says of processes: /proc on Linux, `ps` elsewhere. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { SYSTEM_PATH } from "./system-programs.ts";

/** Whether a process is there, and since when. */
export type ProcessFact =
  | { readonly kind: "running"; readonly startTime: string }
  /** It is not there, or it has ended and only waits for its parent to notice. */
  | { readonly kind: "gone" }
  /** It belongs to another user, and the system hides when it started. */
  | { readonly kind: "hidden" };

/** `/proc` of Linux; elsewhere what only `/proc` tells is not known. */
export const hasProc = process.platform === "linux";

/** The start time is without blanks and, on one boot of one machine, tells processes with the same pid apart. */
export function readProcess(pid: number): ProcessFact {
  if (signalProcess(pid, 0) === "gone") return { kind: "gone" };
  if (!hasProc) return readPs(pid);
  const stat = readStat(pid);
  if (stat === undefined) return signalProcess(pid, 0) === "gone" ? { kind: "gone" } : { kind: "hidden" };
  return stat.ended ? { kind: "gone" } : { kind: "running", startTime: stat.startTime };
}

/** A negative pid is a process group. `denied`: what is there belongs to another user, or has ended (macOS). */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): "sent" | "gone" | "denied" {
  try {
    process.kill(pid, signal);
    return "sent";
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH" ? "gone" : "denied";
  }
}

/** Whether anything of a process group still runs: who has ended and was not waited for does not count. */
export function isGroupRunning(group: number): boolean {
  const answer = signalProcess(-group, 0);
  if (answer === "gone") return false;
  if (!hasProc) return answer === "sent";
  for (const pid of eachPid()) {
    const stat = readStat(pid);
    if (stat?.group === group && !stat.ended) return true;
  }
  return false;
}

/**
 * Processes of this user that were started with `name=value` in their environment, wherever they went since, except
 * for those in `group`. A program can hide from this by rewriting its environment. Linux only; elsewhere empty.
 */
export function findMarked(name: string, value: string, group: number | undefined): readonly number[] {
  if (!hasProc) return [];
  const mark = Buffer.from(`\0${name}=${value}\0`);
  const found: number[] = [];
  for (const pid of eachPid()) {
    const environment = pid === process.pid ? undefined : readProcFile(pid, "environ");
    if (environment === undefined || !Buffer.concat([NUL, environment]).includes(mark)) continue;
    if (group === undefined || readStat(pid)?.group !== group) found.push(pid);
  }
  return found;
}

const NUL = Buffer.from("\0");

interface Stat {
  readonly group: number;
  readonly startTime: string;
  readonly ended: boolean;
}

/** See proc_pid_stat(5). The second field is the program's name, in parentheses and with any character in it. */
function readStat(pid: number): Stat | undefined {
  const text = readProcFile(pid, "stat")?.toString("latin1");
  if (text === undefined) return undefined;
  const [state = "", , group, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // The start time is field 22 and `rest` begins at field 6.
  return { group: Number(group), startTime: rest[16] ?? "", ended: state === "Z" || state === "X" };
}

function readPs(pid: number): ProcessFact {
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC", PATH: SYSTEM_PATH };
  try {
    const text = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      env,
      encoding: "utf8",
    });
    const [state = "", ...started] = text.trim().split(/\s+/);
    return state.startsWith("Z") ? { kind: "gone" } : { kind: "running", startTime: started.join("_") };
  } catch {
    return { kind: "gone" };
  }
}

/** A process that forks and ends while we look must not escape, so the list is read until nobody new is on it. */
function* eachPid(): Generator<number, void> {
  const seen = new Set<number>();
  for (let fresh = listPids(); fresh.length > 0; fresh = listPids().filter((pid) => !seen.has(pid))) {
    for (const pid of fresh) {
      seen.add(pid);
      yield pid;
    }
  }
}

function listPids(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^[1-9][0-9]*$/.test(name))
    .map(Number);
}

/** Undefined where the process is gone or hidden. */
function readProcFile(pid: number, name: "stat" | "environ"): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`);
  } catch {
    return undefined;
  }
}
