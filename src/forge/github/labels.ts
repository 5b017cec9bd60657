import { PULL_LABEL } from "../../state/names.ts";
import type { Client } from "./client.ts";
import { refusalStatus } from "./errors.ts";

/** Adds labels to a pull request and makes those that the repository does not have. */
export async function addLabels(client: Client, pull: number, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  for (const label of labels) await createLabel(client, label);
  await client.rewrite("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
    ...client.repository,
    issue_number: pull,
    labels: [...labels],
  });
}

/** One that is there already stays as it is, whatever its colour. */
async function createLabel(client: Client, name: string): Promise<void> {
  const description = name === PULL_LABEL ? "The work of a coding agent" : "Track of workstreams";
  try {
    await client.rewrite("POST /repos/{owner}/{repo}/labels", {
      ...client.repository,
      name,
      description,
      color: COLOUR,
    });
  } catch (error) {
    if (refusalStatus(error) !== 422) throw error;
  }
}

const COLOUR = "0969da";
