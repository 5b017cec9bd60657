import type { StatusRecord } from "../state.ts";
import { combinedState, newestStatuses } from "../statuses.ts";
import type { Resolvers } from "./resolvers.ts";
import { moment, need } from "./sources.ts";
import type { CommitSource } from "./sources.ts";

export const commitResolvers: Resolvers<CommitSource> = {
  committedDate: ({ repository, sha }) => repository.store.git("log", "-1", "--format=%cI", sha),
  id: ({ repository, sha }) => `C_${repository.id}_${sha}`,
  message: ({ repository, sha }) => repository.store.git("log", "-1", "--format=%B", sha),
  oid: ({ sha }) => sha,
  status(source, _args, context): CommitSource | null {
    need(context, source.repository, { statuses: "read" });
    return source.repository.statuses.has(source.sha) ? source : null;
  },
};

/** All contexts of a commit: there is no such thing where there is no context. */
export const statusResolvers: Resolvers<CommitSource> = {
  context: ({ repository, sha }, { name }: { name: string }) =>
    newestStatuses(repository, sha).get(name.toLowerCase()) ?? null,
  contexts: ({ repository, sha }) => [...newestStatuses(repository, sha).values()],
  id: ({ repository, sha }) => `S_${repository.id}_${sha}`,
  state: ({ repository, sha }) => combinedState([...newestStatuses(repository, sha).values()]).toUpperCase(),
};

export const statusContextResolvers: Resolvers<StatusRecord> = {
  context: ({ context }) => context,
  createdAt: ({ createdAt }) => moment(createdAt),
  creator: ({ creator }) => ({ type: creator.endsWith("[bot]") ? "Bot" : "User", login: creator }),
  description: ({ description }) => description,
  id: ({ id }) => `SC_${id}`,
  state: ({ state }) => state.toUpperCase(),
  targetUrl: ({ targetUrl }) => targetUrl,
};
