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
  | { readonly kind: "all-gates-pass" }
  | { readonly kind: "gates-missing"; readonly contexts: readonly string[] };

export type ProtectedWhy = "protected-path" | "submodule" | "link-outside" | "too-large";
