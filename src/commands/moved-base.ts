import { worktreesOn } from "../git/worktrees.ts";
import type { Sha } from "../state/facts.ts";
import { movedBase } from "../text/moved-base.ts";
import type { CommandContext } from "./context.ts";
import type { Project } from "./project.ts";

/** Says, where the base is checked out, that its files are still those of `before`, and how to bring them up to date. */
export async function tellMovedBase(context: CommandContext, project: Project, before: Sha): Promise<void> {
  for (const path of await worktreesOn(project.repository, project.base)) {
    context.talk(movedBase(project.base, path, before));
  }
}
