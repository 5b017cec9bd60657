/** `command: checkout`: the files that an attempt starts from, in the workspace, for the repository's own set-up action. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFiles } from "../../git/checkout-files.ts";
import type { Project } from "../project.ts";
import type { CheckoutInputs } from "./inputs.ts";
import { readJob } from "./job.ts";
import { say } from "./say.ts";
import type { Workflow } from "./workflow.ts";

/** Of the claim's parent, never of the patch: what prepares a job is the repository's, not the agent's. */
export async function checkoutJob(project: Project, workflow: Workflow, inputs: CheckoutInputs): Promise<void> {
  const { claim } = await readJob(project, inputs);
  await empty(workflow.workspace);
  await checkoutFiles(project.repository, claim.base, workflow.workspace);
  say(`${claim.base} is checked out`);
}

/** On a runner that is used again it holds what an earlier job left, which is not the repository's. */
async function empty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}
