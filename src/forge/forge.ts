import type { CiRun, Instant, Liveness, Runner, Sha, Status, StatusState } from "../state/facts.ts";
import type { Remark } from "../state/remark.ts";

/** A pull request as the forge tells it, without what git alone knows. */
export interface ForgePull {
  readonly number: number;
  readonly branch: string;
  readonly head: Sha;
  /** Branches of other repositories prove nothing. */
  readonly ownRepository: boolean;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly author: string;
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  /** Auto-merge is switched on for it, or it is in the merge queue. */
  readonly queued: boolean;
  /** The head of the merge group that holds it in the merge queue: the rules of the base look at its statuses, too. */
  readonly queueHead: Sha | undefined;
  /** People with write access whose newest review approves this very head. */
  readonly approvedBy: readonly string[];
  /** People with write access whose newest review asks for changes. */
  readonly changesRequestedBy: readonly string[];
  readonly openedAt: Instant;
  readonly closedAt: Instant | undefined;
  readonly mergedAs: Sha | undefined;
}

/** All that a tick reads from the forge. */
export interface ForgeFacts {
  /** Open ones, and every one of a branch `workstreams/<id>`, whatever its state; ascending numbers. */
  readonly pulls: readonly ForgePull[];
  /** By commit, then by context: the newest of each, of open pull requests' heads and queue heads at least. */
  readonly statuses: ReadonlyMap<Sha, ReadonlyMap<string, Status>>;
  /** Heads that a verify-only job works on now. */
  readonly verifying: ReadonlySet<Sha>;
  /** The newest run of the configured CI workflow, by commit; undefined: none is configured. */
  readonly ci: ReadonlyMap<Sha, CiRun> | undefined;
}

export interface StatusWrite {
  readonly sha: Sha;
  readonly context: string;
  readonly state: StatusState;
  /** At most 140 characters. */
  readonly description: string;
}

/** What of several statuses was not written. */
export interface StatusReport {
  /** How many are left for the next call: a forge limits how many are written at a time. */
  readonly left: number;
  /** One sentence for each that the forge refused, with its context and its commit. */
  readonly refused: readonly string[];
}

export interface PullDraft {
  readonly branch: string;
  readonly head: Sha;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Logins of people and, as `team:<slug>`, teams whose review is asked for. */
  readonly reviewers: readonly string[];
  /** Open it as a draft where the repository allows drafts, else as usual. */
  readonly draft: boolean;
}

/** An attempt that has no end yet, as its claim tells it. */
export interface OpenClaim {
  readonly id: string;
  readonly number: number;
  readonly runner: Runner;
  readonly at: Instant;
}

/**
 * - `merged`: done, by this call or before it.
 * - `head-moved`: the head is not the expected one; read again and judge again.
 * - `base-moved`: the base is not the one that it was judged on; read again and judge again.
 * - `conflict`: it does not merge into the base as it is now. No paths: only git can tell which.
 * - `not-open`: it is closed.
 */
export type MergeResult =
  | { readonly kind: "merged"; readonly sha: Sha }
  | { readonly kind: "head-moved"; readonly head: Sha }
  | { readonly kind: "base-moved"; readonly base: Sha }
  | { readonly kind: "conflict"; readonly paths: readonly string[] }
  | { readonly kind: "not-open" };

/**
 * Where branches, pull requests and statuses live. One contract suite runs against every implementation
 * (test/forge/contract.ts). Every write may be repeated without harm. Faults reject with a ForgeError.
 */
export interface Forge {
  /**
   * `branches`: those whose pull requests must be found by their name. Else a forge may go by the label of workstreams,
   * which people can take away.
   */
  read(branches?: readonly string[]): Promise<ForgeFacts>;
  /** Whether each claim is still executed, in their order. Asked after `read`, with claims that are newer than it. */
  liveness(claims: readonly OpenClaim[]): Promise<readonly Liveness[]>;
  /** Writes those that differ from what is there; the others cost nothing. One that is refused keeps none from being written. */
  setStatuses(statuses: readonly StatusWrite[]): Promise<StatusReport>;
  /**
   * Opens the branch's pull request, or brings title, body and labels of the open one up to date; labels that people
   * added may stay. The answer is its number. Rejects with `head-moved` where the branch is not at `head`.
   */
  land(draft: PullDraft): Promise<number>;
  /** Merges by a real three-way merge if the head is still `head` and the base, where it is given, still `base`. */
  merge(pull: number, head: Sha, message: string, base?: Sha): Promise<MergeResult>;
  /** Closes an open one; of a closed or merged one it changes nothing. */
  close(pull: number): Promise<void>;
  /** Opens a closed one again; rejects with `refused` where it is merged or its branch is gone. */
  reopen(pull: number): Promise<void>;
  /** One comment per marker: written once, then edited in place; with `edit` only if it is there. */
  comment(pull: number, marker: string, body: string, how?: "write" | "edit"): Promise<void>;
  /**
   * What people said of a pull request, open or not, since a moment: the oldest first, its newest hundreds. Only people whom
   * the forge itself, asked now, lets write to the repository; never apps, never we.
   */
  feedback(pull: number, since: Instant): Promise<readonly Remark[]>;
  /** Keeps what a person says of a pull request; rejects with `refused` where people do that on the forge's own pages. */
  say(pull: number, who: string, text: string): Promise<void>;
  /** Lets the forge merge it by itself once its own rules allow that: auto-merge, or its merge queue. */
  enqueue(pull: number, head: Sha, how: "auto-merge" | "queue"): Promise<void>;
  /**
   * Starts a workflow of the repository, by its file name, on a branch; rejects with `head-moved` where that is not at
   * `head` any more. Between this look and the start the branch may still move: the run's own head tells which it got.
   */
  dispatch(workflow: string, branch: string, head?: Sha): Promise<void>;
  /** Asks for another tick. */
  wake(): Promise<void>;
}

/**
 * What a foreign error means to us:
 * - `retry`: a fault that passes; try again soon.
 * - `wait`: a limit; not before `until`.
 * - `head-moved`: somebody was faster; read again.
 * - `refused`: it will not work until a person changes a setting or the input; the message says which.
 */
export class ForgeError extends Error {
  readonly kind: "retry" | "wait" | "head-moved" | "refused";
  readonly until: Instant | undefined;

  constructor(kind: ForgeError["kind"], message: string, options?: { until?: Instant; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ForgeError";
    this.kind = kind;
    this.until = options?.until;
  }
}
