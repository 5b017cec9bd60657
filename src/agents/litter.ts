import type { AgentTask } from "./agent.ts";
import { supervise } from "./supervise.ts";
import { systemProgram } from "./system-programs.ts";
import type { WorkUser } from "./work-user.ts";

const LIMIT_MS = 60_000;

/**
 * Removes what a program put into a worktree for itself, also where it was killed. As the one that it ran as: a link that it
 * left in the way leads no further than its own rights.
 */
export async function removeLitter(
  paths: readonly string[],
  { directory, logFile }: Pick<AgentTask, "directory" | "logFile">,
  user: WorkUser | undefined,
): Promise<void> {
  if (paths.length === 0) return;
  await supervise({
    argv: [systemProgram("rm"), "-rf", "--", ...paths],
    cwd: directory,
    env: {},
    logFile,
    timeoutMs: LIMIT_MS,
    graceMs: 0,
    signal: new AbortController().signal,
    ...(user === undefined ? {} : { user }),
  });
}
