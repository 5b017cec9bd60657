/** What GitHub's API refuses, as few names and one sentence each: what is wrong, and what to do next. */
import { z } from "zod";
import type { Instant } from "../../state/facts.ts";
import { ForgeError } from "../forge.ts";
import { describePermissions, permissionFor } from "./permissions.ts";
import { UNKNOWN_REPOSITORY, UNKNOWN_TOKEN } from "./sentences.ts";
import { settingToChange } from "./settings.ts";

/** GraphQL answers errors beside data, with status 200. */
export class GraphqlError extends Error {
  readonly errors: readonly GraphqlProblem[];

  constructor(errors: readonly GraphqlProblem[]) {
    super(errors.map(({ message }) => message).join("; "));
    this.name = "GraphqlError";
    this.errors = errors;
  }
}

export const GraphqlProblem = z.object({
  type: z.string().optional(),
  message: z.string(),
  /** Which field of the answer it is about, by the names that the query gives. */
  path: z.array(z.union([z.string(), z.number()])).optional(),
});
export type GraphqlProblem = z.infer<typeof GraphqlProblem>;

const Answer = z.object({
  headers: z.record(z.string(), z.unknown()),
  data: z.unknown(),
});

/** Octokit's error. Without an answer its status is 500. */
const HttpError = z.object({
  name: z.literal("HttpError"),
  status: z.int(),
  message: z.string(),
  request: z.object({ method: z.string(), url: z.string() }),
  response: Answer.optional(),
});
type HttpError = z.infer<typeof HttpError>;

/** The throttling plugin's own error. */
const PointsUsedUp = z.object({ message: z.literal("GraphQL Rate Limit Exceeded"), response: Answer });

/** The status of an answer that refuses; undefined for anything else that is thrown. */
export function refusalStatus(error: unknown): number | undefined {
  const { success, data } = HttpError.safeParse(error);
  return success && data.response !== undefined ? data.status : undefined;
}

/** GitHub's own words in a refusal; empty where there are none. */
export function refusalText(error: unknown): string {
  return error instanceof Error ? withoutLink(error.message) : "";
}

/** The sentence for a refusal: what to change where we know it, else GitHub's own words. */
export function refusalSentence(error: unknown): string {
  return explainWords(refusalText(error));
}

function explainWords(words: string): string {
  return settingToChange(words) ?? `GitHub refuses: ${words}`;
}

/** Octokit puts the address of the documentation behind them. */
function withoutLink(message: string): string {
  return message.replace(/ - https?:\/\/\S+$/, "").replace(/\.$/, "");
}

/** Whether a request that changes something failed in a way that leaves open whether it was carried out. */
export function isBrokenWrite(error: unknown): boolean {
  const { success, data } = HttpError.safeParse(error);
  return success && data.status >= 500 && data.request.method !== "GET";
}

/** Undefined: no word of GitHub's, but a bug of ours. */
export function toForgeError(error: unknown, now: Instant): ForgeError | undefined {
  if (error instanceof ForgeError) return error;
  if (error instanceof GraphqlError) return explainGraphql(error);
  if (error instanceof z.ZodError) {
    return new ForgeError("retry", `GitHub answered in a shape that we can't read: ${z.prettifyError(error)}`);
  }
  const points = PointsUsedUp.safeParse(error);
  if (points.success) return waitError(points.data.response, now, error);
  const http = HttpError.safeParse(error);
  return http.success ? explainHttp(http.data, now, error) : undefined;
}

export function printWait(until: Instant): string {
  return `GitHub asks to wait until ${new Date(until).toISOString().slice(11, 19)}Z`;
}

function explainHttp(error: HttpError, now: Instant, cause: unknown): ForgeError {
  const { status, message, request, response } = error;
  if (response === undefined) {
    return new ForgeError("retry", `GitHub can't be reached at ${new URL(request.url).origin}: ${message}`, { cause });
  }
  if (status >= 500) return new ForgeError("retry", `GitHub has a fault of its own (${status}): try again`, { cause });
  if (isLimit(error)) return waitError(response, now, cause);
  if (status === 409) return new ForgeError("head-moved", withoutLink(message), { cause });
  return new ForgeError("refused", explainRefusal(status, message, response.headers), { cause });
}

function isLimit({ status, message, response }: HttpError): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const headers = response?.headers ?? {};
  return headers["retry-after"] !== undefined || /\brate limit\b/i.test(message);
}

function waitError({ headers }: z.infer<typeof Answer>, now: Instant, cause: unknown): ForgeError {
  const until = limitEnd(headers, now);
  return new ForgeError("wait", printWait(until), { until, cause });
}

/** As GitHub asks for it: its delay, else the limit's reset, else a minute. */
function limitEnd(headers: Readonly<Record<string, unknown>>, now: Instant): Instant {
  const delay = Number(headers["retry-after"]);
  if (delay > 0) return now + delay * 1000;
  const reset = Number(headers["x-ratelimit-reset"]) * 1000;
  return headers["x-ratelimit-remaining"] === "0" && reset > now ? reset : now + 60_000;
}

function explainRefusal(status: number, message: string, headers: Readonly<Record<string, unknown>>): string {
  if (status === 401) return UNKNOWN_TOKEN;
  if (status === 404) return UNKNOWN_REPOSITORY;
  if (/not accessible by/i.test(message)) return describePermissions(headers["x-accepted-github-permissions"]);
  return explainWords(withoutLink(message));
}

function explainGraphql(error: GraphqlError): ForgeError {
  if (MOVED.test(error.message)) return new ForgeError("head-moved", error.message, { cause: error });
  const lacking = error.errors.flatMap(({ type, path }) => (type === "FORBIDDEN" ? (permissionFor(path) ?? []) : []));
  if (lacking.length > 0) return refusal(describePermissions([...new Set(lacking)].join(",")), error);
  const status = error.errors.map(({ type = "" }) => STATUS_OF.get(type)).find((known) => known !== undefined);
  if (status !== undefined) return refusal(explainRefusal(status, error.message, {}), error);
  return new ForgeError("retry", `GitHub could not answer: ${error.message}`, { cause: error });
}

const MOVED = /head (?:branch was modified|sha (?:didn't|did not|does not) match)/i;

/** GraphQL's types of errors that need a person, by the status that REST would answer. */
const STATUS_OF: ReadonlyMap<string, number> = new Map([
  ["NOT_FOUND", 404],
  ["FORBIDDEN", 403],
  ["INSUFFICIENT_SCOPES", 403],
  ["UNPROCESSABLE", 422],
]);

function refusal(sentence: string, cause: unknown): ForgeError {
  return new ForgeError("refused", sentence, { cause });
}
