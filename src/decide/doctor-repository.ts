import type { AgentFacts } from "./doctor-agent.ts";
import type { Judged } from "./judged.ts";

/** The plan that a run would read, or that would be committed. */
export interface PlanFacts {
  readonly kind: "read";
  /** The configuration's path; undefined: there is none, and the defaults hold. */
  readonly configuration: string | undefined;
  /** How many errors it has. */
  readonly configurationErrors: number;
  /** How many places of it, or of the templates that it names, may not be as they were meant. */
  readonly configurationWarnings: number;
  readonly workstreams: number;
  /** How many errors block workstreams, and how many of them are in other files than theirs. */
  readonly errors: number;
  readonly errorsElsewhere: number;
}

/** The refs of ours that a remote has, against those here; `none`: there is no remote. */
export type SharedFacts =
  | { readonly kind: "none" }
  | { readonly kind: "same" | "behind"; readonly remote: string }
  | { readonly kind: "unknown"; readonly remote: string; readonly why: string };

/** `problem`: a sentence that says what to do. */
export type RepositoryFacts =
  | { readonly kind: "none"; readonly problem: string }
  | {
      readonly kind: "repository";
      readonly root: string;
      readonly base:
        | { readonly kind: "branch"; readonly name: string }
        | { readonly kind: "problem"; readonly problem: string };
      readonly plan: PlanFacts | { readonly kind: "unreadable"; readonly problem: string };
      /** There is a branch of the very name `workstreams`. */
      readonly branchInTheWay: boolean;
      /** Files of the plan, and those that it names, that differ from what is committed. */
      readonly uncommitted: readonly string[];
      /** Agents' programs and templates that are here, but not in the base, from which attempts start. */
      readonly notInBase: readonly string[];
      readonly shared: SharedFacts;
    };

export type RepositoryMatter =
  | { readonly kind: "repository"; readonly root: string }
  | { readonly kind: "no-repository" | "no-base" | "unreadable"; readonly problem: string }
  | { readonly kind: "base"; readonly name: string }
  | {
      readonly kind: "configuration";
      readonly path: string | undefined;
      readonly errors: number;
      readonly warnings: number;
    }
  | { readonly kind: "workstreams"; readonly count: number; readonly errors: number; readonly elsewhere: number }
  /** `path`: of the configuration; undefined: there is none. */
  | { readonly kind: "no-agents"; readonly onGithub: boolean; readonly path: string | undefined }
  | { readonly kind: "branch-in-the-way" }
  | { readonly kind: "uncommitted"; readonly paths: readonly string[] }
  | { readonly kind: "not-in-base"; readonly paths: readonly string[] }
  | { readonly kind: "shared-refs"; readonly shared: Exclude<SharedFacts, { kind: "none" }> };

interface Asked {
  readonly agents: readonly AgentFacts[];
  /** Whether a repository on GitHub is looked at as well. */
  readonly github: boolean;
}

/** What the repository on this machine lacks. One that is only on GitHub need not be here. */
export function checkRepository(facts: RepositoryFacts, asked: Asked): readonly Judged<RepositoryMatter>[] {
  if (facts.kind === "none") {
    const matter = { kind: "no-repository", problem: facts.problem } as const;
    return [{ state: asked.github ? "warning" : "missing", matter }];
  }
  return [
    { state: "ok", matter: { kind: "repository", root: facts.root } },
    judgeBase(facts.base),
    ...judgePlan(facts.plan),
    ...judgeAgents(facts.plan, asked),
    ...(facts.branchInTheWay ? [{ state: "missing", matter: { kind: "branch-in-the-way" } } as const] : []),
    ...judgeUncommitted(facts),
    ...judgeShared(facts.shared),
  ];
}

type Here = Extract<RepositoryFacts, { kind: "repository" }>;
type Plan = Here["plan"];

function judgeBase(base: Here["base"]): Judged<RepositoryMatter> {
  if (base.kind === "problem") return { state: "missing", matter: { kind: "no-base", problem: base.problem } };
  return { state: "ok", matter: { kind: "base", name: base.name } };
}

/** Whether the configuration is what it says; else the defaults hold, without agents. */
function isSound(plan: Plan): plan is PlanFacts {
  return plan.kind === "read" && plan.configurationErrors === 0;
}

/** A wrong configuration stops everybody; a wrong workstream file only blocks itself and what depends on it. */
function judgePlan(plan: Plan): readonly Judged<RepositoryMatter>[] {
  if (plan.kind === "unreadable") return [{ state: "missing", matter: plan }];
  const { workstreams: count, errors, errorsElsewhere: elsewhere } = plan;
  return [
    judgeConfiguration(plan),
    { state: errors > 0 || count === 0 ? "warning" : "ok", matter: { kind: "workstreams", count, errors, elsewhere } },
  ];
}

function judgeConfiguration(plan: PlanFacts): Judged<RepositoryMatter> {
  const { configuration: path, configurationErrors: errors, configurationWarnings: warnings } = plan;
  const matter = { kind: "configuration", path, errors, warnings } as const;
  if (errors > 0) return { state: "missing", matter };
  return { state: warnings > 0 ? "warning" : "ok", matter };
}

/** `run` can be given some; the loop on GitHub can't. */
function judgeAgents(plan: Plan, { agents, github }: Asked): readonly Judged<RepositoryMatter>[] {
  if (!isSound(plan) || agents.length > 0) return [];
  const matter = { kind: "no-agents", onGithub: github, path: plan.configuration } as const;
  return [{ state: github ? "missing" : "warning", matter }];
}

function judgeUncommitted({ uncommitted, notInBase }: Here): readonly Judged<RepositoryMatter>[] {
  const found = [
    { kind: "uncommitted", paths: uncommitted },
    { kind: "not-in-base", paths: notInBase },
  ] as const;
  return found.flatMap((matter) => (matter.paths.length === 0 ? [] : [{ state: "warning", matter }]));
}

function judgeShared(shared: SharedFacts): readonly Judged<RepositoryMatter>[] {
  switch (shared.kind) {
    case "none":
      return [];
    case "same":
      return [{ state: "ok", matter: { kind: "shared-refs", shared } }];
    case "behind":
      return [{ state: "warning", matter: { kind: "shared-refs", shared } }];
    case "unknown":
      return [{ state: "unknown", matter: { kind: "shared-refs", shared } }];
    default:
      return shared satisfies never;
  }
}
