/** pulls/*: reviews, who is asked for one, and what there is to review. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { Route, ServerContext } from "../context.ts";
import { emitPull } from "../events.ts";
import { permissionOf } from "../people.ts";
import { Refusal } from "../refusal.ts";
import type { Pull, Repository } from "../state.ts";
import { reviewView } from "../views/comment.ts";
import { diffEntry, readChanges } from "../views/diff.ts";
import { pullSimple } from "../views/pull.ts";
import { findPull } from "./find.ts";
import { paginate, Page } from "./page.ts";

const READ = [{ "pull-requests": "read" }] as const;
const MOST_FILES = 3000;
const Listed = z.strictObject({ pull_number: z.int(), ...Page });

const Wanted = z.strictObject({
  pull_number: z.int(),
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

export function reviewRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("pulls/list-reviews", READ, Listed, (call) => {
      const pull = findPull(call.repository, call.input.pull_number);
      const { items, headers } = paginate(call, pull.reviews);
      return { status: 200, body: items.map((each) => reviewView(context, call.repository, pull, each)), headers };
    }),
    restRoute("pulls/list-files", READ, Listed, async (call) => {
      const pull = findPull(call.repository, call.input.pull_number);
      const changes = await readChanges(call.repository, pull.baseSha, pull.headSha);
      const { items, headers } = paginate(call, changes.slice(0, MOST_FILES));
      const body = items.map((change) => diffEntry(context, call.repository, pull.headSha, change));
      return { status: 200, body, headers };
    }),
    restRoute("pulls/request-reviewers", [{ "pull-requests": "write" }], Wanted, async (call) => {
      const { repository, input, actor } = call;
      const pull = findPull(repository, input.pull_number);
      refuseReviewers(repository, pull, input.reviewers);
      for (const login of input.reviewers) pull.requestedReviewers.add(login);
      for (const slug of input.team_reviewers) pull.requestedTeams.add(slug);
      pull.updatedAt = context.clock();
      await emitPull(context, repository, actor, pull, { name: "pull_request", action: "review_requested" });
      return { status: 201, body: pullSimple(context, repository, pull) };
    }),
  ];
}

function refuseReviewers(repository: Repository, pull: Pull, logins: readonly string[]): void {
  if (logins.includes(pull.author)) {
    throw new Refusal(422, "Review cannot be requested from pull request author.");
  }
  if (logins.some((login) => permissionOf(repository, login) === "none")) {
    throw new Refusal(
      422,
      `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.fullName} repository.`,
    );
  }
}
