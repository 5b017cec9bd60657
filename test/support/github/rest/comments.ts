/** issues/*: comments. */
import { z } from "zod";
import { addComment, editComment } from "../comments.ts";
import { restRoute } from "../context.ts";
import type { Route, ServerContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { commentView } from "../views/comment.ts";
import { findPull } from "./find.ts";
import { paginate, Page } from "./page.ts";

const READ = [{ issues: "read" }, { "pull-requests": "read" }] as const;
/** Longer ones GitHub refuses. */
const MOST_CHARACTERS = 65_536;

function refuseTooLong(body: string): void {
  if (body.length <= MOST_CHARACTERS) return;
  const message = `body is too long (maximum is ${MOST_CHARACTERS} characters)`;
  throw new Refusal(422, "Validation Failed", {
    errors: [{ resource: "IssueComment", code: "unprocessable", field: "data", message }],
  });
}

const WRITE = [{ issues: "write" }, { "pull-requests": "write" }] as const;

export function commentRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("issues/list-comments", READ, z.strictObject({ issue_number: z.int(), ...Page }), (call) => {
      const pull = findPull(call.repository, call.input.issue_number);
      const { items, headers } = paginate(call, pull.comments);
      return { status: 200, body: items.map((each) => commentView(context, call.repository, pull, each)), headers };
    }),
    restRoute(
      "issues/create-comment",
      WRITE,
      z.strictObject({ issue_number: z.int(), body: z.string() }),
      ({ repository, input, actor }) => {
        const pull = findPull(repository, input.issue_number);
        refuseTooLong(input.body);
        const comment = addComment(context, repository, actor, pull, input.body);
        const body = commentView(context, repository, pull, comment);
        return { status: 201, body, headers: { location: String(body["url"]) } };
      },
    ),
    restRoute(
      "issues/update-comment",
      WRITE,
      z.strictObject({ comment_id: z.int(), body: z.string() }),
      ({ repository, input, actor }) => {
        refuseTooLong(input.body);
        for (const pull of repository.pulls.values()) {
          const comment = pull.comments.find(({ id }) => id === input.comment_id);
          if (comment === undefined) continue;
          editComment(context, repository, actor, pull, comment, input.body);
          return { status: 200, body: commentView(context, repository, pull, comment) };
        }
        throw new Refusal(404, "Not Found");
      },
    ),
  ];
}
