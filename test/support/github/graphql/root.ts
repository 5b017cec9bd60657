import { queued } from "../auto-merge.ts";
import { reaches } from "../tokens.ts";
import { GraphqlRefusal } from "./refusal.ts";
import type { Resolvers } from "./resolvers.ts";
import { findNode } from "./sources.ts";
import type { CommitSource, PullSource, RepositorySource } from "./sources.ts";

export const queryResolvers: Resolvers<unknown> = {
  id: () => "Q_1",
  node: (_root, { id }: { id: string }, context) => findNode(context, id),
  nodes: (_root, { ids }: { ids: readonly string[] }, context) => ids.map(async (id) => findNode(context, id)),
  rateLimit: (_root, _args, { rateLimit }) => rateLimit,
  repository(_root, { owner, name }: { owner: string; name: string }, { server, token }): RepositorySource {
    const repository = server.repositories.get(`${owner}/${name}`.toLowerCase());
    if (repository !== undefined && reaches(token, repository)) return { type: "Repository", repository };
    throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  },
  viewer: (_root, _args, { token }) => ({ type: "User", login: token.login }),
};

/** Where a pull request stands in the queue. */
export const queueEntryResolvers: Resolvers<PullSource> = {
  headCommit: ({ repository, pull }): CommitSource | null =>
    pull.queueHead === undefined ? null : { type: "Commit", repository, sha: pull.queueHead },
  id: ({ pull }) => `MQE_${pull.id}`,
  position: ({ repository, pull }) => queued(repository).indexOf(pull) + 1,
  state: () => "QUEUED",
};

/** The viewer is a user for GraphQL even where it is an app, and so keeps its `[bot]`. */
export const userResolvers = { login: ({ login }: { readonly login: string }) => login };
