import type { Client } from "./client.ts";
import { refusalStatus, refusalText } from "./errors.ts";

/** A team, not a person. */
const TEAM = "team:";

/**
 * Asks people, and teams as `team:<slug>`, for their review. Whom GitHub does not let us ask, somebody without access for
 * example, is named in the log: the pull request stands without.
 */
export async function requestReviews(client: Client, pull: number, reviewers: readonly string[]): Promise<void> {
  if (reviewers.length === 0) return;
  const teams = reviewers.filter((name) => name.startsWith(TEAM)).map((name) => name.slice(TEAM.length));
  const people = reviewers.filter((name) => !name.startsWith(TEAM));
  try {
    await client.rewrite("POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", {
      ...client.repository,
      pull_number: pull,
      reviewers: people,
      team_reviewers: teams,
    });
  } catch (error) {
    const status = refusalStatus(error);
    if (status !== 422 && status !== 403 && status !== 404) throw error;
    client.log(`nobody was asked to review #${pull}: ${refusalText(error)}; check \`reviewers\` in the configuration`);
  }
}
