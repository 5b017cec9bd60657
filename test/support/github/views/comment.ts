import type { ServerContext } from "../context.ts";
import type { Comment, Pull, Repository, Review } from "../state.ts";
import { repositoryUrl } from "./repository.ts";
import { timestamp } from "./time.ts";
import { speaker } from "./user.ts";

/** GitHub's `issue-comment`. */
export function commentView(
  context: ServerContext,
  repository: Repository,
  pull: Pull,
  comment: Comment,
): Record<string, unknown> {
  const api = repositoryUrl(context, repository);
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${pullPage(context, repository, pull)}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${pull.number}`,
    body: comment.body,
    user: speaker(context, comment.author),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: comment.author === repository.owner ? "OWNER" : "NONE",
  };
}

/** GitHub's `pull-request-review`. */
export function reviewView(
  context: ServerContext,
  repository: Repository,
  pull: Pull,
  review: Review,
): Record<string, unknown> {
  const html = `${pullPage(context, repository, pull)}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(context, repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: speaker(context, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: timestamp(review.submittedAt),
    commit_id: review.commit,
    author_association: review.author === repository.owner ? "OWNER" : "COLLABORATOR",
  };
}

function pullPage(context: ServerContext, repository: Repository, pull: Pull): string {
  return `${context.url}/${repository.fullName}/pull/${pull.number}`;
}
