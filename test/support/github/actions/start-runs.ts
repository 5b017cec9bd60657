/** From an event to the runs that it starts. */
import type { GithubEvent } from "../context.ts";
import type { Repository } from "../state.ts";
import type { Run } from "./model.ts";
import type { Runs } from "./runs.ts";
import { judgeTrigger } from "./triggers.ts";
import { parseWorkflowFile } from "./workflow-file.ts";
import type { WorkflowFile } from "./workflow-file.ts";

const FOLDER = ".github/workflows/";

/** A workflow file at some commit. */
export interface FoundWorkflow {
  readonly path: string;
  readonly file: WorkflowFile;
}

/** Notes a run for each workflow that the event starts; the answer is those to execute. */
export async function startRuns(runs: Runs, event: GithubEvent): Promise<readonly Run[]> {
  const { sha, repository } = event;
  if (sha === undefined) return [];
  const started: Run[] = [];
  for (const { path, file } of await readWorkflows(repository, sha)) {
    const outcome = judgeTrigger(file, event);
    const workflow = runs.noteWorkflow(repository, path, file.name);
    if (outcome === "nothing" || workflow.disabled) continue;
    const run = runs.add(workflow, describeCause(event, sha));
    if (outcome === "approve") runs.finish(run, "action_required");
    else started.push(run);
  }
  return started;
}

/** The workflow files of a commit, by path. */
export async function readWorkflows(repository: Repository, sha: string): Promise<readonly FoundWorkflow[]> {
  const listed = await repository.store.git("ls-tree", "--name-only", sha, FOLDER);
  const paths = listed.split("\n").filter((path) => /\.ya?ml$/.test(path));
  return Promise.all(paths.map((path) => readWorkflow(repository, sha, path)));
}

/** Throws where the commit has no such file. */
export async function readWorkflow(repository: Repository, sha: string, path: string): Promise<FoundWorkflow> {
  return { path, file: parseWorkflowFile(await repository.store.git("show", `${sha}:${path}`)) };
}

function describeCause(event: GithubEvent, sha: string): Parameters<Runs["add"]>[1] {
  const { payload, ref, actor, tokenKind } = event;
  return { event: event.name, payload, ref, sha, head: readHead(event, sha), actor, tokenKind };
}

/** Of a pull request's run GitHub names its branch and its commit, not the merge that runs. */
function readHead({ payload, ref }: GithubEvent, sha: string): Run["head"] {
  const pull = payload["pull_request"];
  if (ref.startsWith("refs/pull/") && typeof pull === "object" && pull !== null && "head" in pull) {
    const { head } = pull;
    if (typeof head === "object" && head !== null && "ref" in head && "sha" in head) {
      return { branch: String(head.ref), sha: String(head.sha) };
    }
  }
  return { branch: ref.replace(/^refs\/(heads|tags)\//, ""), sha };
}
