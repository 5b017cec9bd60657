import { ForgeError } from "../forge.ts";
import type { PullDraft } from "../forge.ts";
import { checkBranch } from "../refusals.ts";
import type { Client } from "./client.ts";
import { isBrokenWrite, refusalStatus, refusalText } from "./errors.ts";
import { addLabels } from "./labels.ts";
import { checkHead, pullState } from "./pulls.ts";
import { requestReviews } from "./reviewers.ts";
import { RestPull } from "./schema.ts";

/**
 * Looks first, so that it may be repeated: a pull request merged at this head is the answer, else the open one is, which
 * is brought up to date where it differs; only where there is neither one is opened. Either gets the labels that it
 * lacks; labels that people added stay.
 */
export async function landPull(client: Client, base: string, draft: PullDraft): Promise<number> {
  const { branch, head } = draft;
  checkBranch(branch);
  await checkHead(client, branch, head);
  const landed = await findLanded(client, base, draft);
  if (landed === undefined) return openPull(client, base, draft);
  if (pullState(landed) === "open") await updateText(client, landed, draft);
  await addLabels(client, landed.number, missingLabels(landed, draft));
  return landed.number;
}

/** The newest of the branch that is merged at the head, else its open one. */
async function findLanded(client: Client, base: string, draft: PullDraft): Promise<RestPull | undefined> {
  const answer = await client.read("GET /repos/{owner}/{repo}/pulls", {
    ...client.repository,
    state: "all",
    head: `${client.repository.owner}:${draft.branch}`,
    base,
    per_page: 100,
  });
  const pulls = RestPull.array().parse(answer.data);
  const merged = pulls.filter((pull) => pullState(pull) === "merged" && pull.head.sha === draft.head);
  const [newest] = merged.toSorted((a, b) => b.number - a.number);
  return newest ?? pulls.find((pull) => pullState(pull) === "open");
}

async function updateText(client: Client, pull: RestPull, { title, body }: PullDraft): Promise<void> {
  if (pull.title === title && (pull.body ?? "") === body) return;
  await client.write("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...client.repository,
    pull_number: pull.number,
    title,
    body,
  });
}

function missingLabels(pull: RestPull, { labels }: PullDraft): readonly string[] {
  const present = new Set(pull.labels.map(({ name }) => name.toLowerCase()));
  return labels.filter((label) => !present.has(label.toLowerCase()));
}

async function openPull(client: Client, base: string, draft: PullDraft): Promise<number> {
  const opened = await createPull(client, base, draft, draft.draft).catch(async (error: unknown) => {
    const broken = isBrokenWrite(error);
    if (!broken && refusalStatus(error) !== 422) throw error;
    const landed = await findLanded(client, base, draft);
    // A connection that broke may have opened it; else somebody was faster.
    if (landed !== undefined) return landed;
    if (broken) throw error;
    const why = /no commits between/i.test(refusalText(error))
      ? `${draft.branch} has nothing that the base does not have: there is nothing to merge`
      : `no pull request can be opened for ${draft.branch}: ${refusalText(error)}`;
    throw new ForgeError("refused", why, { cause: error });
  });
  await addLabels(client, opened.number, missingLabels(opened, draft));
  await requestReviews(client, opened.number, draft.reviewers);
  return opened.number;
}

/** As a draft where that is wanted and the repository's plan has drafts. */
async function createPull(client: Client, base: string, draft: PullDraft, asDraft: boolean): Promise<RestPull> {
  try {
    const answer = await client.write("POST /repos/{owner}/{repo}/pulls", {
      ...client.repository,
      base,
      head: draft.branch,
      title: draft.title,
      body: draft.body,
      draft: asDraft,
    });
    return RestPull.parse(answer.data);
  } catch (error) {
    const noDrafts = asDraft && refusalStatus(error) === 422 && /draft/i.test(refusalText(error));
    if (!noDrafts) throw error;
    return createPull(client, base, draft, false);
  }
}
