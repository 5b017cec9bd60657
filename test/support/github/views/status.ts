import type { Sha } from "../../../../src/state/facts.ts";
import type { ServerContext } from "../context.ts";
import type { Repository, StatusRecord } from "../state.ts";
import { repositoryUrl } from "./repository.ts";
import { timestamp } from "./time.ts";
import { simpleUser, userId } from "./user.ts";

/** GitHub's `status`; without the creator it is a `simple-commit-status`. */
export function statusView(
  context: ServerContext,
  repository: Repository,
  sha: Sha,
  status: StatusRecord,
): Record<string, unknown> {
  return { ...simpleStatus(context, repository, sha, status), creator: simpleUser(context, status.creator) };
}

/** GitHub's `simple-commit-status`. */
export function simpleStatus(
  context: ServerContext,
  repository: Repository,
  sha: Sha,
  status: StatusRecord,
): Record<string, unknown> {
  return {
    url: `${repositoryUrl(context, repository)}/statuses/${sha}`,
    avatar_url: `${context.url}/avatars/${userId(status.creator)}`,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
  };
}
