import { setTimeout as sleep } from "node:timers/promises";
import { findMarked, isGroupRunning, signalProcess } from "./processes.ts";
import type { WorkUser } from "./work-user.ts";

/** The environment variable by which processes that left their group are found again (Linux). */
export const MARK = "WORKSTREAM_MARK";

/** What one supervised program started. */
export interface ProcessSet {
  /** A process group, by the pid of its first process. */
  readonly group: number | undefined;
  /** The value of `MARK` in their environment, another one for each supervised program. */
  readonly mark: string;
  /** Where it ran as another user: all of that user's processes. We may not be allowed to signal them ourselves. */
  readonly user?: WorkUser | undefined;
}

/** How long a killed process may take to vanish: the system may be busy writing what it left. */
const KILLED_WITHIN_MS = 30_000;
const LONGEST_WAIT_MS = 50;

/**
 * Asks processes to end, kills them after the grace, and waits until none is left, so that nobody writes any more. The
 * answer says whether there were any. Rejects where one can't be ended: it is another user's, or the system holds it.
 */
export async function endProcesses(processes: ProcessSet, graceMs: number): Promise<boolean> {
  await processes.user?.endAll(graceMs);
  const asked = new Set<number>();
  const killFrom = performance.now() + graceMs;
  for (let wait = 1; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const left = findLeft(processes);
    if (left.length === 0) return asked.size > 0;
    const late = performance.now() - killFrom;
    if (late > KILLED_WITHIN_MS) throw new Error(`${print(left)} can't be ended: end it by hand, then run again`);
    for (const pid of left) {
      if (late >= 0) signalProcess(pid, "SIGKILL");
      else if (!asked.has(pid)) signalProcess(pid, "SIGTERM");
      asked.add(pid);
    }
    await sleep(wait);
  }
}

/** What still runs, as `kill` takes it: the group as one negative number, and each process outside of it. */
function findLeft({ group, mark }: ProcessSet): readonly number[] {
  const strays = findMarked(MARK, mark, group);
  return group !== undefined && isGroupRunning(group) ? [-group, ...strays] : strays;
}

function print(left: readonly number[]): string {
  return left.map((pid) => (pid < 0 ? `process group ${-pid}` : `process ${pid}`)).join(", ");
}
