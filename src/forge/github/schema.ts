/** What we read of GitHub's answers, and no more. */
import { z } from "zod";

const Time = z.string().transform((text) => Date.parse(text));
const Login = z.object({ login: z.string() });
const Commit = z.object({ oid: z.string() });

/** Of GraphQL's connections. */
const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

const StatusNode = z.object({
  context: z.string(),
  state: z.enum(["EXPECTED", "ERROR", "FAILURE", "PENDING", "SUCCESS"]).transform((state) => STATES[state]),
  description: z.string().nullable(),
});

/** `EXPECTED`: required, and nobody has written it yet. */
const STATES = {
  EXPECTED: "pending",
  ERROR: "error",
  FAILURE: "failure",
  PENDING: "pending",
  SUCCESS: "success",
} as const;

export const CommitStatus = z.object({
  oid: z.string(),
  status: z.object({ contexts: z.array(StatusNode) }).nullable(),
});
export type CommitStatus = z.infer<typeof CommitStatus>;

const Review = z.object({ state: z.string(), author: Login.nullable(), commit: Commit.nullable() });

export const PullNode = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  /** Null: the account is gone. */
  author: Login.nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }),
  createdAt: Time,
  closedAt: Time.nullable(),
  mergeCommit: Commit.nullable(),
  // Asked for of open ones only.
  autoMergeRequest: z.object({ enabledAt: z.string().nullable() }).nullish(),
  isInMergeQueue: z.boolean().default(false),
  /** Null: it is not in the queue; its commit is null until its group is built. */
  mergeQueueEntry: z.object({ headCommit: CommitStatus.nullable() }).nullish(),
  latestOpinionatedReviews: z.object({ nodes: z.array(Review) }).nullish(),
  commits: z.object({ nodes: z.array(z.object({ commit: CommitStatus })) }).optional(),
});
export type PullNode = z.infer<typeof PullNode>;

const PullConnection = z.object({ pageInfo: PageInfo, nodes: z.array(PullNode) });

export const PullPage = z.object({ repository: z.object({ pullRequests: PullConnection }) });
export type PullPage = z.infer<typeof PullPage>;

/** By alias. */
export const PullsByBranch = z.object({
  repository: z.record(z.string(), z.object({ nodes: z.array(PullNode) })),
});

/** By alias; null: there is no such commit. */
export const CommitsByAlias = z.object({ repository: z.record(z.string(), CommitStatus.nullable()) });

const CheckRun = z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() });

/** Null: there is no such suite any more. */
export const CheckSuites = z.object({
  nodes: z.array(
    z.object({ id: z.string(), checkRuns: z.object({ pageInfo: PageInfo, nodes: z.array(CheckRun) }) }).nullable(),
  ),
});

export const Viewer = z.object({ viewer: Login });

/** A pull request as REST tells it. */
export const RestPull = z.object({
  number: z.int(),
  node_id: z.string(),
  state: z.enum(["open", "closed"]),
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({ sha: z.string() }),
  labels: z.array(z.object({ name: z.string() })),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
  /** Null: GitHub has not computed it yet. A list does not tell it. */
  mergeable: z.boolean().nullish(),
});
export type RestPull = z.infer<typeof RestPull>;

export const Comment = z.object({ id: z.number(), body: z.string().default(""), user: Login.nullable() });
export type Comment = z.infer<typeof Comment>;

const Speaker = z.object({ kind: z.string(), login: z.string() });
const Words = z.object({
  /** Null: the account is gone. */
  author: Speaker.nullable(),
  body: z.string(),
  /** A person has hidden it. */
  isMinimized: z.boolean(),
});
const Said = z.object({ ...Words.shape, createdAt: Time });

const PageBefore = z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() });
export type PageBefore = z.infer<typeof PageBefore>;

/** What was said on the pages of a pull request; null: there is no such one. */
export const Conversation = z.object({
  repository: z.object({
    pullRequest: z
      .object({
        reviews: z
          .object({
            pageInfo: PageBefore,
            nodes: z.array(
              z.object({
                ...Words.shape,
                state: z.string(),
                /** Null: it is not handed in yet. */
                submittedAt: Time.nullable(),
                comments: z.object({
                  nodes: z.array(z.object({ ...Said.shape, path: z.string(), line: z.int().nullable() })),
                }),
              }),
            ),
          })
          .optional(),
        comments: z.object({ pageInfo: PageBefore, nodes: z.array(Said) }).optional(),
      })
      .nullable(),
  }),
});
export type Conversation = z.infer<typeof Conversation>;

export const Permission = z.object({ permission: z.string() });

/** A run of a workflow. */
export const Run = z.object({
  id: z.number(),
  run_attempt: z.int().default(1),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  head_sha: z.string(),
  html_url: z.string(),
  created_at: Time,
  check_suite_node_id: z.string(),
});
export type Run = z.infer<typeof Run>;

export const RunPage = z.object({ workflow_runs: z.array(Run) });

export const JobPage = z.object({
  jobs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })),
});

export const GitRef = z.object({ object: z.object({ sha: z.string() }) });

export const Merged = z.object({ sha: z.string() });
