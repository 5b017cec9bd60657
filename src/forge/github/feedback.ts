/** What people with write access said of a pull request: reviews, their comments on lines, and comments. */
import type { Instant } from "../../state/facts.ts";
import type { Remark } from "../../state/remark.ts";
import { ForgeError } from "../forge.ts";
import { unknownPull } from "../refusals.ts";
import type { Client } from "./client.ts";
import { hasMarker } from "./comments.ts";
import { refusalStatus } from "./errors.ts";
import { CONVERSATION } from "./pulls-query.ts";
import { Conversation, Permission } from "./schema.ts";

/** An app's words and ours are left out, those of people without write access, and what somebody has hidden. */
export async function readFeedback(client: Client, number: number, since: Instant): Promise<readonly Remark[]> {
  const { repository } = await client.query(Conversation, CONVERSATION, { ...client.repository, number });
  if (repository.pullRequest === null) throw unknownPull(number);
  // GitHub tells seconds.
  const from = Math.floor(since / 1000) * 1000;
  const said = remarksIn(repository.pullRequest).filter(({ at }) => at >= from);
  const writers = await findWriters(client, new Set(said.map(({ who }) => who)));
  return said.filter(({ who }) => writers.has(who)).toSorted((a, b) => a.at - b.at);
}

export function speakThere(pull: number): ForgeError {
  return new ForgeError("refused", `people speak for themselves on GitHub: comment on #${pull} there`);
}

type Pull = NonNullable<Conversation["repository"]["pullRequest"]>;

/** Of these states a review says what is missing: an approval has nothing for another attempt. */
const TELLING: ReadonlySet<string> = new Set(["CHANGES_REQUESTED", "COMMENTED"]);

function remarksIn({ reviews, comments }: Pull): readonly Remark[] {
  const handedIn = reviews.nodes.filter(({ state }) => state !== "PENDING");
  return [
    ...handedIn.flatMap((review) => [
      ...(TELLING.has(review.state) ? toRemark({ ...review, createdAt: review.submittedAt }) : []),
      ...review.comments.nodes.flatMap(toRemark),
    ]),
    ...comments.nodes.flatMap(toRemark),
  ];
}

interface Words {
  readonly author: { readonly kind: string; readonly login: string } | null;
  readonly body: string;
  readonly isMinimized: boolean;
  readonly createdAt: Instant | null;
  readonly path?: string;
  readonly line?: number | null;
}

function toRemark({ author, body, isMinimized, createdAt, path, line }: Words): readonly Remark[] {
  if (author?.kind !== "User" || createdAt === null) return [];
  if (isMinimized || body.trim() === "" || hasMarker(body)) return [];
  return [{ who: author.login, at: createdAt, path, line: line ?? undefined, text: body }];
}

async function findWriters(client: Client, logins: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const writers = new Set<string>();
  for (const login of logins) if (await mayWrite(client, login)) writers.add(login);
  return writers;
}

/** As GitHub says it now: how somebody is associated with a repository, as comments tell it, is no permission. */
async function mayWrite(client: Client, username: string): Promise<boolean> {
  try {
    const answer = await client.read("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
      ...client.repository,
      username,
    });
    return WRITERS.has(Permission.parse(answer.data).permission);
  } catch (error) {
    if (refusalStatus(error) === 404) return false;
    throw error;
  }
}

/** `maintain` is told as `write`, `triage` as `read`. */
const WRITERS: ReadonlySet<string> = new Set(["admin", "write"]);
