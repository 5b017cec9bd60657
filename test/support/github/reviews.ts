import type { ServerContext } from "./context.ts";
import { emitPull } from "./events.ts";
import type { Actor, Pull, Repository, Review, ReviewState } from "./state.ts";

/** Somebody reviews the pull request as it is now. */
export async function addReview(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  state: ReviewState,
): Promise<Review> {
  const now = context.clock();
  const review = { id: context.nextId(), author: actor.login, state, commit: pull.headSha, submittedAt: now };
  pull.reviews.push(review);
  pull.requestedReviewers.delete(actor.login);
  pull.updatedAt = now;
  const payload = { review: { id: review.id, state: state.toLowerCase(), user: { login: actor.login } } };
  const action = state === "DISMISSED" ? "dismissed" : "submitted";
  await emitPull(context, repository, actor, pull, { name: "pull_request_review", action, payload });
  return review;
}
