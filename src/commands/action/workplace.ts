/** Where an agent or the tests work in a job: a worktree that is a repository of its own, given to another user. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { agentEnvironment } from "../../agents/environment.ts";
import { supervise } from "../../agents/supervise.ts";
import { openWorkUser } from "../../agents/work-user.ts";
import type { WorkUser } from "../../agents/work-user.ts";
import { makeStandalone } from "../../git/standalone.ts";
import { addWorktree } from "../../git/worktrees.ts";
import type { Sha } from "../../state/facts.ts";
import type { Failure } from "../../state/failure.ts";
import { attemptPaths } from "../paths.ts";
import type { AttemptPaths } from "../paths.ts";
import type { Project } from "../project.ts";
import { lockRunnerFolders } from "./runner-folders.ts";
import { say } from "./say.ts";
import type { Workflow } from "./workflow.ts";

export interface Workplace {
  readonly paths: AttemptPaths;
  /** Where CLIs are installed. */
  readonly programs: string;
  /** Undefined: everything runs as the runner's own user. */
  readonly user: WorkUser | undefined;
}

const MINUTE = 60_000;
const SETUP_MINUTES = 60;
const GRACE_MS = 5_000;
/** Of nobody else on a hosted runner. */
const USER = "workstreams-agent";

/** Checks `commit` out, with the files that `texts` says beside it. */
export async function openWorkplace(
  project: Project,
  workflow: Workflow,
  place: { readonly id: string; readonly number: number; readonly commit: Sha; readonly texts: Texts },
): Promise<Workplace> {
  const paths = attemptPaths(project.paths, place.id, place.number);
  const { programs } = project.paths;
  await mkdir(paths.directory, { recursive: true });
  await mkdir(dirname(paths.logFile), { recursive: true, mode: 0o700 });
  await writeFile(paths.workstreamFile, place.texts.workstream);
  await writeFile(paths.promptFile, place.texts.prompt);
  await addWorktree(project.repository, paths.tree, place.commit);
  await makeStandalone(project.repository, paths.tree, place.commit);
  const user = workflow.isHosted ? await openUser(workflow) : undefined;
  if (user === undefined) return { paths, programs, user };
  await chmod(paths.directory, 0o755);
  await user.own(paths.tree);
  return { paths, programs, user };
}

export interface Texts {
  readonly workstream: string;
  readonly prompt: string;
}

/** On a hosted runner that can't be is no reason to go on unprotected: nobody would notice. */
async function openUser(workflow: Workflow): Promise<WorkUser> {
  const user = await openWorkUser(USER);
  if ("kind" in user) throw new Error(`agents can't run as another user here: ${user.why}`);
  await lockRunnerFolders(workflow);
  return user;
}

/** Runs the configured set-up commands, one after the other, where the work is done; the first that fails is told. */
export async function runSetup(
  { paths, user }: Workplace,
  commands: readonly string[],
  { workflow, left }: { readonly workflow: Workflow; readonly left: () => number },
): Promise<Failure | undefined> {
  for (const command of commands) {
    say(`$ ${command}`);
    const result = await supervise({
      argv: ["/bin/sh", "-c", command, "setup"],
      cwd: paths.tree,
      env: agentEnvironment(workflow.environment, []),
      logFile: paths.logFile,
      groupFile: paths.groupFile,
      timeoutMs: Math.min(SETUP_MINUTES, left()) * MINUTE,
      graceMs: GRACE_MS,
      signal: new AbortController().signal,
      ...(user === undefined ? {} : { user }),
    });
    if (result.kind !== "exited" || result.code !== 0) return { code: "setup", detail: command };
  }
  return undefined;
}
