import type { WorkstreamState } from "../state/lifecycle.ts";
import type { Instant, Sha, StatusState } from "../state/facts.ts";
import type { Failure } from "../state/failure.ts";
import type { Context } from "../state/names.ts";
import type { Ledger } from "./budget.ts";
import type { GateComment } from "./gate-comments.ts";
import type { GateReason } from "./gates.ts";
import type { AgentPauses } from "./paused-agents.ts";

/** One thing to do, with its reason. Performing an action that was already performed changes nothing. */
export type Action =
  /** Give attempt `attempt` of a workstream to an agent. */
  | {
      readonly kind: "claim";
      readonly id: string;
      readonly attempt: number;
      readonly agent: string;
      readonly tool: string;
      /** Id of the pattern that the attempt follows; undefined: none. */
      readonly pattern: string | undefined;
      /** The branch's head that the attempt will replace; undefined where there is no branch. */
      readonly replaces: Sha | undefined;
      /** The time of the newest `retry` or `start` that it answers. */
      readonly answers: Instant | undefined;
      /** The time of the newest `resume` of its agent, or of all. */
      readonly resumed: Instant | undefined;
    }
  /** End an attempt that nobody executes any more, or that a person cancelled. */
  | {
      readonly kind: "end";
      readonly id: string;
      readonly attempt: number;
      readonly outcome: "expired" | "cancelled";
      readonly counted: boolean;
      readonly failure: Failure;
    }
  /** Open the pull request of a delivered head, or bring the open one up to date. */
  | { readonly kind: "land"; readonly id: string; readonly attempt: number; readonly head: Sha }
  /** Close a pull request because a person cancelled its workstream. */
  | { readonly kind: "close"; readonly id: string; readonly pull: number; readonly who: string }
  /** Run the acceptance tests on a head that we did not publish. */
  | { readonly kind: "verify"; readonly id: string; readonly pull: number; readonly head: Sha }
  /** Write a gate's verdict on a head. */
  | {
      readonly kind: "status";
      readonly pull: number;
      readonly sha: Sha;
      readonly context: Context;
      readonly state: StatusState;
      readonly reason: GateReason;
    }
  /** Write in full what the gates of a pull request say, in its one comment. */
  | GateComment
  /** Start the repository's own CI on a head. */
  | {
      readonly kind: "start-ci";
      readonly id: string;
      readonly pull: number;
      readonly head: Sha;
      readonly branch: string;
      readonly workflow: string;
    }
  /** Merge a pull request whose gates all pass, at this very head. */
  | { readonly kind: "merge"; readonly id: string; readonly pull: number; readonly head: Sha }
  /** Let GitHub merge it by itself: by auto-merge, or by its merge queue. */
  | {
      readonly kind: "enqueue";
      readonly id: string;
      readonly pull: number;
      readonly head: Sha;
      readonly how: "auto-merge" | "queue";
    };

/** Where the whole plan stands after the actions are performed. */
export type Progress =
  /** Something runs, starts, lands, merges, or starts by itself at `next`. */
  | { readonly kind: "working"; readonly next: Instant | undefined }
  /** Only people can go on: these pull requests wait for them, or everything left is paused. */
  | { readonly kind: "waiting-for-people"; readonly ids: readonly string[] }
  /** Every workstream is completed or was cancelled by a person. */
  | { readonly kind: "done" }
  /** Nothing can start any more: these failed, are blocked, or wait for one that does. */
  | { readonly kind: "stuck"; readonly ids: readonly string[] };

/** What one tick does, and what everybody may know about it. */
export interface Decision {
  /** In the order in which to perform them. */
  readonly actions: readonly Action[];
  /** Every state as derived, with `ready` refined to `held` where a workstream does not start now. */
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly progress: Progress;
  readonly pauses: AgentPauses;
  readonly ledger: Ledger;
}

/** What readers are told of the whole plan. */
export type Overview = Pick<Decision, "states" | "pauses" | "ledger">;
