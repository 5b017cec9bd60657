import type { ServerContext } from "../context.ts";
import { lookAtMergeability } from "../mergeability.ts";
import { missingForMerge } from "../protection.ts";
import type { Pull, Repository } from "../state.ts";
import { readChanges } from "./diff.ts";
import { labelView } from "./label.ts";
import { repositoryUrl, repositoryView } from "./repository.ts";
import { teamView } from "./team.ts";
import { timestamp } from "./time.ts";
import { simpleUser } from "./user.ts";

/** GitHub's `pull-request-simple`, as lists have it. */
export function pullSimple(context: ServerContext, repository: Repository, pull: Pull): Record<string, unknown> {
  const merged = pull.state === "merged" ? pull.closedAt : undefined;
  return {
    ...addresses(context, repository, pull),
    id: pull.id,
    node_id: pullNodeId(pull),
    number: pull.number,
    state: pull.state === "open" ? "open" : "closed",
    locked: false,
    title: pull.title,
    user: simpleUser(context, pull.author),
    body: pull.body === "" ? null : pull.body,
    labels: labelsOf(context, repository, pull),
    milestone: null,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: pull.closedAt === undefined ? null : timestamp(pull.closedAt),
    merged_at: merged === undefined ? null : timestamp(merged),
    merge_commit_sha: pull.mergeCommit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [...pull.requestedReviewers].map((login) => simpleUser(context, login)),
    requested_teams: [...pull.requestedTeams].map((slug) => teamView(context, repository.owner, slug)),
    head: end(context, repository, pull.headRepository, pull.headRef, pull.headSha),
    base: end(context, repository, repository.fullName, pull.baseRef, pull.baseSha),
    author_association: pull.author === repository.owner ? "OWNER" : "NONE",
    auto_merge: autoMergeView(context, pull),
    draft: pull.draft,
  };
}

/** GitHub's `pull-request`. The first one after either side moved does not know yet whether they merge. */
export async function pullFull(
  context: ServerContext,
  repository: Repository,
  pull: Pull,
): Promise<Record<string, unknown>> {
  const mergeable = pull.state === "open" ? await lookAtMergeability(repository, pull) : undefined;
  const changes = await readChanges(repository, pull.baseSha, pull.headSha);
  const commits = await repository.store.git("rev-list", "--count", `${pull.baseSha}..${pull.headSha}`);
  return {
    ...pullSimple(context, repository, pull),
    merged: pull.state === "merged",
    mergeable: mergeable ?? null,
    rebaseable: mergeable ?? null,
    mergeable_state: mergeableState(repository, pull, mergeable),
    merged_by: pull.mergedBy === undefined ? null : simpleUser(context, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: Number(commits),
    additions: changes.reduce((sum, { additions }) => sum + additions, 0),
    deletions: changes.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: changes.length,
  };
}

/** By which GraphQL knows it. */
export function pullNodeId(pull: Pull): string {
  return `PR_${pull.id}`;
}

/** Labels may have been deleted since, or differ in case: as the repository spells them. */
export function labelsOf(
  context: ServerContext,
  repository: Repository,
  pull: Pull,
): readonly Record<string, unknown>[] {
  return [...pull.labels].flatMap((name) => {
    const label = repository.labels.get(name.toLowerCase());
    return label === undefined ? [] : [labelView(context, repository, label)];
  });
}

function mergeableState(repository: Repository, pull: Pull, mergeable: boolean | undefined): string {
  if (mergeable === undefined) return "unknown";
  if (!mergeable) return "dirty";
  if (pull.draft) return "draft";
  return missingForMerge(repository, pull) === undefined ? "clean" : "blocked";
}

function end(
  context: ServerContext,
  repository: Repository,
  fullName: string,
  ref: string,
  sha: string,
): Record<string, unknown> {
  const [owner = ""] = fullName.split("/");
  const its = context.repositories.get(fullName.toLowerCase()) ?? repository;
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: simpleUser(context, owner),
    repo: repositoryView(context, its),
  };
}

function autoMergeView(context: ServerContext, pull: Pull): Record<string, unknown> | null {
  if (pull.autoMerge === undefined) return null;
  const { actor, method } = pull.autoMerge;
  return {
    enabled_by: simpleUser(context, actor.login),
    merge_method: method,
    commit_title: pull.title,
    commit_message: "",
  };
}

function addresses(context: ServerContext, repository: Repository, pull: Pull): Record<string, unknown> {
  const api = repositoryUrl(context, repository);
  const [self, issue] = [`${api}/pulls/${pull.number}`, `${api}/issues/${pull.number}`];
  const html = `${context.url}/${repository.fullName}/pull/${pull.number}`;
  const links = {
    comments: `${issue}/comments`,
    commits: `${self}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
    review_comments: `${self}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
  };
  const named = Object.entries(links).map(([name, url]) => [`${name}_url`, url]);
  const all = Object.entries({ ...links, html, issue, self }).map(([name, href]) => [name, { href }]);
  return {
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    ...Object.fromEntries(named),
    _links: Object.fromEntries(all),
  };
}
