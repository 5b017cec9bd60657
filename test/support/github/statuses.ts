/** Commit statuses: kept for ever, the newest of each context counts. */
import type { Sha } from "../../../src/state/facts.ts";
import { Refusal } from "./refusal.ts";
import type { ServerContext } from "./context.ts";
import type { Actor, Repository, StatusRecord } from "./state.ts";

const LONGEST_DESCRIPTION = 140;
const MOST_OF_A_CONTEXT = 1000;

export function addStatus(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  sha: Sha,
  fields: Pick<StatusRecord, "context" | "state" | "description" | "targetUrl">,
): StatusRecord {
  const all = repository.statuses.get(sha) ?? [];
  if (Array.from(fields.description ?? "").length > LONGEST_DESCRIPTION) {
    throw invalid("description", `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`);
  }
  const same = all.filter((status) => status.context.toLowerCase() === fields.context.toLowerCase());
  if (same.length >= MOST_OF_A_CONTEXT) {
    throw invalid("base", "This SHA and context has reached the maximum number of statuses.");
  }
  const status = { ...fields, id: context.nextId(), creator: actor.login, createdAt: context.clock() };
  repository.statuses.set(sha, [...all, status]);
  return status;
}

function invalid(field: string, message: string): Refusal {
  return new Refusal(422, "Validation Failed", { errors: [{ resource: "Status", code: "custom", field, message }] });
}

/** By context in lower case, the one written last first. */
export function newestStatuses(repository: Repository, sha: Sha): ReadonlyMap<string, StatusRecord> {
  const newest = new Map<string, StatusRecord>();
  for (const status of (repository.statuses.get(sha) ?? []).toReversed()) {
    const key = status.context.toLowerCase();
    if (!newest.has(key)) newest.set(key, status);
  }
  return newest;
}

/** All contexts together: failure if any failed, pending if any is, or if there is none. */
export function combinedState(statuses: readonly StatusRecord[]): "failure" | "pending" | "success" {
  if (statuses.some(({ state }) => state === "failure" || state === "error")) return "failure";
  return statuses.length === 0 || statuses.some(({ state }) => state === "pending") ? "pending" : "success";
}
