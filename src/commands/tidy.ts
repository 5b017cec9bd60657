/** Removing what attempts leave on this machine once their end is recorded. The log stays. */
import { existsSync } from "node:fs";
import { liveness } from "../agents/liveness.ts";
import { removeFolder } from "../agents/remove-folder.ts";
import { removeWorktree } from "../git/worktrees.ts";
import type { Snapshot } from "../state/facts.ts";
import { leftBehind } from "../text/left-behind.ts";
import { attemptPaths } from "./paths.ts";
import type { AttemptPaths } from "./paths.ts";
import type { Project } from "./project.ts";
import { firstLine } from "./salvage.ts";

/** What was not removed is a sentence: nobody's work stops because of it. */
export type Tidied = string | undefined;

export function tidyAttempt(project: Project, paths: AttemptPaths): Promise<Tidied> {
  // The home first: it may hold a login.
  return tidyFolder(project, {
    directory: paths.directory,
    first: [paths.home],
    trees: [paths.tree, paths.verifyTree],
  });
}

interface TidyTask {
  readonly directory: string;
  /** What is removed before the worktrees. */
  readonly first: readonly string[];
  readonly trees: readonly string[];
}

/** Removes a folder of ours with worktrees in it. Nothing else stays because of what can't be removed. */
export async function tidyFolder(
  { repository }: Pick<Project, "repository">,
  { directory, first, trees }: TidyTask,
): Promise<Tidied> {
  const early = await tryEach(first, removeFolder);
  const stuck = await tryEach(trees, (tree) => removeWorktree(repository, tree));
  const inside = [...early, ...stuck];
  // What is refused as a worktree may hold the repository itself: nothing around it is touched.
  const whole = stuck.length > 0 ? [] : await tryEach([directory], removeFolder);
  if (stuck.length === 0 && whole.length === 0) return undefined;
  return leftBehind(directory, (inside.length > 0 ? inside : whole).join(", "));
}

/** The answer is why some stay. */
async function tryEach(paths: readonly string[], remove: (path: string) => Promise<void>): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (const path of paths) await remove(path).catch((error: unknown) => reasons.push(firstLine(error)));
  return reasons;
}

/** Tidies up after runs that were killed when they had recorded an attempt's end and had not come to removing it. */
export async function tidyEnded(project: Project, attempts: Snapshot["attempts"]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { id, number, claim, end } of [...attempts.values()].flat()) {
    const paths = attemptPaths(project.paths, id, number);
    if (end === undefined || !existsSync(paths.directory)) continue;
    // Of one that somebody else ended its own process may still be saving the work.
    const remains = liveness(claim.runner) === "dead" ? await tidyAttempt(project, paths) : undefined;
    if (remains !== undefined) left.push(remains);
  }
  return left;
}
