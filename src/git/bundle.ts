/** Patches as files: commits that go from one job to the next. */
import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Sha } from "../state/facts.ts";
import { readBundleHeader } from "./bundle-header.ts";
import { GitError } from "./git.ts";
import type { Git } from "./git.ts";
import { takeObjects } from "./quarantine.ts";
import type { Taking } from "./quarantine.ts";
import type { Repository } from "./repository.ts";
import { TEMPORARY_REF, withRef } from "./temporary-ref.ts";

/** The commits of one attempt: those of `head` that `claim` lacks. */
export interface CommitRange {
  readonly head: Sha;
  readonly claim: Sha;
}

/** Writes the commits into `file`, for who has the claim already. That there is none is a bug of the caller. */
export async function writeBundle(repository: Repository, { head, claim }: CommitRange, file: string): Promise<void> {
  if (head === claim) throw new Error(`there is nothing to bundle: the head is the claim itself, ${claim}`);
  await withRef(repository, head, (ref) =>
    repository.git.write(["bundle", "create", "--quiet", "--version=2", resolve(file), ref, `^${claim}`]),
  );
}

const MEBIBYTE = 1024 * 1024;
const MAX_BYTES = 512 * MEBIBYTE;

/**
 * Takes the commits from a file that anybody may have written into the repository, as objects only: no ref is made,
 * nothing is checked out. Afterwards `head` is there, is well formed with all that is new in it, and descends from
 * `claim`; or nothing was taken.
 */
export async function readBundle(
  repository: Repository,
  file: string,
  range: CommitRange,
  maxBytes = MAX_BYTES,
): Promise<Taking> {
  const why = (await checkFile(file, maxBytes)) ?? (await checkHeader(file, range.head));
  if (why !== undefined) return { kind: "refused", why };
  return takeObjects(repository, resolve(file), range.claim, (git) => checkDescent(git, range));
}

/** Why it is not even opened. */
export async function checkFile(file: string, maxBytes = MAX_BYTES): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) return "there is no such file";
  if (!found.isFile()) return "it is not a regular file";
  if (found.size <= maxBytes) return undefined;
  return `it has ${Math.ceil(found.size / MEBIBYTE)} MiB: no more than ${Math.floor(maxBytes / MEBIBYTE)} are taken`;
}

async function checkHeader(file: string, head: Sha): Promise<string | undefined> {
  const refs = await readBundleHeader(file);
  if (refs === undefined) return "it is no bundle of git, or not of version 2";
  const [ref] = refs;
  if (refs.length !== 1 || ref === undefined) return `it holds ${refs.length} refs instead of one`;
  if (!TEMPORARY_REF.test(ref.name)) return "it holds a ref with a name that we don't give";
  return ref.sha === head ? undefined : `it ends in ${ref.sha} instead of ${head}`;
}

async function checkDescent(git: Git, { head, claim }: CommitRange): Promise<string | undefined> {
  if (head === claim) return "it has no commit on top of the claim";
  try {
    // A tag of a commit would do for what follows.
    if ((await git.read(["cat-file", "-t", head])).trimEnd() !== "commit") return `${head} is no commit`;
    await git.read(["merge-base", "--is-ancestor", claim, head]);
    return undefined;
  } catch (error) {
    if (!(error instanceof GitError) || error.exitCode === undefined) throw error;
    return error.exitCode === 1 ? "its head does not descend from the claim" : `${head} is not in it`;
  }
}
