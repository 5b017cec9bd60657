/** What a protected base demands of a pull request before it may merge. */
import { z } from "zod";
import { canWrite } from "./people.ts";
import type { Sha } from "../../../src/state/facts.ts";
import type { BranchRule, Pull, Repository, Review } from "./state.ts";
import { newestStatuses } from "./statuses.ts";

/** What is missing, in GitHub's words; undefined: nothing. */
export function missingForMerge(repository: Repository, pull: Pull): string | undefined {
  const missing = missingStatus(repository, pull.baseRef, pull.headSha);
  const demands = repository.protections.get(pull.baseRef);
  if (missing !== undefined || demands === undefined) return missing;
  const approvals = opinions(repository, pull).filter(({ state }) => state === "APPROVED").length;
  if (approvals >= demands.reviews) return undefined;
  const reviews = demands.reviews === 1 ? "review is" : "reviews are";
  return `At least ${demands.reviews} approving ${reviews} required by reviewers with write access.`;
}

/** Contexts that a branch demands, by protection and by rulesets. */
function requiredContexts(repository: Repository, branch: string): readonly string[] {
  const ofRules = rulesFor(repository, branch).flatMap(
    ({ parameters }) => RequiredStatuses.safeParse(parameters).data ?? [],
  );
  return [...(repository.protections.get(branch)?.contexts ?? []), ...ofRules];
}

const RequiredStatuses = z
  .object({ required_status_checks: z.array(z.object({ context: z.string() })) })
  .transform(({ required_status_checks: checks }) => checks.map(({ context }) => context));

/** The rules that hold for a branch, be it there or not. */
export function rulesFor(repository: Repository, branch: string): readonly BranchRule[] {
  return repository.rules.filter(({ branches }) =>
    branches.endsWith("/*") ? branch.startsWith(branches.slice(0, -1)) : branches === branch,
  );
}

/** The first status that the base demands of a commit and that is not a success, in GitHub's words. */
export function missingStatus(repository: Repository, baseRef: string, sha: Sha): string | undefined {
  const statuses = newestStatuses(repository, sha);
  for (const context of requiredContexts(repository, baseRef)) {
    const status = statuses.get(context.toLowerCase());
    if (status === undefined) return `Required status check "${context}" is expected.`;
    if (status.state !== "success") return `Required status check "${context}" is ${WORDS[status.state]}.`;
  }
  return undefined;
}

const WORDS = { error: "failing", failure: "failing", pending: "pending" } as const;

/** The newest review of each person that approves or asks for changes; only of those who may write. */
export function opinions(repository: Repository, pull: Pull): readonly Review[] {
  return latestOpinions(pull).filter(({ author }) => canWrite(repository, author));
}

/** The same of everybody. A dismissed one is no opinion any more. */
export function latestOpinions(pull: Pull): readonly Review[] {
  const newest = new Map(
    pull.reviews.filter(({ state }) => state !== "COMMENTED").map((review) => [review.author.toLowerCase(), review]),
  );
  return [...newest.values()].filter(({ state }) => state !== "DISMISSED");
}
