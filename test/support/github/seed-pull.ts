import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { ensureLabel } from "./labels.ts";
import { newPull } from "./pull-life.ts";
import type { Repository, ReviewState, StatusRecord } from "./state.ts";

/** What a pull request is, as far as somebody wants it other than it is at first. */
export interface PullSeed {
  readonly head: string;
  readonly headSha: Sha;
  /** `owner/name`; not ours: a fork. */
  readonly headRepository?: string;
  readonly title?: string;
  readonly body?: string;
  readonly author?: string;
  readonly labels?: readonly string[];
  readonly draft?: boolean;
  readonly state?: "open" | "closed" | "merged";
  readonly mergeCommit?: Sha;
  readonly createdAt?: number;
  readonly closedAt?: number;
  readonly reviews?: readonly { readonly author: string; readonly state: ReviewState }[];
  /** Of the head; the last one is the newest. */
  readonly statuses?: readonly Pick<StatusRecord, "context" | "state" | "description">[];
}

const SILENT = { body: "", comments: [] } as const;

/** Puts it there as it is. The answer is its number. */
export function seedPull(context: ServerContext, repository: Repository, seed: PullSeed): number {
  const { head, labels = [], reviews = [], statuses = [], state = "open", author = repository.owner, ...fields } = seed;
  const now = fields.createdAt ?? context.clock();
  const pull = newPull(context, repository, {
    ...fields,
    state,
    author,
    headRef: head,
    baseRef: repository.defaultBranch,
    baseSha: repository.refs.get(`refs/heads/${repository.defaultBranch}`) ?? fields.headSha,
    title: fields.title ?? head,
    labels: new Set(labels.map((name) => ensureLabel(context, repository, name).name)),
    reviews: reviews.map((each) => ({
      ...each,
      ...SILENT,
      id: context.nextId(),
      commit: fields.headSha,
      submittedAt: now,
    })),
    closedAt: state === "open" ? undefined : (fields.closedAt ?? now),
    mergedBy: state === "merged" ? author : undefined,
  });
  repository.pulls.set(pull.number, pull);
  const records = statuses.map((each) => ({
    ...each,
    id: context.nextId(),
    targetUrl: null,
    creator: author,
    createdAt: now,
  }));
  if (records.length > 0) repository.statuses.set(fields.headSha, records);
  return pull.number;
}
