import type { Sha } from "../../../../src/state/facts.ts";
import { findCommit } from "../rest/find.ts";
import type { Pull, Repository } from "../state.ts";
import { repositoryNodeId } from "../views/repository.ts";
import { connect } from "./connection.ts";
import type { Connection, Paging } from "./connection.ts";
import { GraphqlRefusal } from "./refusal.ts";
import type { Resolvers } from "./resolvers.ts";
import { need } from "./sources.ts";
import type { CommitSource, PullSource, QueryContext, RepositorySource } from "./sources.ts";

interface PullFilter extends Paging {
  readonly states?: readonly ("OPEN" | "CLOSED" | "MERGED")[] | null;
  readonly labels?: readonly string[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" } | null;
}

interface RefSource {
  readonly repository: Repository;
  readonly ref: string;
  readonly sha: Sha;
}

const PULLS = { "pull-requests": "read" } as const;
const CONTENTS = { contents: "read" } as const;

export const repositoryResolvers: Resolvers<RepositorySource> = {
  databaseId: ({ repository }) => repository.id,
  id: ({ repository }) => repositoryNodeId(repository),
  isPrivate: ({ repository }) => repository.private,
  name: ({ repository }) => repository.name,
  nameWithOwner: ({ repository }) => repository.fullName,
  defaultBranchRef: ({ repository }, _args, context) =>
    findRef(context, repository, `refs/heads/${repository.defaultBranch}`),
  ref: ({ repository }, { qualifiedName }: { qualifiedName: string }, context) =>
    findRef(context, repository, qualifiedName.startsWith("refs/") ? qualifiedName : `refs/heads/${qualifiedName}`),
  refs({ repository }, args: Paging & { refPrefix: string }, context): Connection<RefSource> {
    need(context, repository, CONTENTS);
    const refs = [...repository.refs].filter(([ref]) => ref.startsWith(args.refPrefix));
    const sorted = refs.toSorted(([a], [b]) => (a < b ? -1 : 1));
    const sources = sorted.map(([ref, sha]) => ({ repository, ref, sha }));
    return connect(sources, args, ({ ref }) => ref);
  },
  object: ({ repository }, args: { expression?: string | null; oid?: string | null }, context) =>
    findObject(context, repository, args.oid ?? args.expression ?? ""),
  pullRequest({ repository }, { number }: { number: number }, context): PullSource {
    need(context, repository, PULLS);
    const pull = repository.pulls.get(number);
    if (pull !== undefined) return { type: "PullRequest", repository, pull };
    throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
  },
  pullRequests({ repository }, filter: PullFilter, context): Connection<PullSource> {
    need(context, repository, PULLS);
    const sources = sort(repository, filter.orderBy).map((pull): PullSource => ({
      type: "PullRequest",
      repository,
      pull,
    }));
    const fits = fitting(filter);
    return connect(
      sources,
      filter,
      ({ pull }) => pull.number,
      ({ pull }) => fits(pull),
    );
  },
};

export const refResolvers: Resolvers<RefSource> = {
  id: ({ repository, ref }) => `REF_${repository.id}_${ref}`,
  name: ({ ref }) => ref.replace(/^refs\/[^/]+\//, ""),
  prefix: ({ ref }) => /^refs\/[^/]+\//.exec(ref)?.[0] ?? "refs/",
  target: ({ repository, sha }): CommitSource => ({ type: "Commit", repository, sha }),
};

function findRef(context: QueryContext, repository: Repository, ref: string): RefSource | null {
  need(context, repository, CONTENTS);
  const sha = repository.refs.get(ref);
  return sha === undefined ? null : { repository, ref, sha };
}

async function findObject(
  context: QueryContext,
  repository: Repository,
  expression: string,
): Promise<CommitSource | null> {
  need(context, repository, CONTENTS);
  if (expression.includes(":")) throw new Error(`the test server has no objects but commits, not ${expression}`);
  const sha = await findCommit(repository, expression);
  return sha === undefined ? null : { type: "Commit", repository, sha };
}

function sort(repository: Repository, order: PullFilter["orderBy"]): readonly Pull[] {
  const { field, direction } = order ?? { field: "CREATED_AT", direction: "ASC" };
  if (field !== "CREATED_AT" && field !== "UPDATED_AT") throw new Error(`the test server can't order by ${field}`);
  const by = (pull: Pull) => (field === "CREATED_AT" ? pull.createdAt : pull.updatedAt);
  const ascending = [...repository.pulls.values()].toSorted((a, b) => by(a) - by(b) || a.number - b.number);
  return direction === "ASC" ? ascending : ascending.toReversed();
}

function fitting(filter: PullFilter): (pull: Pull) => boolean {
  const states = filter.states?.map((state) => state.toLowerCase());
  const labels = filter.labels?.map((label) => label.toLowerCase());
  return (pull) =>
    (states?.includes(pull.state) ?? true) &&
    (filter.baseRefName == null || filter.baseRefName === pull.baseRef) &&
    (filter.headRefName == null || filter.headRefName === pull.headRef) &&
    (labels === undefined || [...pull.labels].some((label) => labels.includes(label.toLowerCase())));
}
