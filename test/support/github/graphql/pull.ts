import { lookAtMergeability } from "../mergeability.ts";
import { latestOpinions, opinions } from "../protection.ts";
import type { Comment, Label, Pull, Repository, Review, ReviewComment } from "../state.ts";
import { pullNodeId } from "../views/pull.ts";
import { isBot, isDeleted, userId } from "../views/user.ts";
import { connect } from "./connection.ts";
import type { Connection, Paging } from "./connection.ts";
import type { Resolvers } from "./resolvers.ts";
import { moment } from "./sources.ts";
import type { CommitSource, PullSource, QueryContext, RepositorySource } from "./sources.ts";

interface ActorSource {
  readonly type: "Bot" | "User";
  readonly login: string;
}

type ReviewSource = Review & { readonly repository: Repository };

export const pullResolvers: Resolvers<PullSource> = {
  author: ({ pull }, _args, context) => speaker(pull.author, context),
  autoMergeRequest: ({ pull }) => pull.autoMerge ?? null,
  baseRefName: ({ pull }) => pull.baseRef,
  baseRefOid: ({ pull }) => pull.baseSha,
  body: ({ pull }) => pull.body,
  closed: ({ pull }) => pull.state !== "open",
  closedAt: ({ pull }) => moment(pull.closedAt),
  comments: ({ pull }, paging: Paging) => connect(pull.comments, paging, ({ id }) => id),
  commits: ({ repository, pull }, paging: Paging) => listCommits(repository, pull, paging),
  createdAt: ({ pull }) => moment(pull.createdAt),
  databaseId: ({ pull }) => pull.id,
  headRefName: ({ pull }) => pull.headRef,
  headRefOid: ({ pull }) => pull.headSha,
  headRepository: ({ repository, pull }, _args, { server }): RepositorySource | null => {
    const head = server.repositories.get(pull.headRepository.toLowerCase());
    const own = pull.headRepository === repository.fullName ? repository : head;
    return own === undefined ? null : { type: "Repository", repository: own };
  },
  id: ({ pull }) => pullNodeId(pull),
  isCrossRepository: ({ repository, pull }) => pull.headRepository !== repository.fullName,
  isDraft: ({ pull }) => pull.draft,
  isInMergeQueue: ({ pull }) => pull.queuedAt !== undefined,
  labels({ repository, pull }, paging: Paging): Connection<Label> {
    const labels = [...pull.labels].flatMap((name) => repository.labels.get(name.toLowerCase()) ?? []);
    return connect(labels, paging, ({ id }) => id);
  },
  latestOpinionatedReviews({ repository, pull }, args: Paging & { writersOnly?: boolean }): Connection<ReviewSource> {
    const reviews = args.writersOnly === true ? opinions(repository, pull) : latestOpinions(pull);
    return connect(withRepository(repository, reviews), args, ({ id }) => id);
  },
  mergeCommit: ({ repository, pull }) => (pull.mergeCommit === undefined ? null : commit(repository, pull.mergeCommit)),
  mergeQueueEntry: (source) => (source.pull.queuedAt === undefined ? null : source),
  mergeable: async ({ repository, pull }) => {
    const clean = pull.state === "open" ? await lookAtMergeability(repository, pull) : undefined;
    return clean === undefined ? "UNKNOWN" : clean ? "MERGEABLE" : "CONFLICTING";
  },
  merged: ({ pull }) => pull.state === "merged",
  mergedAt: ({ pull }) => moment(pull.state === "merged" ? pull.closedAt : undefined),
  mergedBy: ({ pull }) => (pull.mergedBy === undefined ? null : actor(pull.mergedBy)),
  number: ({ pull }) => pull.number,
  reviewDecision: ({ repository, pull }) => reviewDecision(repository, pull),
  reviews: ({ repository, pull }, paging: Paging) =>
    connect(withRepository(repository, pull.reviews), paging, ({ id }) => id),
  state: ({ pull }) => pull.state.toUpperCase(),
  title: ({ pull }) => pull.title,
  updatedAt: ({ pull }) => moment(pull.updatedAt),
};

