import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A user of whose processes none shall be left. */
export interface ProcessOwner {
  readonly name: string;
  readonly uid: number;
  /** Signals every process of the user in one step of the system, so that none can fork away from it. */
  signalAll(signal: "TERM" | "KILL"): Promise<void>;
  /** Kills these as root: no process of the user can be in its way. */
  kill(pids: readonly number[]): Promise<void>;
}

/** How long a killed process may take to vanish. */
const KILLED_WITHIN_MS = 30_000;
const WAIT_MS = 10;

/** Asks, kills after the grace, and waits until none is left. Rejects where one can't be ended. */
export async function endProcessesOf(owner: ProcessOwner, graceMs: number): Promise<void> {
  if (graceMs > 0 && listProcessesOf(owner.uid).length > 0) {
    await owner.signalAll("TERM");
    await untilGone(owner.uid, graceMs);
  }
  const start = performance.now();
  for (;;) {
    // Even where none is seen: one that forks and ends all the time may be overlooked.
    await owner.signalAll("KILL");
    await untilGone(owner.uid, 10 * WAIT_MS);
    const left = listProcessesOf(owner.uid);
    if (left.length === 0) return;
    if (performance.now() - start > KILLED_WITHIN_MS) {
      throw new Error(`processes ${left.join(", ")} of the user ${owner.name} can't be ended: end them by hand`);
    }
    await owner.kill(left);
  }
}

async function untilGone(uid: number, forMs: number): Promise<void> {
  const start = performance.now();
  while (listProcessesOf(uid).length > 0 && performance.now() - start < forMs) await sleep(WAIT_MS);
}

/** The pids of a user's processes; those that have ended and were not waited for don't count. Linux only. */
export function listProcessesOf(uid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^[1-9][0-9]*$/.test(name) && belongsTo(name, uid))
    .map(Number);
}

/** See proc_pid_status(5): the line of ids has the real, the effective, the saved and the file system's. */
function belongsTo(pid: string, uid: number): boolean {
  const status = readStatus(pid);
  const ids = /^Uid:\t(.*)$/m.exec(status)?.[1]?.split("\t") ?? [];
  return ids.includes(String(uid)) && !/^State:\t[ZX]/m.test(status);
}

/** Empty where the process is gone. */
function readStatus(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "latin1");
  } catch {
    return "";
  }
}
