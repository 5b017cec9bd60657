import type { CompanionRule } from "../plan/config.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Workstream, Scope } from "../plan/workstream.ts";
import type { Failure } from "./failure.ts";

/** A git object name, 40 hexadecimal characters. */
export type Sha = string;

/** Milliseconds since the epoch. */
export type Instant = number;

/** Who executes an attempt, as its claim recorded it: a process of some machine, or a run of GitHub Actions. */
export type Runner =
  | {
      readonly kind: "local";
      /** The machine or container, without blanks; the same after a restart. A pid means something only there. */
      readonly host: string;
      readonly pid: number;
      /** The process's start time as its system tells it, without blanks; a pid may be used again. */
      readonly startTime: string;
      /** Another one after each start of the host. */
      readonly bootId: string;
    }
  | { readonly kind: "github"; readonly runId: number; readonly runAttempt: number };

/**
 * - `dead`: what executed it is gone.
 * - `unstarted`: its run has no job for it, so that nothing was done.
 * - `cancelled`: a person cancelled its run.
 * - `unknown`: nobody can tell, for example of a claim of another machine.
 */
export type Liveness = "alive" | "dead" | "unstarted" | "cancelled" | "unknown";

/** The commit that starts an attempt and gives it to one agent. */
export interface Claim {
  readonly sha: Sha;
  /** The claim's parent: the commit the attempt starts from, and its recovery point. */
  readonly base: Sha;
  readonly agent: string;
  readonly tool: string;
  /** Id of the pattern that the attempt follows; undefined: none. */
  readonly pattern: string | undefined;
  /** Of the workstream's definition, see `Workstream.digest`. */
  readonly digest: string;
  /** The workstream's file at `base`. */
  readonly file: string;
  readonly at: Instant;
  readonly runner: Runner;
  /** The branch's head when the attempt was claimed: publishing replaces this one and no other. */
  readonly replaces: Sha | undefined;
  /** The time of the newest `resume` of its agent, or of all, that the claim knew of; undefined: there was none. */
  readonly resumed: Instant | undefined;
  /** Of the agent's configuration, see digestOf; undefined where an earlier version made the claim. */
  readonly agentDigest: string | undefined;
  /** The time of the newest `retry` or `start` that the claim knew of; undefined: there was none. */
  readonly answers: Instant | undefined;
  /** What people said of the work so far, for its prompt, see text/notes.ts; may be empty. */
  readonly notes: string;
}

/** How acceptance ended on the delivered head; `off`: the tests were not run because a person said so. */
export type Acceptance = "passed" | "failed" | "off" | "none";

/** What a run of an agent spent, by its own figures. */
export interface Usage {
  /** US dollars; undefined: the CLI does not say. */
  readonly usd: number | undefined;
  /** Tokens read by the model, also those out of its cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What ended an attempt. Whoever creates it first decides. */
export interface End {
  readonly outcome: "delivered" | "failed" | "cancelled" | "expired";
  /** Undefined for `delivered`, unless the branch could not be pushed yet. */
  readonly failure: Failure | undefined;
  /** Whether it uses up one of the workstream's attempts. */
  readonly counted: boolean;
  readonly startedAt: Instant;
  readonly at: Instant;
  /** The delivered commit; undefined where nothing was delivered. */
  readonly head: Sha | undefined;
  readonly acceptance: Acceptance;
  /** The last lines of output, for people and for the next attempt's prompt; may be empty. */
  readonly output: string;
  /** Undefined: nothing is known of it. */
  readonly usage: Usage | undefined;
}

/** What may be changed during one attempt: the workstream and the protected paths at the claim's base. */
export interface Contract {
  readonly scope: Scope;
  readonly protectedPaths: Scope;
  /** What may change with a path of the scope, outside of it. */
  readonly companions: readonly CompanionRule[];
  readonly pathCase: PathCase;
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  /** Undefined where the file at the claim's base can't be read any more. */
  readonly workstream: Workstream | undefined;
}

/** One execution of a workstream by one agent, numbered from 1. */
export interface Attempt {
  readonly id: string;
  readonly number: number;
  readonly claim: Claim;
  readonly end: End | undefined;
  /** The attempt's saved work, if it left any. */
  readonly work: Sha | undefined;
  /** Of an attempt without end; `dead` otherwise. */
  readonly liveness: Liveness;
  readonly contract: Contract;
}

export type StatusState = "pending" | "success" | "failure" | "error";

export interface Status {
  readonly state: StatusState;
  readonly description: string;
}

/** One path that a pull request changes; a rename is a deletion and an addition. */
export interface Change {
  readonly path: string;
  readonly kind: "added" | "modified" | "deleted";
  /** The new entry's mode in octal, such as `100644`, `120000` (symlink); `000000`: deleted; `160000`: it is or was a submodule. */
  readonly mode: string;
  /** Size of the new content; 0 where deleted. */
  readonly bytes: number;
  /** A symlink's target; undefined otherwise, and of a link that is longer than any system takes. */
  readonly target: string | undefined;
}

/** The last of a list that is cut: it stands for all that there was no room for, longer than anybody takes. */
export const UNLISTED: Change = { path: "", kind: "modified", mode: "040000", bytes: 0, target: undefined };

/** Whether a head merges into the base as it is now. */
export type Mergeability =
  | { readonly kind: "clean" }
  /** `conflicts`: what git can tell by lines; undefined: it was not asked. */
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly conflicts?: readonly Conflict[] }
  | { readonly kind: "unknown" };

