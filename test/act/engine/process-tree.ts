/** Ends processes with all that they started: act gives every step a session of its own. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { listProcesses } from "../../support/process-table.ts";

/** All that descend from a process, without itself. */
export function listDescendants(pid: number): readonly number[] {
  const rows = listProcesses();
  const found: number[] = [];
  const next = [pid];
  for (let parent = next.shift(); parent !== undefined; parent = next.shift()) {
    const children = rows.filter((row) => row.parent === parent).map((row) => row.pid);
    found.push(...children);
    next.push(...children);
  }
  return found;
}

/** At once and without a chance to clean up, as when a machine is lost. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** Processes that work in a folder or below; what outlived who started it is found so. */
export function listWorkingBelow(folder: string): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => isBelow(readWorkingFolder(pid), folder)).map(Number);
}

/** Whether the process was started with this variable. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${name}=${value}`);
  } catch {
    return false;
  }
}

function readWorkingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
