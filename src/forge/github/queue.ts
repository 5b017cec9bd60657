import type { Sha } from "../../state/facts.ts";
import { ForgeError } from "../forge.ts";
import type { Client } from "./client.ts";
import { GraphqlError, refusalText } from "./errors.ts";
import { requestMerge } from "./merge.ts";
import { getPull, pullState } from "./pulls.ts";

const AUTO_MERGE = `mutation AutoMerge($pull: ID!, $head: GitObjectID!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $pull, expectedHeadOid: $head, mergeMethod: MERGE }) { clientMutationId }
}`;

const ENQUEUE = `mutation Enqueue($pull: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: { pullRequestId: $pull, expectedHeadOid: $head }) { clientMutationId }
}`;

/** Hands a pull request over to GitHub's auto-merge or merge queue, at this head and no other. */
export async function enqueuePull(
  client: Client,
  number: number,
  head: Sha,
  how: "auto-merge" | "queue",
): Promise<void> {
  const pull = await getPull(client, number);
  const state = pullState(pull);
  if (state === "merged") return;
  if (state === "closed") throw new ForgeError("refused", `#${number} is closed: it can't be merged`);
  if (pull.head.sha !== head) throw new ForgeError("head-moved", `#${number} is at ${pull.head.sha}, not at ${head}`);
  try {
    await client.mutate(how === "queue" ? ENQUEUE : AUTO_MERGE, { pull: pull.node_id, head });
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    if (/already in the (merge )?queue/i.test(refusalText(error))) return;
    // Auto-merge is for what has to wait: GitHub takes nothing that it would merge at once.
    if (!/in (clean|unstable) status/i.test(refusalText(error))) throw error;
    await requestMerge(client, number, head);
  }
}
