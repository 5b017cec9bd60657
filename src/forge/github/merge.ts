import type { Sha } from "../../state/facts.ts";
import { ForgeError } from "../forge.ts";
import type { MergeResult } from "../forge.ts";
import type { Client } from "./client.ts";
import { refusalStatus, refusalText } from "./errors.ts";
import { pause } from "./pace.ts";
import { branchTip, getPull, pullState } from "./pulls.ts";
import { Merged } from "./schema.ts";
import type { RestPull } from "./schema.ts";
import { settingToChange } from "./settings.ts";

/** A merge to make: of `pull` at this `head`, into the base at `judgedOn`. */
export interface MergeOrder {
  readonly pull: number;
  readonly head: Sha;
  readonly message: string;
  readonly base: string;
  /** Undefined: wherever the base is. */
  readonly judgedOn: Sha | undefined;
}

/** How often we look again while GitHub computes, or while the base moves under the merge. */
const TRIES = 6;

/**
 * GitHub merges only at the given head. It can't be told which base it was judged on: that is looked at right before,
 * and whoever merges by us does so one after the other.
 */
export async function mergePull(client: Client, order: MergeOrder): Promise<MergeResult> {
  for (let tries = 1; ; tries++) {
    const pull = await getPull(client, order.pull);
    const answer = answerBefore(pull, order) ?? (await movedBase(client, order));
    if (answer !== undefined) return answer;
    try {
      return { kind: "merged", sha: await requestMerge(client, order.pull, order.head, order.message) };
    } catch (error) {
      const status = refusalStatus(error);
      if (status !== 405 && status !== 409) throw error;
      const answerAfter = await explain(client, order, refusalText(error));
      if (answerAfter !== undefined) return answerAfter;
      if (tries === TRIES) throw new ForgeError("retry", `#${order.pull}: ${refusalText(error)}`, { cause: error });
    }
    await pause(client.pace, tries);
  }
}

function answerBefore(pull: RestPull, order: MergeOrder): MergeResult | undefined {
  const state = pullState(pull);
  if (state === "merged") return { kind: "merged", sha: pull.merge_commit_sha ?? pull.head.sha };
  if (state === "closed") return { kind: "not-open" };
  return pull.head.sha === order.head ? undefined : { kind: "head-moved", head: pull.head.sha };
}

async function movedBase(client: Client, { judgedOn, base }: MergeOrder): Promise<MergeResult | undefined> {
  if (judgedOn === undefined) return undefined;
  const tip = await branchTip(client, base);
  return tip === undefined || tip === judgedOn ? undefined : { kind: "base-moved", base: tip };
}

/** One request, at this head and no other; with GitHub's own message where none is given. */
export async function requestMerge(client: Client, pull: number, head: Sha, message?: string): Promise<Sha> {
  const answer = await client.write("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", {
    ...client.repository,
    ...(message === undefined ? {} : splitMessage(message)),
    pull_number: pull,
    sha: head,
    merge_method: "merge",
  });
  return Merged.parse(answer.data).sha;
}

function splitMessage(message: string): { readonly commit_title: string; readonly commit_message: string } {
  const [title = "", ...lines] = message.trimEnd().split("\n");
  return { commit_title: title, commit_message: lines.join("\n").replace(/^\n+/, "") };
}

/** Why GitHub did not merge. Undefined: for a reason that has passed already, or will soon. */
async function explain(client: Client, order: MergeOrder, words: string): Promise<MergeResult | undefined> {
  const pull = await readMergeable(client, order.pull);
  const answer = answerBefore(pull, order);
  if (answer !== undefined) return answer;
  // Git alone can tell where.
  if (pull.mergeable === false) return { kind: "conflict", paths: [] };
  if (/base branch was modified|head branch was modified|mergeability|in progress/i.test(words)) return undefined;
  const rule = `the repository's rules keep #${order.pull} from being merged by us: ${words}`;
  throw new ForgeError("refused", settingToChange(words) ?? rule);
}

/** GitHub computes only when somebody asks. */
async function readMergeable(client: Client, number: number): Promise<RestPull> {
  for (let tries = 1; ; tries++) {
    const pull = await getPull(client, number);
    if (pull.mergeable !== null || tries === TRIES || pullState(pull) !== "open") return pull;
    await pause(client.pace, tries);
  }
}
