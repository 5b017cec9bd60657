/** What `ps` says of processes: not our own code, which is under test here. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/** All processes that have not ended. */
export function listProcesses(): readonly ProcessRow[] {
  const output = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,args="], { encoding: "utf8" });
  return output
    .trim()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match === null || match[4]?.startsWith("Z")
        ? []
        : { pid: Number(match[1]), parent: Number(match[2]), group: Number(match[3]), command: match[5] ?? "" },
    );
}

export function isRunning(pid: number): boolean {
  return listProcesses().some((row) => row.pid === pid);
}

/** Waits until a condition holds; rejects after ten seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400; turn++) {
    if (holds()) return;
    await sleep(25);
  }
  throw new Error(`still not: ${what}`);
}

/** The pid that a program wrote into a file, followed by a newline. */
export async function readPid(file: string): Promise<number> {
  await until(`${file} holds a pid`, () => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
  return Number(readFileSync(file, "utf8"));
}
