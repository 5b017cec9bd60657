import type { Sha } from "../../../../src/state/facts.ts";
import type { ServerContext } from "../context.ts";
import type { Repository } from "../state.ts";
import { repositoryUrl } from "./repository.ts";

/** One changed file, as git tells it. */
export interface FileChange {
  readonly path: string;
  /** Where it was, of a renamed one. */
  readonly previous: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  readonly blob: Sha;
  readonly additions: number;
  readonly deletions: number;
}

const STATUSES: Readonly<Record<string, FileChange["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};

/** What `head` changes since it left `base`: three dots. */
export async function readChanges(repository: Repository, base: Sha, head: Sha): Promise<readonly FileChange[]> {
  const range = `${base}...${head}`;
  const [raw, counts] = await Promise.all([
    repository.store.git("diff", "--raw", "--no-abbrev", "-M", "-z", range),
    repository.store.git("diff", "--numstat", "-M", "-z", range),
  ]);
  const lines = readCounts(counts);
  const fields = raw.split("\0");
  const changes: FileChange[] = [];
  while (fields.length > 1) {
    const [, , , blob = "", code = ""] = (fields.shift() ?? "").split(" ");
    const first = fields.shift() ?? "";
    const moved = code.startsWith("R") || code.startsWith("C");
    const path = moved ? (fields.shift() ?? "") : first;
    const [additions = 0, deletions = 0] = lines.get(path) ?? [];
    const status = STATUSES[code.charAt(0)] ?? "changed";
    changes.push({ path, previous: moved ? first : undefined, status, blob, additions, deletions });
  }
  return changes;
}

/** Lines added and deleted, by the new path; of a binary file none. */
function readCounts(output: string): ReadonlyMap<string, readonly [number, number]> {
  const fields = output.split("\0");
  const counts = new Map<string, readonly [number, number]>();
  while (fields.length > 1) {
    const [added = "", deleted = "", path = ""] = (fields.shift() ?? "").split("\t");
    const renamed = path === "" ? fields.splice(0, 2) : [];
    counts.set(renamed[1] ?? path, [Number(added) || 0, Number(deleted) || 0]);
  }
  return counts;
}

/** GitHub's `diff-entry`, without the patch. */
export function diffEntry(
  context: ServerContext,
  repository: Repository,
  head: Sha,
  change: FileChange,
): Record<string, unknown> {
  const path = change.path.split("/").map(encodeURIComponent).join("/");
  const web = `${context.url}/${repository.fullName}`;
  return {
    sha: change.blob,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${web}/blob/${head}/${path}`,
    raw_url: `${web}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(context, repository)}/contents/${path}?ref=${head}`,
    ...(change.previous === undefined ? {} : { previous_filename: change.previous }),
  };
}
