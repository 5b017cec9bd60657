import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { endProcesses } from "./end-processes.ts";
import type { ProcessSet } from "./end-processes.ts";
import { liveness, thisProcess } from "./liveness.ts";
import { readProcess } from "./processes.ts";

/** What a group's file holds while its program runs. */
const GroupRecord = z.object({
  /** Of the group's first process. Never 1: signals to "group 1" go to every process there is. */
  pid: z.int().min(2),
  startTime: z.string(),
  /** What its processes carry in their environment. */
  mark: z.string().min(1),
  /** The process that started the group. */
  supervisor: z.object({
    kind: z.literal("local"),
    host: z.string(),
    pid: z.int(),
    startTime: z.string(),
    bootId: z.string(),
  }),
});
type GroupRecord = z.infer<typeof GroupRecord>;

/**
 * - `none`: nothing is recorded, or nothing of it runs any more.
 * - `ended`: something still ran; now it does not.
 * - `supervised`: the process that started the group is alive, or on another machine, and ends it; nothing was done.
 */
export type LeftoverResult = "none" | "ended" | "supervised";

/** Writes down a group that has not done anything yet, so that the next run can end what is left of it. */
export function recordGroup(file: string, pid: number, mark: string): void {
  const leader = readProcess(pid);
  if (leader.kind !== "running") return;
  const record: GroupRecord = { pid, startTime: leader.startTime, mark, supervisor: thisProcess() };
  mkdirSync(dirname(file), { recursive: true });
  // Renamed into its place so that nobody reads half a record.
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}

/** The group is over. */
export function forgetGroup(file: string): void {
  rmSync(file, { force: true });
}

/**
 * Ends what a dead process left running of the group that it recorded in `file`, and forgets the group. A process that
 * only has the pid of one of ours is never touched. Rejects where something can't be ended.
 */
export async function killLeftovers(file: string, graceMs: number): Promise<LeftoverResult> {
  const record = readRecord(file);
  if (record === undefined) return "none";
  if (liveness(record.supervisor) !== "dead") return "supervised";
  const ended = isThisBoot(record) && (await endProcesses(findOurs(record), graceMs));
  forgetGroup(file);
  return ended ? "ended" : "none";
}

/** The first process proves that the group is ours. Without it, only processes that carry the mark are. */
function findOurs(record: GroupRecord): ProcessSet {
  const leader = readProcess(record.pid);
  const ours = leader.kind === "running" && leader.startTime === record.startTime;
  return { group: ours ? record.pid : undefined, mark: record.mark };
}

function isThisBoot(record: GroupRecord): boolean {
  return record.supervisor.bootId === thisProcess().bootId;
}

/** A file that is no record of ours says nothing. */
function readRecord(file: string): GroupRecord | undefined {
  try {
    return GroupRecord.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}