export const autoMergeResolvers: Resolvers<NonNullable<Pull["autoMerge"]>> = {
  enabledAt: ({ at }) => moment(at),
  enabledBy: (request) => actor(request.actor.login),
  mergeMethod: ({ method }) => method.toUpperCase(),
};

export const labelResolvers: Resolvers<Label> = {
  color: ({ color }) => color,
  id: ({ id }) => `LA_${id}`,
  name: ({ name }) => name,
};

export const commentResolvers: Resolvers<Comment> = {
  author: ({ author }, _args, context) => speaker(author, context),
  body: ({ body }) => body,
  createdAt: ({ createdAt }) => moment(createdAt),
  databaseId: ({ id }) => id,
  id: ({ id }) => `IC_${id}`,
  isMinimized: ({ isMinimized }) => isMinimized,
  updatedAt: ({ updatedAt }) => moment(updatedAt),
};

export const reviewResolvers: Resolvers<ReviewSource> = {
  author: ({ author }, _args, context) => speaker(author, context),
  body: ({ body }) => body,
  comments: ({ comments }, paging: Paging) => connect(comments, paging, ({ id }) => id),
  commit: (review) => commit(review.repository, review.commit),
  id: ({ id }) => `PRR_${id}`,
  isMinimized: () => false,
  state: ({ state }) => state,
  submittedAt: ({ submittedAt }) => moment(submittedAt),
};

export const reviewCommentResolvers: Resolvers<ReviewComment> = {
  author: ({ author }, _args, context) => speaker(author, context),
  body: ({ body }) => body,
  createdAt: ({ createdAt }) => moment(createdAt),
  id: ({ id }) => `PRRC_${id}`,
  isMinimized: ({ isMinimized }) => isMinimized,
  line: ({ line }) => line,
  path: ({ path }) => path,
};

export const pullCommitResolvers: Resolvers<CommitSource> = {
  commit: (source) => source,
  id: ({ repository, sha }) => `PRC_${repository.id}_${sha}`,
};

/** Of users and of apps' accounts. GraphQL calls these without the `[bot]` that REST puts behind them. */
export const actorResolvers: Resolvers<ActorSource> = {
  databaseId: ({ login }) => userId(login),
  id: ({ type, login }) => `${type === "Bot" ? "BOT" : "U"}_${userId(login)}`,
  login: ({ login }) => login.replace(/\[bot\]$/, ""),
};

/** Null where the account is gone. */
function speaker(login: string, { server }: QueryContext): ActorSource | null {
  return isDeleted(server, login) ? null : actor(login);
}

function actor(login: string): ActorSource {
  return { type: isBot(login) ? "Bot" : "User", login };
}

function commit(repository: Repository, sha: string): CommitSource {
  return { type: "Commit", repository, sha };
}

function withRepository(repository: Repository, reviews: readonly Review[]): readonly ReviewSource[] {
  return reviews.map((review) => ({ ...review, repository }));
}

/** Oldest first. The last one is known without asking git. */
async function listCommits(repository: Repository, pull: Pull, paging: Paging): Promise<Connection<CommitSource>> {
  if (paging.first == null && paging.last === 1) {
    const only = connect([commit(repository, pull.headSha)], paging, ({ sha }) => sha);
    return { ...only, pageInfo: { ...only.pageInfo, hasPreviousPage: false } };
  }
  const log = await repository.store.git("rev-list", "--reverse", `${pull.baseSha}..${pull.headSha}`);
  const commits = log.split("\n").map((sha) => commit(repository, sha));
  return connect(commits, paging, ({ sha }) => sha);
}

function reviewDecision(repository: Repository, pull: Pull): string | null {
  const states = opinions(repository, pull).map(({ state }) => state);
  const required = repository.protections.get(pull.baseRef)?.reviews ?? 0;
  if (states.includes("CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  if (states.length >= Math.max(1, required)) return "APPROVED";
  return required > 0 ? "REVIEW_REQUIRED" : null;
}
