/** `command: checkout`: the files that an attempt starts from, in the workspace, for the repository's own set-up action. */
import * as core from "@actions/core";
import { checkoutFiles } from "../../git/checkout-files.ts";
import type { Project } from "../project.ts";
import type { CheckoutInputs } from "./inputs.ts";
import { readJob } from "./job.ts";
import type { Workflow } from "./workflow.ts";

/** Of the claim's parent, never of the patch: what prepares a job is the repository's, not the agent's. */
export async function checkoutJob(project: Project, workflow: Workflow, inputs: CheckoutInputs): Promise<void> {
  const { claim } = await readJob(project, inputs);
  await checkoutFiles(project.repository, claim.base, workflow.workspace);
  core.info(`${claim.base} is checked out`);
}
