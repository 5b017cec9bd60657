/** The bits of an index by which git is told not to look at a file: an edit of it would be lost without a word. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "./git.ts";

/** What git is told so that it looks beyond the part of the files which somebody chose to have checked out. */
export const WHOLE = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "core.sparseCheckout", GIT_CONFIG_VALUE_0: "false" };

/**
 * Takes these bits from all files but those that are not there because only a part is checked out: they are as they were.
 * `git`: as it is configured; `whole`: with the variables above.
 */
export async function watchAll(git: Git, whole: Git, worktree: string): Promise<void> {
  // A letter for the bits, a space and the path.
  const entries = (await whole.read(["ls-files", "-v", "-z"])).split("\0");
  const assumed = entries.filter((entry) => /^[a-z] /.test(entry));
  const skipped = entries.filter((entry) => /^s /i.test(entry));
  await mark(whole, "--no-assume-unchanged", assumed.map(pathOf));
  if (skipped.length === 0) return;
  const isPartial = (await git.read(IS_PARTIAL)).trim() === "true";
  const paths = skipped.map(pathOf);
  await mark(whole, "--no-skip-worktree", isPartial ? await present(worktree, paths) : paths);
}

const IS_PARTIAL = ["config", "--type=bool", "--default=false", "--get", "core.sparseCheckout"];

function pathOf(entry: string): string {
  return entry.slice(2);
}

async function present(worktree: string, paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => lstat(join(worktree, path)).catch(() => undefined)));
  return paths.filter((_, index) => found[index] !== undefined);
}

async function mark(git: Git, option: string, paths: readonly string[]): Promise<void> {
  if (paths.length > 0)
    await git.write(["update-index", option, "-z", "--stdin"], paths.map((path) => `${path}\0`).join(""));
}