/** Where a file of a head conflicts with the base. */
export interface Conflict {
  readonly path: string;
  /** In the head's version. */
  readonly ranges: readonly LineRange[];
  /** Both versions of these lines, with git's markers; may be cut. */
  readonly text: string;
}

/** Lines from `first` to `last`, counted from 1. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** A pull request, with what git says of its head. */
export interface Pull {
  readonly number: number;
  /** The workstream it belongs to: its head is in our repository and descends from a claim of that id. */
  readonly id: string | undefined;
  /** The newest attempt whose claim its head descends from. */
  readonly attempt: number | undefined;
  readonly branch: string;
  readonly head: Sha;
  readonly title: string;
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  /** Auto-merge is switched on for it, or it is in the merge queue. */
  readonly queued: boolean;
  /** The head of the merge group that holds it in the merge queue; undefined: it is in none. */
  readonly queueHead: Sha | undefined;
  /** What the required context says on that head now. */
  readonly queueStatus: Status | undefined;
  /** People with write access whose newest review approves this very head. */
  readonly approvedBy: readonly string[];
  /** Who asked for changes that are not yet answered; empty: nobody. */
  readonly changesRequestedBy: readonly string[];
  readonly closedAt: Instant | undefined;
  /** The commit that brought it into the base. */
  readonly mergedAs: Sha | undefined;
  /** Of a merged one: the base still contains it. */
  readonly inBase: boolean;
  /** By context; what the forge holds for `head` now. */
  readonly statuses: ReadonlyMap<string, Status>;
  /** Of an open one: what it changes against its merge base. */
  readonly changes: readonly Change[];
  readonly mergeability: Mergeability;
  /** Of a verify-only job on exactly this head; undefined: there was none. */
  readonly verdict: Verdict | undefined;
  /** The newest run of the repository's own CI on this head; undefined: none. */
  readonly ci: CiRun | undefined;
}

/** A run of the workflow that the configuration names as `ci_workflow`. */
export type CiRun =
  | { readonly kind: "running"; readonly url: string }
  /** `conclusion`: GitHub's word, such as `success`, `failure`, `cancelled`, `timed_out`. */
  | { readonly kind: "ended"; readonly conclusion: string; readonly url: string };

/** What a person asked for, kept as a fact. */
export interface Intent {
  readonly verb: "start" | "retry" | "cancel" | "pause" | "resume";
  /** A workstream id, an agent as `agentTarget` prints it, or `all`. */
  readonly target: string;
  readonly who: string;
  readonly at: Instant;
}

/** The verdict of a verify-only job on a head that no attempt of ours published. */
export interface Verdict {
  readonly acceptance: "passed" | "failed" | "none";
  /** One line; empty where passed. */
  readonly detail: string;
}

/** The facts read from the forge and git at one moment. */
export interface Snapshot {
  readonly base: { readonly branch: string; readonly sha: Sha };
  /** The lock's value, read before anything else; undefined before the first claim. */
  readonly epoch: Sha | undefined;
  /** By workstream id; ascending numbers. */
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  /** Heads of the branches `workstreams/<id>`, by id. */
  readonly branches: ReadonlyMap<string, Sha>;
  /** Ids whose branch's head descends from no claim of theirs. */
  readonly strays: ReadonlySet<string>;
  /** Heads that attempts delivered and that the base contains. */
  readonly contained: ReadonlySet<Sha>;
  readonly pulls: readonly Pull[];
  /** Ascending by time. */
  readonly intents: readonly Intent[];
  /** Heads that a verify-only job works on now. */
  readonly verifying: ReadonlySet<Sha>;
  /** Whether what is pushed may change workflow files: the default token of Actions may not. */
  readonly pushesWorkflows: boolean;
  /** Pairs of open pulls that share a path or conflict. */
  readonly pairs: readonly PullPair[];
}

/** Two open pull requests that change a path in common, or can't be merged for another reason. */
export interface PullPair {
  readonly a: number;
  readonly b: number;
  readonly shared: readonly string[];
  /** Paths that git's three-way merge of the two heads can't merge, or where it can't tell, may not; empty: they merge. */
  readonly conflicts: readonly string[];
}
