/** The verify-only job: acceptance tests on a head that no attempt of ours published. */
import { mkdir, readdir, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runAcceptance } from "../agents/acceptance.ts";
import { killLeftovers } from "../agents/leftovers.ts";
import { liveness, thisProcess } from "../agents/liveness.ts";
import type { LocalRunner } from "../agents/liveness.ts";
import { removeFolder } from "../agents/remove-folder.ts";
import { writeCommits } from "../git/commits.ts";
import { addWorktree } from "../git/worktrees.ts";
import type { Sha, Verdict } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { printRef } from "../state/names.ts";
import { printVerdict } from "../state/records.ts";
import type { Project } from "./project.ts";
import { tidyFolder } from "./tidy.ts";

const MINUTE = 60_000;
/** How long a left-over process has to end by itself. */
const GRACE_MS = 2000;

/** Runs the tests of the attempt's contract on a fresh worktree of `head` and records the verdict as a fact. */
export async function verifyHead(
  project: Project,
  state: WorkstreamState | undefined,
  head: Sha,
  signal: AbortSignal,
): Promise<void> {
  const workstream = state?.attempts.find((attempt) => attempt.number === state.pull?.attempt)?.contract.workstream;
  if (workstream === undefined) return;
  const directory = join(verifyFolder(project), printOwner(thisProcess()), head);
  const logFile = join(project.paths.root, "logs", workstream.id, `verify-${head.slice(0, 12)}.log`);
  const tree = join(directory, "tree");
  await removeFolder(directory);
  await mkdir(dirname(logFile), { recursive: true });
  await mkdir(directory, { recursive: true });
  try {
    await addWorktree(project.repository, tree, head);
    const result = await runAcceptance({
      tests: workstream.acceptance,
      directory: tree,
      environment: project.surroundings.environment,
      logFile,
      groupFile: groupFile(directory),
      timeoutMs: workstream.timeoutMinutes * MINUTE,
      signal,
    });
    if (result.kind === "passed") await recordVerdict(project, head, { acceptance: "passed", detail: "" });
    if (result.kind === "failed") await recordVerdict(project, head, { acceptance: "failed", detail: result.command });
  } finally {
    // What can't be removed now, tidyVerified tries again.
    await tidyFolder(project, { directory, first: [], trees: [tree] });
    // It stays while this process verifies another head.
    await rmdir(dirname(directory)).catch(() => undefined);
  }
}

/** The first verdict on a head stands: the ref is create-only. */
export async function recordVerdict(project: Project, head: Sha, verdict: Verdict): Promise<void> {
  const [commit] = await writeCommits(project.repository, [{ parents: [head], message: printVerdict(head, verdict) }]);
  if (commit === undefined) throw new Error("git wrote no commit for the verdict");
  await project.refs.update([{ ref: printRef({ kind: "verdict", head }), old: "none", new: commit }]);
}

/** Removes what processes left that were killed while they verified a head; the answer is what stays. */
export async function tidyVerified(project: Project): Promise<readonly string[]> {
  const folder = verifyFolder(project);
  const left: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (liveness(parseOwner(name)) !== "dead") continue;
    const own = join(folder, name);
    for (const head of await readdir(own)) {
      const directory = join(own, head);
      await killLeftovers(groupFile(directory), GRACE_MS);
      const remains = await tidyFolder(project, { directory, first: [], trees: [join(directory, "tree")] });
      if (remains !== undefined) left.push(remains);
    }
    await rmdir(own).catch(() => undefined);
  }
  return left;
}

/** Each process has a folder of its own in it: two may verify one head at the same time. */
function verifyFolder(project: Project): string {
  return join(project.paths.root, "verify");
}

function groupFile(directory: string): string {
  return join(directory, "processes.json");
}

/** A process as the name of its folder; none of its parts holds an underscore. */
function printOwner({ host, bootId, pid, startTime }: LocalRunner): string {
  return [host, bootId, pid, startTime].join("_");
}

function parseOwner(name: string): LocalRunner {
  const [host = "", bootId = "", pid, startTime = ""] = name.split("_");
  return { kind: "local", host, bootId, pid: Number(pid), startTime };
}
