/** What happens to pull requests: each step changes the state and tells the workflows. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { emitPull } from "./events.ts";
import type { Actor, Pull, Repository } from "./state.ts";

/** Where its head is to be found even when its branch is gone. */
function headRefOf(number: number): string {
  return `refs/pull/${number}/head`;
}

export async function openPull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  draft: Pick<Pull, "headRef" | "headRepository" | "headSha" | "baseRef" | "baseSha" | "title" | "body" | "draft">,
): Promise<Pull> {
  const pull = newPull(context, repository, { ...draft, author: actor.login });
  repository.pulls.set(pull.number, pull);
  await recordHead(repository, pull);
  await emitPull(context, repository, actor, pull, { name: "pull_request", action: "opened" });
  return pull;
}

/** A pull request as it is when it is opened; nothing else knows of it yet. */
export function newPull(
  context: ServerContext,
  repository: Repository,
  fields: Partial<Pull> & Pick<Pull, "headRef" | "headSha" | "baseRef" | "baseSha" | "title" | "author">,
): Pull {
  const number = repository.lastNumber + 1;
  repository.lastNumber = number;
  return {
    id: context.nextId(),
    number,
    headRepository: repository.fullName,
    createdAt: context.clock(),
    comments: [],
    reviews: [],
    requestedReviewers: new Set(),
    requestedTeams: new Set(),
    labels: new Set(),
    body: "",
    state: "open",
    draft: false,
    updatedAt: context.clock(),
    closedAt: undefined,
    mergeCommit: undefined,
    mergedBy: undefined,
    mergeability: undefined,
    mergeRef: undefined,
    autoMerge: undefined,
    queuedAt: undefined,
    queueHead: undefined,
    ...fields,
  };
}

/** Its branch moved. */
export async function synchronisePull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  head: Sha,
): Promise<void> {
  const before = pull.headSha;
  pull.headSha = head;
  pull.baseSha = repository.refs.get(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
  pull.updatedAt = context.clock();
  await recordHead(repository, pull);
  const payload = { before, after: head };
  await emitPull(context, repository, actor, pull, { name: "pull_request", action: "synchronize", payload });
}

export async function closePull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
): Promise<void> {
  pull.state = "closed";
  pull.closedAt = context.clock();
  pull.updatedAt = pull.closedAt;
  pull.autoMerge = undefined;
  pull.queuedAt = undefined;
  await emitPull(context, repository, actor, pull, { name: "pull_request", action: "closed" });
}

export async function reopenPull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
): Promise<void> {
  pull.state = "open";
  pull.closedAt = undefined;
  pull.updatedAt = context.clock();
  await recordHead(repository, pull);
  await emitPull(context, repository, actor, pull, { name: "pull_request", action: "reopened" });
}

/** The base holds it, by whatever way. */
export async function markMerged(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  commit: Sha,
): Promise<void> {
  pull.state = "merged";
  pull.mergeCommit = commit;
  pull.mergedBy = actor.login;
  pull.closedAt = context.clock();
  pull.updatedAt = pull.closedAt;
  pull.autoMerge = undefined;
  pull.queuedAt = undefined;
  await emitPull(context, repository, actor, pull, { name: "pull_request", action: "closed" });
}

async function recordHead(repository: Repository, pull: Pull): Promise<void> {
  await repository.store.git("update-ref", headRefOf(pull.number), pull.headSha);
  repository.refs.set(headRefOf(pull.number), pull.headSha);
}
