import type { ServerContext } from "./context.ts";
import { emitPull } from "./events.ts";
import type { Actor, Pull, Repository, Review, ReviewComment, ReviewState } from "./state.ts";

/** What a review says beside its state. */
export interface ReviewWords {
  readonly body?: string;
  readonly lines?: readonly Pick<ReviewComment, "path" | "line" | "body">[];
}

/** Somebody reviews the pull request as it is now. */
export async function addReview(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  state: ReviewState,
  { body = "", lines = [] }: ReviewWords = {},
): Promise<Review> {
  const now = context.clock();
  const own = { author: actor.login, createdAt: now, isMinimized: false };
  const comments = lines.map((line) => ({ ...line, ...own, id: context.nextId() }));
  const common = { author: actor.login, state, commit: pull.headSha, submittedAt: now };
  const review = { ...common, id: context.nextId(), body, comments };
  pull.reviews.push(review);
  pull.requestedReviewers.delete(actor.login);
  pull.updatedAt = now;
  const payload = { review: { id: review.id, state: state.toLowerCase(), user: { login: actor.login } } };
  const action = state === "DISMISSED" ? "dismissed" : "submitted";
  await emitPull(context, repository, actor, pull, { name: "pull_request_review", action, payload });
  return review;
}
