/** What a head's own commits hold, also where it is gone again in the head: it becomes part of the history all the same. */
import type { CommitRange } from "./bundle.ts";
import { readObjects } from "./cat-file.ts";
import { GitError } from "./git.ts";
import type { Limits } from "./limits.ts";
import type { Repository } from "./repository.ts";

/** More objects than any change has that could be reviewed: their names alone are more than this. */
const LIMITS: Limits = { bytes: 256 * 1024 * 1024, mebibytes: 1024, seconds: 300 };

/** The largest file on the way that is larger than it may be. */
export type LargeFile =
  | { readonly kind: "none" }
  | { readonly kind: "file"; readonly bytes: number }
  /** There is more on the way than can be looked through. */
  | { readonly kind: "endless" };

/** Looks for files that are larger than `most`, in bytes. */
export async function largestOnTheWay(
  repository: Repository,
  { head, claim }: CommitRange,
  most: number,
  limits: Limits = LIMITS,
): Promise<LargeFile> {
  const filter = [`--filter=blob:limit=${most + 1}`, "--filter-print-omitted", "--no-object-names"];
  const output = await listWay(repository, ["--objects", ...filter, head, `^${claim}`], limits);
  if (output === undefined) return { kind: "endless" };
  const names = output.toString("latin1").match(/(?<=^~)[0-9a-f]{40}$/gm) ?? [];
  if (names.length === 0) return { kind: "none" };
  const files = await readObjects(
    repository,
    names.map((name) => ({ want: "info", name })),
  );
  return { kind: "file", bytes: files.reduce((largest, file) => Math.max(largest, file?.bytes ?? 0), 0) };
}

/** Whether any commit on the way changes something at or below a path; undefined: there is more than can be looked through. */
export async function isTouchedOnTheWay(
  repository: Repository,
  { head, claim }: CommitRange,
  path: string,
  limits: Limits = LIMITS,
): Promise<boolean | undefined> {
  const args = ["--max-count=1", "--full-history", head, `^${claim}`, "--", `:(literal,top)${path}`];
  const output = await listWay(repository, args, limits);
  return output === undefined ? undefined : output.length > 0;
}

/** Undefined: git would need more for it than it may. */
async function listWay(repository: Repository, args: readonly string[], limits: Limits): Promise<Buffer | undefined> {
  try {
    return await repository.git.query(["rev-list", ...args], undefined, limits);
  } catch (error) {
    if (error instanceof GitError && error.isExceeded) return undefined;
    throw error;
  }
}
