import type { ServerContext } from "./context.ts";
import { emitComment } from "./events.ts";
import type { Actor, Comment, Pull, Repository } from "./state.ts";

export function addComment(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  body: string,
): Comment {
  const now = context.clock();
  const comment = {
    id: context.nextId(),
    author: actor.login,
    body,
    createdAt: now,
    updatedAt: now,
    isMinimized: false,
  };
  pull.comments.push(comment);
  pull.updatedAt = now;
  emitComment(context, repository, actor, pull, "created", comment);
  return comment;
}

export function editComment(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  comment: Comment,
  body: string,
): void {
  comment.body = body;
  comment.updatedAt = context.clock();
  emitComment(context, repository, actor, pull, "edited", comment);
}
