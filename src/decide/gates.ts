import type { Scope } from "../plan/workstream.ts";

/** Why a gate passes, waits or fails. text/gate.ts has one sentence of at most 140 characters for each. */
export type GateReason =
  | { readonly kind: "in-scope"; readonly paths: number }
  | { readonly kind: "out-of-scope"; readonly paths: readonly string[]; readonly scope: Scope }
  | { readonly kind: "protected"; readonly path: string; readonly why: ProtectedWhy }
  | { readonly kind: "accepted"; readonly tests: number }
  /** There is nothing to run: no acceptance test is a command. */
  | { readonly kind: "no-tests" }
  /** A person switched the acceptance tests off for this run. */
  | { readonly kind: "acceptance-off" }
  | { readonly kind: "rejected"; readonly detail: string }
  /** Nobody has run the acceptance tests on this head yet. */
  | { readonly kind: "unverified" }
  | { readonly kind: "merges-cleanly" }
  | { readonly kind: "conflicts-with-base"; readonly branch: string; readonly paths: readonly string[] }
  | { readonly kind: "mergeability-unknown" }
  /** An earlier pull request goes first: the two conflict, or share a path under the policy `file`. */
  | { readonly kind: "behind"; readonly pull: number; readonly path: string }
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

export type ProtectedWhy = "protected-path" | "submodule" | "link-outside" | "too-large";
