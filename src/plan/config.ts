import type { AgentType } from "./agent-types.ts";
import type { PathCase } from "./scope.ts";
import type { AcceptanceTest, Priority, Scope } from "./workstream.ts";

/** A slot that runs one workstream at a time. */
export interface AgentConfig {
  readonly id: string;
  /** Which CLI it is. */
  readonly type: AgentType;
  /** The values of `tool` it takes: its type, or what `tools` says. A workstream without a tool fits every agent. */
  readonly tools: "any" | readonly string[];
  /** Tracks it is dedicated to: their work first. Empty: none. */
  readonly tracks: readonly string[];
  /** It takes nothing but its tracks' work. */
  readonly exclusive: boolean;
  readonly priority: Priority;
  /** A shell command line, or a program with its arguments. */
  readonly command: string | readonly string[] | undefined;
  readonly model: string | undefined;
  /** Further arguments of its CLI. */
  readonly args: readonly string[];
  /** Of its CLI; undefined: the program that is there, else the one that this release was tried with. */
  readonly version: string | undefined;
  /** The endpoint of its model; undefined: the vendor's. */
  readonly baseUrl: string | undefined;
  /** Whose home directory it sees: an empty one, or that of whoever starts the run. */
  readonly home: "private" | "own";
  /** Names of further environment variables that it may see. */
  readonly env: readonly string[];
}

/**
 * Changing a file that one of `when` names allows to change those that `also` derives from it. `when` without a slash is a
 * file's name in any folder, else a path from the root; `also` is a path from that file's folder or, with a leading slash,
 * from the root. Each `*` and `**` of `also` stands for what the same one of `when` stood for.
 */
export interface CompanionRule {
  readonly when: readonly string[];
  readonly also: readonly string[];
}

/** How a kind of workstreams is done. What a workstream says itself goes before it, acceptance tests apart. */
export interface Pattern {
  readonly id: string;
  /** The workstreams that it is for; undefined: only those that name it. */
  readonly match: PatternMatch | undefined;
  /** Path of the template of their prompts, from the repository's root; undefined: the usual one. */
  readonly promptTemplate: string | undefined;
  /** The type of agent that they ask for. */
  readonly type: AgentType | undefined;
  /** What their agents run instead of their own command or CLI: a shell command line, or a program with its arguments. */
  readonly command: string | readonly string[] | undefined;
  /** Run before their own. */
  readonly acceptance: readonly AcceptanceTest[];
  readonly timeoutMinutes: number | undefined;
  readonly maxAttempts: number | undefined;
}

/** What a workstream must have: all that is given, and at least one is. */
export interface PatternMatch {
  /** One of these ids or id globs; empty: any. */
  readonly ids: readonly string[];
  /** One of these tracks; empty: any, or none. */
  readonly tracks: readonly string[];
  /** By key of its `metadata`: one of these values, alone or in a list. */
  readonly metadata: ReadonlyMap<string, readonly MetadataValue[]>;
}

export type MetadataValue = string | number | boolean;

/** So many agents there may be at most. */
export const MAX_AGENTS = 256;

/** The largest value of `maxFiles`. */
export const MAX_FILES = 100_000;

/** What holds for the whole plan; every field has a default. */
export interface Config {
  readonly agents: readonly AgentConfig[];
  /** Name to ids or id globs. */
  readonly tracks: ReadonlyMap<string, readonly string[]>;
  /** By track: how many of its workstreams may run at once, at least 1; a track that is missing has no limit. */
  readonly maxParallel: ReadonlyMap<string, number>;
  /** The first one that matches a workstream holds for it. */
  readonly patterns: readonly Pattern[];
  /** Path of the template of prompts, from the repository's root, where no pattern has one; undefined: the built-in one. */
  readonly promptTemplate: string | undefined;
  readonly defaults: {
    readonly maxAttempts: number;
    readonly timeoutMinutes: number;
    /** Hours; undefined: 1 + the number of tasks. */
    readonly estimate: number | undefined;
    /** Minutes before the second attempt; doubled for each one after it. */
    readonly backoffMinutes: number;
  };
  readonly budget: Budget;
  readonly overlap: {
    /** When a pull request waits for an earlier one. */
    readonly policy: "merge" | "file" | "off";
    /** What two workstreams are that may write the same path in no order: worth a warning, wrong, or fine. */
    readonly unordered: "warn" | "forbid" | "allow";
    /** How long a scope is held: until its pull request is merged or closed, or only until it is open. */
    readonly until: "merged" | "published";
    /** What becomes of a pull request that conflicts with the moved base: a new attempt, or a person's work. */
    readonly rebuild: "auto" | "manual";
  };
  readonly scopes: { readonly case: PathCase };
  /** Patterns of paths that only a scope which names them literally may change. */
  readonly protectedPaths: Scope;
  /** What may change with a path of the scope, outside of it. */
  readonly companions: readonly CompanionRule[];
  /** Largest file a workstream may deliver, in bytes. */
  readonly maxFileBytes: number;
  /** How many files a workstream may change. */
  readonly maxFiles: number;
  /** Who merges what passes its gates: a person, the loop, GitHub's auto-merge, or its merge queue. */
  readonly merge: "manual" | "auto" | "auto-merge" | "queue";
  /** The branch that work starts from and merges into; undefined: the repository's default. */
  readonly base: string | undefined;
  /** The loop's token on GitHub: the run's own, or a GitHub App's or a person's, given as a secret. */
  readonly token: "default" | "app";
  /** How many approvals of the very head it takes before it is merged without a person. */
  readonly requiredApprovals: number;
  /** Logins, and teams as `team:<slug>`, whose review each pull request asks for. */
  readonly reviewers: readonly string[];
  /** Pull requests are opened as drafts where the repository allows it. */
  readonly draft: boolean;
  /** File name of the repository's own CI workflow, dispatched on agents' branches; undefined: none. */
  readonly ciWorkflow: string | undefined;
  /** File name of the workflow that is dispatched on the base after a merge of ours; undefined: none. */
  readonly afterMergeWorkflow: string | undefined;
  readonly jobs: {
    /** In which an agent works. */
    readonly agent: AgentJobConfig;
    /** That runs the acceptance tests. */
    readonly verify: JobConfig;
  };
}

/** The most that may be spent: US dollars, and tokens read and written together; undefined: no limit. */
export interface SpendingLimit {
  readonly usd: number | undefined;
  readonly tokens: number | undefined;
}

/** What agents may spend, by their own figures. */
export interface Budget {
  readonly perAttempt: SpendingLimit;
  /** All attempts of a workstream since its last `retry`. */
  readonly perWorkstream: SpendingLimit;
  /** All attempts that ended on one day, in UTC. */
  readonly perDay: SpendingLimit;
}

/** What a job on GitHub runs on and needs. */
export interface JobConfig {
  /** Labels that the runner must have; at least one. */
  readonly runsOn: readonly string[];
  /** Image of the container that the job runs in; undefined: none. */
  readonly container: string | undefined;
  /** Shell commands that prepare the working tree, in their order. */
  readonly setup: readonly string[];
  /** The repository's composite action `.github/actions/workstreams-setup/` is used before them. */
  readonly setupAction: boolean;
}

/** The job in which an agent works. */
export interface AgentJobConfig extends JobConfig {
  /**
   * The hosts that an agent may reach beside its vendor's: a name or an address, `*.` and a name for all below it, with or
   * without a port. Undefined: everything.
   */
  readonly network: readonly string[] | undefined;
}
