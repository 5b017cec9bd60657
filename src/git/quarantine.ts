import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sha } from "../state/facts.ts";
import { complaintOf } from "./complaint.ts";
import { GitError } from "./git.ts";
import type { Git } from "./git.ts";
import type { Limits } from "./limits.ts";
import type { Repository } from "./repository.ts";
import { withRef } from "./temporary-ref.ts";

/** Whether a bundle's objects are in the repository now; `why` is a sentence about the bundle. */
export type Taking = { readonly kind: "ok" } | { readonly kind: "refused"; readonly why: string };

/** Looks at the new objects, together with the repository's; the answer is why they are not taken. */
export type Check = (git: Git) => Promise<string | undefined>;

/**
 * Takes a bundle's objects, and nothing else of it, into the repository: none of them before all have passed git's own
 * strict check (git-fsck(1)) and ours. `known` is a commit that both sides have.
 *
 * Git itself checks what comes out of a bundle only since 2.46, hence the quarantine: an object store beside the real one.
 */
export async function takeObjects(repository: Repository, file: string, known: Sha, check: Check): Promise<Taking> {
  const objects = join(repository.gitDir, "objects");
  const quarantine = await mkdtemp(join(objects, "tmp_objdir-bundle-"));
  try {
    await mkdir(join(quarantine, "info"));
    await writeFile(join(quarantine, "info", "alternates"), "..\n");
    const git = repository.git.at(repository.gitDir, { GIT_DIR: repository.gitDir, GIT_OBJECT_DIRECTORY: quarantine });
    const why =
      (await refusal(() =>
        withRef(repository, known, () => git.write(["bundle", "unbundle", file], undefined, LIMITS)),
      )) ??
      (await refusal(() => checkPacks(repository, join(quarantine, "pack"), quarantine))) ??
      (await check(git));
    if (why !== undefined) return { kind: "refused", why };
    await movePacks(join(quarantine, "pack"), join(objects, "pack"));
    return { kind: "ok" };
  } finally {
    await rm(quarantine, { recursive: true, force: true });
  }
}

/**
 * Why git would not take the commits of `head` that `known` lacks, with all that is new in them, from a stranger; undefined:
 * it would. They are in the repository already: somebody has made them there.
 */
export async function checkCommits(
  repository: Repository,
  head: Sha,
  known: Sha,
  limits: Limits = LIMITS,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(repository.gitDir, "objects", "tmp_objdir-check-"));
  try {
    const args = ["pack-objects", "--quiet", "--revs", "--delta-base-offset", join(folder, "pack")];
    return await refusal(async () => {
      await repository.git.write(args, `${head}\n^${known}\n`, limits);
      await checkPacks(repository, folder, folder);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Each object by itself, and that everything which it points at is in the pack or in the repository. What git writes for that
 * goes to `beside`.
 */
async function checkPacks(repository: Repository, folder: string, beside: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.endsWith(".pack"))) {
    const args = ["index-pack", "--strict", "-o", join(beside, "checked.idx"), join(folder, name)];
    await repository.git.write(args, undefined, LIMITS);
  }
}

/** A small pack can be made to take up any memory and any time. */
const LIMITS: Limits = { mebibytes: 2048, seconds: 600 };

/** The index last: with it git sees the pack. */
async function movePacks(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const names = await readdir(from).catch(() => []);
  const ordered = names.toSorted((a, b) => Number(a.endsWith(".idx")) - Number(b.endsWith(".idx")));
  for (const name of ordered) await rename(join(from, name), join(to, name));
}

/** Why git does not do it; undefined: it does. */
async function refusal(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof GitError && error.isExceeded)
      return "git would need more memory or time for it than it is given";
    const complaint = complaintOf(error);
    if (complaint === undefined) throw error;
    if (/prerequisite commits/.test(complaint)) return "it builds on commits that are not in this repository";
    return `git refuses it: ${complaint}`;
  }
}
