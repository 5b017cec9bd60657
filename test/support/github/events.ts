/** What the server tells workflows, and with which ref and commit their runs would start. */
import type { Sha } from "../../../src/state/facts.ts";
import type { EventSource, GithubEvent, ServerContext } from "./context.ts";
import { ZERO_SHA } from "./git-store.ts";
import type { Actor, Pull, Repository } from "./state.ts";

/** A source and the one door through which events get into it. */
export function createEvents(): EventSource & { emit(event: GithubEvent): void } {
  const listeners = new Set<(event: GithubEvent) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
}

/** A branch or tag that moved, appeared or went away. */
export function emitPush(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  move: { readonly ref: string; readonly from: Sha | undefined; readonly to: Sha | undefined },
): void {
  emit(context, repository, actor, {
    name: "push",
    action: undefined,
    ref: move.ref,
    sha: move.to,
    payload: {
      ref: move.ref,
      before: move.from ?? ZERO_SHA,
      after: move.to ?? ZERO_SHA,
      created: move.from === undefined,
      deleted: move.to === undefined,
    },
  });
}

/** Something that happened to a pull request; a run for it sees the merge of both, and there is none at a conflict. */
export async function emitPull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  what: { readonly name: string; readonly action: string; readonly payload?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const sha = await updateMergeRef(repository, pull);
  emit(context, repository, actor, {
    name: what.name,
    action: what.action,
    ref: `refs/pull/${pull.number}/merge`,
    sha,
    payload: { action: what.action, number: pull.number, pull_request: pullPayload(repository, pull), ...what.payload },
  });
}

/** A comment on a pull request: its runs see the default branch. */
export function emitComment(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  action: string,
  comment: { readonly id: number; readonly body: string; readonly author: string },
): void {
  const ref = `refs/heads/${repository.defaultBranch}`;
  emit(context, repository, actor, {
    name: "issue_comment",
    action,
    ref,
    sha: repository.refs.get(ref),
    payload: {
      action,
      issue: { number: pull.number, title: pull.title, pull_request: {} },
      comment: { id: comment.id, body: comment.body, user: { login: comment.author } },
    },
  });
}

function emit(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  event: Pick<GithubEvent, "name" | "action" | "ref" | "sha" | "payload">,
): void {
  context.emit({
    ...event,
    repository,
    actor: actor.login,
    tokenKind: actor.kind,
    payload: {
      ...event.payload,
      repository: repositoryPayload(context, repository),
      sender: { login: actor.login },
    },
  });
}

function repositoryPayload(context: ServerContext, repository: Repository): Record<string, unknown> {
  return {
    id: repository.id,
    name: repository.name,
    full_name: repository.fullName,
    private: repository.private,
    owner: { login: repository.owner },
    default_branch: repository.defaultBranch,
    html_url: `${context.url}/${repository.fullName}`,
    clone_url: `${context.url}/${repository.fullName}.git`,
  };
}

function pullPayload(repository: Repository, pull: Pull): Record<string, unknown> {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state === "open" ? "open" : "closed",
    merged: pull.state === "merged",
    draft: pull.draft,
    user: { login: pull.author },
    labels: [...pull.labels].map((name) => ({ name })),
    head: { ref: pull.headRef, sha: pull.headSha, repo: { full_name: pull.headRepository } },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo: { full_name: repository.fullName } },
  };
}

/** `refs/pull/N/merge`: the merge that runs check out. */
async function updateMergeRef(repository: Repository, pull: Pull): Promise<Sha | undefined> {
  const base = repository.refs.get(`refs/heads/${pull.baseRef}`);
  if (pull.state === "merged") return pull.mergeCommit;
  if (base === undefined) return undefined;
  if (pull.mergeRef?.head === pull.headSha && pull.mergeRef.base === base) return pull.mergeRef.sha;
  const sha = await createMergeRef(repository, pull, base);
  pull.mergeRef = { head: pull.headSha, base, sha };
  return sha;
}

async function createMergeRef(repository: Repository, pull: Pull, base: Sha): Promise<Sha | undefined> {
  const merged = await repository.store.mergeTree(base, pull.headSha);
  if (merged.kind === "conflict") return undefined;
  const message = `Merge ${pull.headSha} into ${base}`;
  const sha = await repository.store.commitTree(merged.tree, [base, pull.headSha], message, "GitHub", pull.createdAt);
  const ref = `refs/pull/${pull.number}/merge`;
  await repository.store.git("update-ref", ref, sha);
  repository.refs.set(ref, sha);
  return sha;
}
