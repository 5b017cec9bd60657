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
import type { PageBefore } from "./schema.ts";

/** Most pages of each list that are read, and most people whose permission is asked for. */
const MOST_PAGES = 5;
const MOST_PEOPLE = 50;

/**
 * An app's words and ours are left out, those of people without write access, and what somebody has hidden. Of so many
 * people that not all can be asked for, the ones who spoke last are; that others spoke is logged.
 */
export async function readFeedback(client: Client, number: number, since: Instant): Promise<readonly Remark[]> {
  // GitHub tells seconds.
  const from = Math.floor(since / 1000) * 1000;
  const { remarks, isCut } = await readRemarks(client, number, from);
  const said = remarks.filter(({ at }) => at >= from).toSorted((a, b) => a.at - b.at);
  const people = [...new Set(said.toReversed().map(({ who }) => who))];
  const asked = people.slice(0, MOST_PEOPLE);
  if (isCut || asked.length < people.length) client.log(`#${number}: more people commented than are listened to`);
  const writers = await findWriters(client, asked);
  return said.filter(({ who }) => writers.has(who));
}

interface Read {
  readonly remarks: readonly Remark[];
  /** There is more that was said since. */
  readonly isCut: boolean;
}

/** Back until what is older than `from`, by pages of both lists at once. */
async function readRemarks(client: Client, number: number, from: Instant): Promise<Read> {
  const remarks: Remark[] = [];
  let reviews: Cursor = { wanted: true, before: null };
  let comments: Cursor = { wanted: true, before: null };
  for (let page = 0; page < MOST_PAGES && (reviews.wanted || comments.wanted); page++) {
    const { repository } = await client.query(Conversation, CONVERSATION, {
      ...client.repository,
      number,
      reviews: reviews.wanted,
      beforeReview: reviews.before,
      comments: comments.wanted,
      beforeComment: comments.before,
    });
    const pull = repository.pullRequest;
    if (pull === null) throw unknownPull(number);
    remarks.push(...remarksIn(pull));
    reviews = before(pull.reviews?.pageInfo, pull.reviews?.nodes[0]?.submittedAt, from);
    comments = before(pull.comments?.pageInfo, pull.comments?.nodes[0]?.createdAt, from);
  }
  return { remarks, isCut: reviews.wanted || comments.wanted };
}

interface Cursor {
  readonly wanted: boolean;
  readonly before: string | null;
}

/** Whether the page before is wanted, too: not where the oldest of this one is old already. */
function before(page: PageBefore | undefined, oldest: Instant | null | undefined, from: Instant): Cursor {
  const isOld = oldest !== undefined && oldest !== null && oldest < from;
  return { wanted: page?.hasPreviousPage === true && !isOld, before: page?.startCursor ?? null };
}

export function speakThere(pull: number): ForgeError {
  return new ForgeError("refused", `people speak for themselves on GitHub: comment on #${pull} there`);
}

type Pull = NonNullable<Conversation["repository"]["pullRequest"]>;

/** Of these states a review says what is missing: an approval has nothing for another attempt. */
const TELLING: ReadonlySet<string> = new Set(["CHANGES_REQUESTED", "COMMENTED"]);

function remarksIn({ reviews, comments }: Pull): readonly Remark[] {
  const handedIn = (reviews?.nodes ?? []).filter(({ state }) => state !== "PENDING");
  return [
    ...handedIn.flatMap((review) => [
      ...(TELLING.has(review.state) ? toRemark({ ...review, createdAt: review.submittedAt }) : []),
      ...review.comments.nodes.flatMap(toRemark),
    ]),
    ...(comments?.nodes ?? []).flatMap(toRemark),
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

async function findWriters(client: Client, logins: readonly string[]): Promise<ReadonlySet<string>> {
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
