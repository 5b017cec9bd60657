/** A large plan in the middle of its work, on the GitHub test server. */
import type { OpenClaim } from "../../src/forge/forge.ts";
import { CONTEXTS, PULL_LABEL, branchName, legName } from "../../src/state/names.ts";
import type { Actions } from "./github/actions/actions.ts";
import type { GithubRepository } from "./github/repository.ts";

/** How many of a hundred workstreams have an open pull request; those of the others are merged. */
const OPEN_PERCENT = 30;
/** Runs with one attempt each, beside the open pull requests. */
const RUNNING = 20;

const GATES = [CONTEXTS.all, CONTEXTS.scope, CONTEXTS.acceptance, CONTEXTS.overlap] as const;

export interface SeededPlan {
  /** Of the attempts that run. */
  readonly claims: readonly OpenClaim[];
}

/** `workflow`: the file name of the loop, which is in the repository. */
export async function seedPlan(
  rig: { readonly repository: GithubRepository; readonly actions: Actions },
  workstreams: number,
  workflow = "workstreams.yml",
): Promise<SeededPlan> {
  const { repository } = rig;
  const base = await repository.git("rev-parse", `refs/heads/${repository.defaultBranch}`);
  const open = (workstreams * OPEN_PERCENT) / 100;
  for (let index = 0; index < workstreams; index++) {
    const isOpen = index < open;
    repository.seedPull({
      head: branchName(`ws-${index}`),
      headSha: index.toString(16).padStart(40, "0"),
      title: `Workstream ${index}`,
      body: "What it does, how it was tested, which paths it changes.\n".repeat(20),
      labels: [PULL_LABEL],
      ...(isOpen
        ? { statuses: GATES.map((context) => ({ context, state: "success" as const, description: "as it should be" })) }
        : { state: "merged" as const, mergeCommit: base }),
    });
  }
  const claims: OpenClaim[] = [];
  for (let index = 0; index < Math.min(RUNNING, workstreams / 10); index++) {
    claims.push(await startAttempt(rig, `ws-running-${index}`, workflow));
  }
  return { claims };
}

async function startAttempt(
  { repository, actions }: { readonly repository: GithubRepository; readonly actions: Actions },
  id: string,
  workflow: string,
): Promise<OpenClaim> {
  const { runs } = actions;
  const dispatch = { workflow, ref: repository.defaultBranch, inputs: {} };
  const run = await actions.dispatch(repository.fullName, "mona", dispatch);
  const leg = legName({ kind: "attempt", id, number: 1 });
  for (const name of ["loop / record", "loop / plan"]) runs.finishJob(run, runs.addJob(run, name), "success");
  runs.startJob(run, runs.addJob(run, `loop / ${leg} / agent`));
  return { id, number: 1, runner: { kind: "github", runId: run.id, runAttempt: 1 }, at: Date.now() };
}
