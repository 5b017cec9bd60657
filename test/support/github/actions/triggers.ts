/** Which events start a run of a workflow. */
import type { GithubEvent } from "../context.ts";
import type { Filter, WorkflowFile } from "./workflow-file.ts";

/** GitHub's own choice where a workflow names no types; of all others any type starts a run. */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
};

/** Started by whomever: the default token may dispatch. */
const FOR_ANY_TOKEN = new Set(["workflow_dispatch", "repository_dispatch"]);

/**
 * - `start`: a run starts.
 * - `approve`: there is a run, and it waits for a person's approval: a pull request by the default token.
 * - `nothing`: the event is not for this workflow, or was caused by the default token.
 */
export type Outcome = "start" | "approve" | "nothing";

/** What an event means for a workflow that has this file. */
export function judgeTrigger(file: WorkflowFile, event: Pick<GithubEvent, Relevant>): Outcome {
  const filter = file.triggers.get(event.name);
  if (filter === undefined && !file.triggers.has(event.name)) return "nothing";
  if (!matchesType(event, filter) || !matchesRef(event, filter)) return "nothing";
  if (event.tokenKind !== "actions" || FOR_ANY_TOKEN.has(event.name)) return "start";
  return needsApproval(event) ? "approve" : "nothing";
}

type Relevant = "name" | "action" | "ref" | "tokenKind" | "payload";

function needsApproval({ name, action }: Pick<GithubEvent, Relevant>): boolean {
  return name === "pull_request" && DEFAULT_TYPES["pull_request"]?.includes(action ?? "") === true;
}

function matchesType({ name, action }: Pick<GithubEvent, Relevant>, filter: Filter | undefined): boolean {
  const types = filter?.types ?? DEFAULT_TYPES[name];
  return action === undefined || types === undefined || types.includes(action);
}

function matchesRef(event: Pick<GithubEvent, Relevant>, filter: Filter | undefined): boolean {
  if (filter === undefined) return true;
  if (event.name === "push" && event.ref.startsWith("refs/tags/")) {
    return passes(event.ref.slice("refs/tags/".length), filter.tags, filter["tags-ignore"], hasBranches(filter));
  }
  const branch = event.name === "push" ? event.ref.replace("refs/heads/", "") : baseBranch(event.payload);
  const tagsOnly = event.name === "push" && !hasBranches(filter) && hasTags(filter);
  return branch === undefined || passes(branch, filter.branches, filter["branches-ignore"], tagsOnly);
}

const hasBranches = (filter: Filter) => filter.branches !== undefined || filter["branches-ignore"] !== undefined;
const hasTags = (filter: Filter) => filter.tags !== undefined || filter["tags-ignore"] !== undefined;

/** `others`: there is a filter, and it is for the other kind of ref only. */
function passes(
  name: string,
  wanted: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
  others: boolean,
): boolean {
  if (wanted !== undefined) return matchesPatterns(name, wanted);
  if (ignored !== undefined) return !matchesPatterns(name, ignored);
  return !others;
}

function baseBranch(payload: Readonly<Record<string, unknown>>): string | undefined {
  const pull = payload["pull_request"];
  const base = typeof pull === "object" && pull !== null && "base" in pull ? pull.base : undefined;
  const ref = typeof base === "object" && base !== null && "ref" in base ? base.ref : undefined;
  return typeof ref === "string" ? ref : undefined;
}

/** The last pattern that matches decides; `!` takes back. */
function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let matches = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith("!");
    if (toRegExp(negative ? pattern.slice(1) : pattern).test(name)) matches = !negative;
  }
  return matches;
}

/** `*` stays within a segment, `**` does not, a backslash takes the meaning of what follows. */
function toRegExp(pattern: string): RegExp {
  const parts = pattern.split(/(\\.|\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (/^\\./.test(part)) return literally(part.slice(1));
    if (/[?+[\]]/.test(part)) throw new Error(`branch filter ${pattern}: the test server knows * and ** only`);
    return literally(part);
  });
  return new RegExp(`^${parts.join("")}$`);
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
