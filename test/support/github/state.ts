/** What the test server knows: the facts behind REST, GraphQL and git. Times are milliseconds since the epoch. */
import type { Sha } from "../../../src/state/facts.ts";
import type { GitStore } from "./git-store.ts";

export type Level = "read" | "write" | "admin";

/** By GitHub's name, such as `contents` or `pull-requests`. */
export type Permissions = Readonly<Record<string, Level>>;

/**
 * - `user`: a person's token.
 * - `actions`: a workflow run's default token; what it causes starts no run, except by dispatches.
 * - `app`: an installation token of another app.
 */
export type TokenKind = "user" | "actions" | "app";

export interface Token {
  readonly text: string;
  readonly login: string;
  readonly kind: TokenKind;
  readonly permissions: Permissions;
  /** The only repository that it is good for, `owner/name`; undefined: all of them. */
  readonly repository: string | undefined;
}

/** Who does something: a token's owner, or a person in front of the web pages. */
export interface Actor {
  readonly login: string;
  readonly kind: TokenKind;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** `owner/name` */
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly createdAt: number;
  readonly store: GitStore;
  /** One change at a time: runs the work when all earlier ones are done. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  readonly settings: Settings;
  /** By branch. */
  readonly protections: Map<string, Protection>;
  /** Of rulesets, oldest first. */
  readonly rules: BranchRule[];
  /** Names of the secrets of Actions, and of those that the organisation shares. */
  readonly secrets: { readonly own: Set<string>; readonly organization: Set<string> };
  /** By login, in lower case; the owner is an administrator without being listed. */
  readonly collaborators: Map<string, "admin" | "write" | "read" | "none">;
  /** Every ref as it was when the server last looked. */
  readonly refs: Map<string, Sha>;
  /** By number, ascending. */
  readonly pulls: Map<number, Pull>;
  /** Oldest first. */
  readonly statuses: Map<Sha, StatusRecord[]>;
  /** By name in lower case. */
  readonly labels: Map<string, Label>;
  /** The number of the newest pull request. */
  lastNumber: number;
}

export interface Settings {
  /** "Allow GitHub Actions to create and approve pull requests". */
  canCreatePullRequests: boolean;
  /** Whether the repository's plan has draft pull requests. */
  allowDrafts: boolean;
  /** "Allow auto-merge". */
  allowAutoMerge: boolean;
  /** "Allow merge commits". */
  allowMergeCommits: boolean;
  /** Whether the default branch is merged by a queue. */
  mergeQueue: boolean;
  /** Whether the repository's plan has rulesets. */
  hasRulesets: boolean;
  /** Whether Actions is on, and whose actions it takes. */
  actions: "off" | "all" | "local_only" | "selected";
  /** What it takes where they are `selected`. */
  actionPatterns: readonly string[];
  /** "Require actions to be pinned to a full-length commit SHA". */
  pinActions: boolean;
}

/** What a protected branch demands. Nobody pushes to it. */
export interface Protection {
  readonly contexts: readonly string[];
  /** Approving reviews by people with write access. */
  readonly reviews: number;
}

/** A rule of an active ruleset. The API tells all of them; of pushes and merges only required statuses are demanded. */
export interface BranchRule {
  /** A branch, or what its name begins with, then `/*`. */
  readonly branches: string;
  /** As GitHub spells it: `creation`, `pull_request`, `required_status_checks`... */
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  readonly headRef: string;
  /** `owner/name` of the head; not ours: a fork. */
  readonly headRepository: string;
  readonly createdAt: number;
  readonly comments: Comment[];
  readonly reviews: Review[];
  /** Logins whose review was asked for. */
  readonly requestedReviewers: Set<string>;
  /** Names of teams whose review was asked for. */
  readonly requestedTeams: Set<string>;
  /** Names as their labels spell them, in the order in which they were added. */
  readonly labels: Set<string>;
  headSha: Sha;
  baseRef: string;
  baseSha: Sha;
  title: string;
  body: string;
  state: "open" | "closed" | "merged";
  draft: boolean;
  updatedAt: number;
  closedAt: number | undefined;
  mergeCommit: Sha | undefined;
  mergedBy: string | undefined;
  /** What the last look at the two tips found. Undefined: nobody asked for them yet. */
  mergeability: Mergeability | undefined;
  /** `refs/pull/N/merge` of exactly these two commits; no `sha`: they conflict. Undefined: nobody needed it yet. */
  mergeRef: { readonly head: Sha; readonly base: Sha; readonly sha: Sha | undefined } | undefined;
  /** Who asked for a merge as soon as it may be merged, and how; undefined: nobody. */
  autoMerge: { readonly actor: Actor; readonly method: MergeMethod; readonly at: number } | undefined;
  /** When it was put into the merge queue; undefined: it is not there. */
  queuedAt: number | undefined;
  /** Of one in the queue: the head of its merge group, what the base would become. Undefined: it is not built yet. */
  queueHead: Sha | undefined;
}

export type MergeMethod = "merge" | "squash" | "rebase";

/** Of exactly these two commits. */
export interface Mergeability {
  readonly head: Sha;
  readonly base: Sha;
  readonly clean: Promise<boolean>;
}

export interface StatusRecord {
  readonly id: number;
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: number;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
  /** A person has hidden it. */
  isMinimized: boolean;
}

/** Part of a review; on one line of a file, or none where that line is gone. */
export interface ReviewComment {
  readonly id: number;
  readonly author: string;
  readonly createdAt: number;
  readonly body: string;
  readonly path: string;
  readonly line: number | null;
  readonly isMinimized: boolean;
}

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";

export interface Review {
  readonly id: number;
  readonly author: string;
  readonly state: ReviewState;
  readonly commit: Sha;
  readonly submittedAt: number;
  readonly body: string;
  readonly comments: readonly ReviewComment[];
}

/** A new repository's settings: a Team organisation whose owner allowed what we need. */
export function defaultSettings(): Settings {
  return {
    canCreatePullRequests: true,
    allowDrafts: true,
    allowAutoMerge: false,
    allowMergeCommits: true,
    mergeQueue: false,
    hasRulesets: true,
    actions: "all",
    actionPatterns: [],
    pinActions: false,
  };
}
