import type { Config, SpendingLimit } from "../plan/config.ts";
import type { Scope } from "../plan/workstream.ts";
import type { Attempt, Instant, Pull, Sha } from "./facts.ts";
import type { Failure } from "./failure.ts";
import type { Spending } from "./spending.ts";

/** Where a workstream stands. Derived from facts, never stored. */
export type StateName =
  | "waiting"
  | "blocked"
  | "ready"
  | "held"
  | "claimed"
  | "running"
  | "landing"
  | "in-review"
  | "changes-requested"
  | "retrying"
  | "taken-over"
  | "failed"
  | "cancelled"
  | "completed";

/** How a workstream came to be cancelled. */
export type CancelCause =
  | { readonly kind: "intent"; readonly who: string; readonly at: Instant }
  | { readonly kind: "pull-closed"; readonly pull: number }
  | { readonly kind: "branch-deleted"; readonly branch: string }
  | { readonly kind: "run-cancelled"; readonly attempt: number }
  | { readonly kind: "skip"; readonly file: string };

/** Why an agent gets no work now. text/agent-pause.ts has one sentence for each. */
export type AgentPause =
  /** `why`: one sentence, such as that a secret is missing. */
  | { readonly kind: "lacks"; readonly why: string }
  /** A person paused it. */
  | { readonly kind: "person"; readonly who: string; readonly at: Instant }
  /** Its newest attempt ended by a fault of its own; `until`: when it is tried again by itself; undefined: not before a person acts. */
  | {
      readonly kind: "fault";
      readonly id: string;
      readonly attempt: number;
      readonly failure: Failure;
      readonly until: Instant | undefined;
    };

/** What one workstream needs and another one would hold: a path that both could write, a place in their track, an agent of those that
 * may take both. */
export type InTheWay =
  | { readonly kind: "scope"; readonly witness: string }
  | { readonly kind: "track"; readonly track: string }
  | { readonly kind: "agent" };

/** Why a workstream is in its state. text/reason.ts has one sentence for each. */
export type Reason =
  /** waiting: these dependencies are not completed yet. */
  | { readonly kind: "dependencies"; readonly waitingFor: readonly string[] }
  /** blocked: this dependency can't be completed; `root` is where the chain of blocked ones begins. */
  | {
      readonly kind: "dependency";
      readonly dependency: string;
      readonly root: string;
      readonly state: "blocked" | "failed" | "cancelled";
    }
  /** blocked: its file, or its place in the plan, is wrong. */
  | { readonly kind: "invalid"; readonly file: string; readonly message: string }
  /** blocked: no configured agent takes this tool or, where all are exclusive, this track. */
  | { readonly kind: "no-agent"; readonly tool: string | undefined; readonly track: string | undefined }
  /** blocked: its scope names a workflow file, and the token may not push any. */
  | { readonly kind: "workflow-files"; readonly path: string }
  /** blocked: the base no longer contains the merge of a dependency. */
  | { readonly kind: "merge-gone"; readonly dependency: string; readonly pull: number }
  /** ready: nothing stands in its way. */
  | { readonly kind: "ready" }
  /**
   * held: its scope overlaps that of `holder`, which is live or starts first; `witness`: a path both could write; `until`: what
   * it waits for.
   */
  | {
      readonly kind: "overlap";
      readonly holder: string;
      readonly witness: string;
      readonly until: Config["overlap"]["until"];
    }
  /** held: every agent that could take it is busy. */
  | { readonly kind: "no-free-agent"; readonly busy: readonly string[] }
  /** held: as many workstreams of its track run as `max_parallel` allows, or more where that was lowered. */
  | { readonly kind: "track-full"; readonly track: string; readonly running: number }
  /**
   * held: it could start, but would be in the way of `ahead`, which starts in `startsIn` hours; `critical`: it is on the
   * critical path. `by`: what both need.
   */
  | {
      readonly kind: "on-purpose";
      readonly ahead: string;
      readonly startsIn: number;
      readonly critical: boolean;
      readonly by: InTheWay;
    }
  /** held: the agents that could take it are paused; `pause` is that of the first of them, which is over before the others'. */
  | { readonly kind: "agents-paused"; readonly agents: readonly string[]; readonly pause: AgentPause }
  /** held: what all attempts of a day may spend is spent; `until`: the next day. */
  | {
      readonly kind: "day-spent";
      readonly spent: Spending;
      readonly limit: SpendingLimit;
      readonly until: Instant;
    }
  /** held: a person paused it, or everything. */
  | { readonly kind: "paused"; readonly who: string; readonly at: Instant }
  /** held: until one pull request has landed in this repository, one workstream runs at a time. */
  | { readonly kind: "canary"; readonly holder: string }
  | { readonly kind: "claimed"; readonly agent: string; readonly attempt: number }
  | { readonly kind: "running"; readonly agent: string; readonly attempt: number; readonly since: Instant }
  /** running: what executed it is gone, or never started; the next tick ends the attempt. */
  | { readonly kind: "dead"; readonly agent: string; readonly attempt: number }
  /** landing: the branch holds the work, the pull request is not open yet. */
  | { readonly kind: "landing"; readonly attempt: number; readonly head: Sha }
  /** in-review: its pull request is open; the gates say what it waits for. */
  | { readonly kind: "review"; readonly pull: number }
  | { readonly kind: "changes-requested"; readonly pull: number; readonly by: readonly string[] }
  /** retrying: attempt `attempt` of `of` starts at `notBefore` or as soon as an agent is free after it. */
  | {
      readonly kind: "retry";
      readonly attempt: number;
      readonly of: number;
      readonly notBefore: Instant;
      readonly last: Failure;
    }
  | { readonly kind: "taken-over"; readonly pull: number | undefined; readonly head: Sha }
  /** failed: all attempts are used. */
  | { readonly kind: "exhausted"; readonly attempts: number; readonly last: Failure }
  /** failed: what its attempts since the last `retry` may spend is spent, or the last one, `attempt`, alone went beyond its limit. */
  | { readonly kind: "spent"; readonly attempt?: number; readonly spent: Spending; readonly limit: SpendingLimit }
  | { readonly kind: "cancelled"; readonly cause: CancelCause }
  /** completed. `pull` is undefined where git alone merged the branch, before there was a pull request. */
  | { readonly kind: "merged"; readonly pull: number | undefined; readonly mergedAs: Sha | undefined }
  /** completed: its file says `status: done`. */
  | { readonly kind: "file-done"; readonly file: string };

/** What is worth a warning beside the state. */
export type Notice =
  /** The file changed after the live attempt was claimed; the change applies from the next attempt. */
  | { readonly kind: "drift"; readonly attempt: number }
  /** The file of a delivered workstream was changed: a new definition needs a new id. */
  | { readonly kind: "redefined"; readonly pull: number };

/** One workstream's place in its lifecycle, with the reason and the facts behind it. */
export interface WorkstreamState {
  readonly id: string;
  readonly state: StateName;
  readonly reason: Reason;
  /** Why its live attempt has to end; undefined: it may go on, or there is none. */
  readonly stop: Failure | undefined;
  readonly notices: readonly Notice[];
  readonly attempts: readonly Attempt[];
  /** Its pull request: the open one, else the newest. */
  readonly pull: Pull | undefined;
  /** The scope that nobody else may touch now: of a claimed attempt until it is merged, closed or cancelled, see `overlap.until`. */
  readonly holds: Scope | undefined;
  /** The number of attempts that count against the limit since the last `retry` intent. */
  readonly used: number;
  /** What its attempts since the last `retry` intent spent. */
  readonly spent: Spending;
}
