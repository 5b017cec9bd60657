import type { Client } from "./client.ts";
import { refusalStatus } from "./errors.ts";
import { unknownPull } from "../refusals.ts";
import { PAGE, VIEWER } from "./pulls-query.ts";
import { Comment, Viewer } from "./schema.ts";

/** Comments on pull requests, one per marker. */
export interface Comments {
  write(pull: number, marker: string, body: string, how?: "write" | "edit"): Promise<void>;
}

export function createComments(client: Client): Comments {
  let ourselves: string | undefined;
  async function readOurselves(): Promise<string> {
    ourselves ??= (await client.query(Viewer, VIEWER, {})).viewer.login;
    return ourselves;
  }
  return {
    async write(pull, marker, body, how = "write") {
      const text = `${body}\n\n${printMarker(marker)}`;
      const old = await findComment(client, pull, marker, await readOurselves());
      if (old === undefined && how === "write") await createComment(client, pull, text);
      if (old !== undefined && old.body !== text) await updateComment(client, old.id, text);
    },
  };
}

/** What makes a comment ours to edit; nobody sees it. */
function printMarker(marker: string): string {
  return MARKER_START + marker.replaceAll("--", "") + MARKER_END;
}

const MARKER_START = "<!-- workstreams: ";
const MARKER_END = " -->";

/** Whether it ends as ours do. Somebody who writes that keeps nothing but own words out. */
export function hasMarker(body: string): boolean {
  const text = body.trimEnd();
  return text.endsWith(MARKER_END) && text.startsWith(MARKER_START, text.lastIndexOf("<!--"));
}

/** Anybody can write a marker: only comments by ourselves count. */
async function findComment(client: Client, pull: number, marker: string, author: string): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const comments = await readPage(client, pull, page);
    const ours = comments.filter(({ user }) => user?.login === author);
    const found = ours.find((comment) => comment.body.trimEnd().endsWith(printMarker(marker)));
    if (found !== undefined || comments.length < PAGE) return found;
  }
}

async function readPage(client: Client, pull: number, page: number): Promise<readonly Comment[]> {
  try {
    const answer = await client.read("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...client.repository,
      issue_number: pull,
      per_page: PAGE,
      page,
    });
    return Comment.array().parse(answer.data);
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
    throw unknownPull(pull, error);
  }
}

async function createComment(client: Client, pull: number, body: string): Promise<void> {
  await client.write("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    ...client.repository,
    issue_number: pull,
    body,
  });
}

async function updateComment(client: Client, id: number, body: string): Promise<void> {
  await client.write("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
    ...client.repository,
    comment_id: id,
    body,
  });
}
