/** Removing what attempts leave on this machine once their end is recorded. The log stays. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { liveness } from "../agents/liveness.ts";
import { removeWorktree } from "../git/worktrees.ts";
import type { Snapshot } from "../state/facts.ts";
import { attemptPaths } from "./paths.ts";
import type { AttemptPaths } from "./paths.ts";
import type { Project } from "./project.ts";

export async function tidyAttempt(project: Project, paths: AttemptPaths): Promise<void> {
  await removeWorktree(project.repository, paths.tree);
  await removeWorktree(project.repository, paths.verifyTree);
  await rm(paths.directory, { recursive: true, force: true });
}

/** Tidies up after runs that were killed when they had recorded an attempt's end and had not come to removing it. */
export async function tidyEnded(project: Project, attempts: Snapshot["attempts"]): Promise<void> {
  for (const { id, number, claim, end } of [...attempts.values()].flat()) {
    const paths = attemptPaths(project.paths, id, number);
    if (end === undefined || !existsSync(paths.directory)) continue;
    // Of one that somebody else ended its own process may still be saving the work.
    if (liveness(claim.runner) === "dead") await tidyAttempt(project, paths);
  }
}
