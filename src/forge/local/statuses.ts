import type { Instant, Sha, Status } from "../../state/facts.ts";
import type { StatusWrite } from "../forge.ts";
import { checkDescription } from "../refusals.ts";
import type { ForgeState, StatusFile } from "./files.ts";
import type { Step } from "./step.ts";

/** Writes what differs, each commit's file once; of two for the same context the later one counts. */
export function writeStatuses(state: ForgeState, writes: readonly StatusWrite[], at: Instant): Step<void> {
  const files = new Map<Sha, StatusFile>();
  for (const write of writes) {
    checkDescription(write);
    const file = files.get(write.sha) ?? state.statuses.get(write.sha) ?? { sha: write.sha, statuses: [] };
    const old = file.statuses.find((status) => isSameContext(status.context, write.context));
    if (old?.state === write.state && old.description === write.description) continue;
    const { sha, ...status } = write;
    files.set(sha, { sha, statuses: [...file.statuses.filter((other) => other !== old), { ...status, at }] });
  }
  if (files.size === 0) return { answer: undefined };
  return { answer: undefined, change: { subject: "statuses", statuses: [...files.values()] } };
}

export function readStatuses(state: ForgeState): ReadonlyMap<Sha, ReadonlyMap<string, Status>> {
  return new Map([...state.statuses].map(([sha, file]) => [sha, readFile(file)]));
}

function readFile(file: StatusFile): ReadonlyMap<string, Status> {
  return new Map(file.statuses.map(({ context, state, description }) => [context, { state, description }]));
}

function isSameContext(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
