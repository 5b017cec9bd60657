import type { Sha } from "../state/facts.ts";
import { GitError } from "./git.ts";
import type { Repository } from "./repository.ts";

/** A ref and the commit behind it. */
export interface Ref {
  /** In full, such as `refs/heads/main`. */
  readonly name: string;
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly message: string;
}

/** One move of a ref. The same `old` and `new` only check that the ref is still there. */
export interface RefUpdate {
  readonly ref: string;
  /** The commit that the ref must be at; `none`: it must not exist; undefined: anything. */
  readonly old: Sha | undefined;
  /** A commit, or `deleted`. */
  readonly new: Sha;
}

/**
 * The refs that have one of these full names or lie below one of them, ascending by name. It is no snapshot: refs that
 * move meanwhile are read before or after their move, each for itself.
 */
export async function readRefs(repository: Repository, prefixes: readonly string[]): Promise<readonly Ref[]> {
  const output = (await repository.git.query(["for-each-ref", FORMAT, ...prefixes])).toString();
  const refs: Ref[] = [];
  for (const record of output.split("\0\n").slice(0, -1)) {
    const [name = "", sha = "", parents = "", message = ""] = record.split("\0");
    refs.push({ name, sha, parents: parents === "" ? [] : parents.split(" "), message });
  }
  return refs;
}

/** The same refs as lines of name and object, for comparing: what they point to is not read. */
export async function listRefs(repository: Repository, prefixes: readonly string[]): Promise<string> {
  return repository.git.read(["for-each-ref", "--format=%(refname) %(objectname)", ...prefixes]);
}

const FORMAT = "--format=%(refname)%00%(objectname)%00%(parent)%00%(contents)%00";

/**
 * Moves all of the refs or none of them. `stale`: an expected old value did not hold, and nothing was moved. Anything
 * else rejects; a ref that another process has locked, after three seconds. `message` goes into the reflogs.
 */
export async function updateRefs(
  repository: Repository,
  updates: readonly RefUpdate[],
  message = "workstreams",
): Promise<"done" | "stale"> {
  // Without `start` and `commit`, an input cut off by our own death would be carried out as far as it came.
  const input = ["start", ...updates.flatMap(printUpdate), "prepare", "commit", ""].join("\0");
  try {
    await repository.git.write(["update-ref", "-m", message, "--stdin", "-z"], input);
    return "done";
  } catch (error) {
    if (error instanceof GitError && STALE.test(error.stderr)) return "stale";
    throw error;
  }
}

function printUpdate(update: RefUpdate): readonly string[] {
  const old = update.old === "none" ? NONE : (update.old ?? "");
  return update.new === "deleted" ? [`delete ${update.ref}`, old] : [`update ${update.ref}`, update.new, old];
}

const NONE = "0".repeat(40);
const STALE =
  /is at [0-9a-f]{40} but expected|reference already exists|reference is missing but expected|unable to resolve reference/;
