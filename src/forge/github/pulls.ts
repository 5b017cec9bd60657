/** Single pull requests and branches, as they are at this moment. */
import type { Sha } from "../../state/facts.ts";
import { ForgeError } from "../forge.ts";
import { mergedForGood, movedHead, unknownPull } from "../refusals.ts";
import type { Client } from "./client.ts";
import { refusalStatus, refusalText } from "./errors.ts";
import { GitRef, RestPull } from "./schema.ts";

export type PullState = "open" | "closed" | "merged";

export async function getPull(client: Client, number: number): Promise<RestPull> {
  try {
    const answer = await client.read("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...client.repository,
      pull_number: number,
    });
    return RestPull.parse(answer.data);
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
    throw unknownPull(number, error);
  }
}

export function pullState(pull: RestPull): PullState {
  return pull.merged_at === null ? pull.state : "merged";
}

/** Where a branch is now; undefined where there is none. */
export async function branchTip(client: Client, branch: string): Promise<Sha | undefined> {
  try {
    const ref = `heads/${branch}`;
    const answer = await client.read("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...client.repository, ref });
    return GitRef.parse(answer.data).object.sha;
  } catch (error) {
    if (refusalStatus(error) === 404) return undefined;
    throw error;
  }
}

/** Rejects with `head-moved` where the branch is elsewhere, or gone. */
export async function checkHead(client: Client, branch: string, head: Sha): Promise<void> {
  const tip = await branchTip(client, branch);
  if (tip !== head) throw movedHead(branch, tip, head);
}

export async function closePull(client: Client, number: number): Promise<void> {
  if (pullState(await getPull(client, number)) === "open") await setState(client, number, "closed");
}

export async function reopenPull(client: Client, number: number): Promise<void> {
  const state = pullState(await getPull(client, number));
  if (state === "open") return;
  if (state === "merged") throw mergedForGood(number);
  try {
    await setState(client, number, "open");
  } catch (error) {
    if (refusalStatus(error) !== 422) throw error;
    // Its branch is gone, was moved by force, or has nothing of its own any more.
    throw new ForgeError("refused", `#${number} can't be opened again: ${refusalText(error)}`, { cause: error });
  }
}

async function setState(client: Client, number: number, state: "open" | "closed"): Promise<void> {
  await client.write("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...client.repository,
    pull_number: number,
    state,
  });
}
