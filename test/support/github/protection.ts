/** What a protected base demands of a pull request before it may merge. */
import { canWrite } from "./people.ts";
import type { Sha } from "../../../src/state/facts.ts";
import type { Pull, Repository, Review } from "./state.ts";
import { newestStatuses } from "./statuses.ts";

/** What is missing, in GitHub's words; undefined: nothing. */
export function missingForMerge(repository: Repository, pull: Pull): string | undefined {
  const demands = repository.protections.get(pull.baseRef);
  if (demands === undefined) return undefined;
  const missing = missingStatus(repository, pull.baseRef, pull.headSha);
  if (missing !== undefined) return missing;
  const approvals = opinions(repository, pull).filter(({ state }) => state === "APPROVED").length;
  if (approvals >= demands.reviews) return undefined;
  const reviews = demands.reviews === 1 ? "review is" : "reviews are";
  return `At least ${demands.reviews} approving ${reviews} required by reviewers with write access.`;
}

/** The first status that the base demands of a commit and that is not a success, in GitHub's words. */
export function missingStatus(repository: Repository, baseRef: string, sha: Sha): string | undefined {
  const statuses = newestStatuses(repository, sha);
  for (const context of repository.protections.get(baseRef)?.contexts ?? []) {
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
