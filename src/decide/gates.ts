import type { Scope } from "../plan/workstream.ts";
import type { LineRange, StatusState } from "../state/facts.ts";
import type { Context } from "../state/names.ts";

/** One gate of one head. */
export interface GateVerdict {
  readonly context: Context;
  readonly state: StatusState;
  readonly reason: GateReason;
}

/** Why a gate passes, waits or fails. text/gate.ts has one sentence for each. */
export type GateReason =
  /** `companions`: how many of them a companion rule allows beside the scope. */
  | { readonly kind: "in-scope"; readonly paths: number; readonly companions: number }
  | { readonly kind: "out-of-scope"; readonly paths: readonly string[]; readonly scope: Scope }
  | { readonly kind: "protected"; readonly path: string; readonly why: ProtectedWhy }
  /** More files are changed than the contract allows. */
  | { readonly kind: "too-many"; readonly most: number }
  | { readonly kind: "accepted"; readonly tests: number }
  /** There is nothing to run: no acceptance test is a command. */
  | { readonly kind: "no-tests" }
  /** A person switched the acceptance tests off for this run. */
  | { readonly kind: "acceptance-off" }
  | { readonly kind: "rejected"; readonly detail: string }
  /** Nobody has run the acceptance tests on this head yet. */
  | { readonly kind: "unverified" }
  | { readonly kind: "merges-cleanly" }
  | {
      readonly kind: "conflicts-with-base";
      readonly branch: string;
      readonly paths: readonly string[];
      /** Of what git can tell by lines, those of the pull request's own version. */
      readonly lines: readonly ConflictLines[];
      /** Who goes on: a new attempt on the new base, or a person. */
      readonly next: "rebuild" | "person";
    }
  | { readonly kind: "mergeability-unknown" }
  /** Earlier pull requests go first: it conflicts with them, or shares a path under the policy `file`. */
  | {
      readonly kind: "behind";
      /** The first of `waits`. */
      readonly pull: number;
      readonly path: string;
      /** In merge order; not empty. */
      readonly waits: readonly Wait[];
    }
  | { readonly kind: "overlap-off" }
  /** Of somebody else's pull request: no open one of a workstream stands in its way. */
  | { readonly kind: "no-workstream-ahead" }
  | { readonly kind: "ci-passed" }
  /** `conclusion`: GitHub's word, such as `failure` or `cancelled`. */
  | { readonly kind: "ci-failed"; readonly conclusion: string }
  | { readonly kind: "ci-running" }
  /** A tick has started it on this head, or does so now. */
  | { readonly kind: "ci-started"; readonly workflow: string }
  /** It has no `workflow_dispatch` trigger, or one that demands inputs. */
  | { readonly kind: "ci-not-startable"; readonly workflow: string }
  /** It may do more than read, so that it runs on agents' work only after a person's approval of this head. */
  | { readonly kind: "ci-needs-approval"; readonly workflow: string }
  | { readonly kind: "all-gates-pass" }
  | { readonly kind: "gates-missing"; readonly contexts: readonly string[] };

/** Another pull request that goes first, and the paths on which the two can't both be had as they are. */
export interface Wait {
  readonly pull: number;
  /** The first of `paths`. */
  readonly path: string;
  readonly paths: readonly string[];
  /** Merging the two leads to a conflict there; else both change it, and by the policy `file` that is enough. */
  readonly isConflict: boolean;
}

export interface ConflictLines {
  readonly path: string;
  readonly ranges: readonly LineRange[];
}

export type ProtectedWhy = "protected-path" | "submodule" | "link-outside" | "too-large";
