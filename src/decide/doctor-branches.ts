/** What the rules of a repository on GitHub let the loop do with branches. */
import type { Config } from "../plan/config.ts";
import { CONTEXTS } from "../state/names.ts";
import type { Judged } from "./judged.ts";
import type { Known } from "./known.ts";
import { judgeKnown } from "./untold.ts";
import type { UntoldMatter } from "./untold.ts";

/** A status that a branch demands; `app`: of this GitHub App alone. */
export interface RequiredStatus {
  readonly context: string;
  readonly app: number | undefined;
}

/** What the base demands, by branch protection and rulesets together. */
export interface BaseRules {
  readonly required: readonly RequiredStatus[];
  readonly hasQueue: boolean;
  /** Whether merge commits may land there. */
  readonly takesMergeCommits: boolean;
}

export interface BranchFacts {
  /** The branch that pull requests merge into. */
  readonly base: string;
  /** Its rules; undefined: GitHub has no such branch. */
  readonly rules: Known<BaseRules | undefined>;
  /** Settings of the repository. */
  readonly mergeCommits: Known<boolean>;
  readonly autoMerge: Known<boolean>;
  /** Types of the rules that hold for agents' branches. */
  readonly work: Known<readonly string[]>;
}

export type BranchMatter =
  | UntoldMatter
  | { readonly kind: "no-base-there"; readonly base: string }
  | { readonly kind: "required"; readonly base: string; readonly how: "yes" | "no" | "other-app" }
  | { readonly kind: "merge-rules"; readonly base: string; readonly problem: MergeProblem | undefined }
  | { readonly kind: "merge-setting"; readonly setting: "merge-commits" | "auto-merge"; readonly isOn: boolean }
  | { readonly kind: "work-rules"; readonly types: readonly string[] };

/** What of the base's rules stands in the way of the configured `merge`. */
export type MergeProblem = "no-merge-commits" | "queue" | "no-queue";

/** The app whose token a workflow's default one is. */
const ACTIONS_APP = 15_368;

/** Rules that keep somebody without a bypass from making, moving or replacing a branch as the loop does. */
const HINDERING: ReadonlySet<string> = new Set([
  "creation",
  "update",
  "non_fast_forward",
  "pull_request",
  "required_signatures",
  "required_status_checks",
  "branch_name_pattern",
  "commit_message_pattern",
  "commit_author_email_pattern",
  "committer_email_pattern",
]);

export function checkBranches(facts: BranchFacts, config: Config): readonly Judged<BranchMatter>[] {
  const { base } = facts;
  return [
    ...judgeKnown<BranchMatter, BaseRules | undefined>("base-rules", facts.rules, (rules) => {
      if (rules === undefined) return [{ state: "missing", matter: { kind: "no-base-there", base } }];
      return [judgeRequired(rules, config, base), ...judgeRules(rules, config, base)];
    }),
    ...judgeSettings(facts, config),
    ...judgeKnown<BranchMatter, readonly string[]>("work-rules", facts.work, judgeWork),
  ];
}

/** GitHub's auto-merge waits for a demand, and refuses where there is none. */
function judgeRequired({ required }: BaseRules, config: Config, base: string): Judged<BranchMatter> {
  const ours = required.filter(({ context }) => context.toLowerCase() === CONTEXTS.all);
  if (ours.length === 0) {
    const state = config.merge === "auto-merge" ? "missing" : "warning";
    return { state, matter: { kind: "required", base, how: "no" } };
  }
  const isForeign = ours.some(({ app }) => app !== undefined && app !== ACTIONS_APP);
  // Whose App another token is of, nobody can tell from here.
  if (isForeign && config.token === "default") {
    return { state: "missing", matter: { kind: "required", base, how: "other-app" } };
  }
  return { state: "ok", matter: { kind: "required", base, how: "yes" } };
}

function judgeRules(rules: BaseRules, { merge }: Config, base: string): readonly Judged<BranchMatter>[] {
  if (merge === "manual") return [];
  const problem = problemOf(rules, merge);
  return [{ state: problem === undefined ? "ok" : "missing", matter: { kind: "merge-rules", base, problem } }];
}

/** The queue has a method of its own. */
function problemOf(rules: BaseRules, merge: "auto" | "auto-merge" | "queue"): MergeProblem | undefined {
  if (merge === "queue") return rules.hasQueue ? undefined : "no-queue";
  if (rules.hasQueue) return "queue";
  return rules.takesMergeCommits ? undefined : "no-merge-commits";
}

function judgeSettings(facts: BranchFacts, { merge }: Config): readonly Judged<BranchMatter>[] {
  if (merge === "manual" || merge === "queue") return [];
  return [
    ...judgeSetting("merge-commits", facts.mergeCommits),
    ...(merge === "auto-merge" ? judgeSetting("auto-merge", facts.autoMerge) : []),
  ];
}

function judgeSetting(setting: "merge-commits" | "auto-merge", known: Known<boolean>): readonly Judged<BranchMatter>[] {
  return judgeKnown<BranchMatter, boolean>(setting, known, (isOn) => [
    { state: isOn ? "ok" : "missing", matter: { kind: "merge-setting", setting, isOn } },
  ]);
}

/** The loop may be exempt from them, which can't be seen here. */
function judgeWork(types: readonly string[]): readonly Judged<BranchMatter>[] {
  const hindering = types.filter((type) => HINDERING.has(type));
  return [{ state: hindering.length > 0 ? "warning" : "ok", matter: { kind: "work-rules", types: hindering } }];
}
