import type { Config } from "../plan/config.ts";
import { checkActions } from "./doctor-actions.ts";
import type { ActionsFacts, ActionsMatter } from "./doctor-actions.ts";
import { checkBranches } from "./doctor-branches.ts";
import type { BranchFacts, BranchMatter } from "./doctor-branches.ts";
import type { Judged } from "./judged.ts";

/**
 * What the loop does with refs of its own: it makes one that must not exist, moves one that must be where it was read,
 * moves all or none, deletes. What is repeated must be refused.
 */
export type ProbeStep = "create" | "create-again" | "move" | "move-again" | "move-all" | "delete";

/** A try of that on GitHub, until the first step that went wrong. */
export type ProbeFacts =
  | { readonly kind: "passed" }
  /** GitHub refuses what it has to take. */
  | { readonly kind: "refused"; readonly step: ProbeStep; readonly why: string }
  /** GitHub takes what it has to refuse. */
  | { readonly kind: "not-held"; readonly step: ProbeStep };

export type Role = "admin" | "maintain" | "write" | "triage" | "read";

export interface GithubFacts {
  readonly kind: "repository";
  /** What the token's owner may do there; undefined: the token is nobody's, but an app's. */
  readonly role: Role | undefined;
  readonly isArchived: boolean;
  readonly actions: ActionsFacts;
  readonly branches: BranchFacts;
  /** Undefined: nobody asked for it. */
  readonly probe: ProbeFacts | undefined;
}

/** A repository on GitHub, and the configuration that the loop would have there. */
export interface GithubSetup {
  /** `owner/name` */
  readonly name: string;
  readonly config: Config;
  /** `why`: a sentence that says what to do; `passes`: it is a fault of the network or of GitHub, which says nothing. */
  readonly facts: GithubFacts | { readonly kind: "unreachable"; readonly why: string; readonly passes: boolean };
}

export type GithubMatter =
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "reachable"; readonly role: Role | undefined; readonly isArchived: boolean }
  | { readonly kind: "probe"; readonly probe: ProbeFacts }
  | ActionsMatter
  | BranchMatter;

/** What a repository on GitHub lacks for the loop. */
export function checkGithub({ name, config, facts }: GithubSetup): readonly Judged<GithubMatter>[] {
  if (facts.kind === "unreachable") {
    const state = facts.passes ? "unknown" : "missing";
    return [{ state, matter: { kind: "unreachable", why: facts.why } }];
  }
  const { role, isArchived, probe } = facts;
  const [owner = ""] = name.split("/");
  return [
    { state: isArchived ? "missing" : "ok", matter: { kind: "reachable", role, isArchived } },
    ...checkActions(facts.actions, config, owner),
    ...checkBranches(facts.branches, config),
    ...(probe === undefined ? [] : [judgeProbe(probe)]),
  ];
}

function judgeProbe(probe: ProbeFacts): Judged<GithubMatter> {
  return { state: probe.kind === "passed" ? "ok" : "missing", matter: { kind: "probe", probe } };
}
