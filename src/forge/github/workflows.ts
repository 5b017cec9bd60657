import { ForgeError } from "../forge.ts";
import type { Client } from "./client.ts";
import { refusalStatus } from "./errors.ts";

/** Starts a workflow on a branch. Nobody can tell afterwards whether a call that broke has started it. */
export async function dispatchWorkflow(client: Client, workflow: string, branch: string): Promise<void> {
  try {
    // The pinned API version answers 204, newer ones 200 with the run: neither is read.
    await client.write("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...client.repository,
      workflow_id: workflow,
      ref: branch,
    });
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
    const sentence = `there is no workflow ${workflow} on the default branch: add .github/workflows/${workflow}`;
    throw new ForgeError("refused", sentence, { cause: error });
  }
}
