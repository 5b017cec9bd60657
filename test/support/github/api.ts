/** What REST and GraphQL have in common: whose token it is, and how much it may ask. */
import type { IncomingHttpHeaders } from "node:http";
import type { Answered } from "./answer.ts";
import type { Extension, RestRoute, ServerContext } from "./context.ts";
import { LIMITED, SECONDARY } from "./faults.ts";
import { answerGraphql } from "./graphql/answer.ts";
import type { Meter } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import { jsonReply, limitHeaders, refusalBody } from "./reply.ts";
import type { HttpReply } from "./reply.ts";
import { answerRest, findOperation, findRepository } from "./rest.ts";
import type { FoundOperation, RestRequest } from "./rest.ts";
import type { Repository, Token } from "./state.ts";
import { readToken } from "./tokens.ts";

export interface Api {
  readonly context: ServerContext;
  readonly extensions: readonly Extension[];
  readonly routes: ReadonlyMap<string, RestRoute>;
  readonly meter: Meter;
}

export interface ApiRequest extends RestRequest {
  readonly kind: string;
  readonly headers: IncomingHttpHeaders;
}

/** Throws refusals of what comes without a good token. */
export async function answerApi(api: Api, request: ApiRequest): Promise<Answered> {
  const token = readToken(api.context, request.headers);
  if (token === undefined) throw new Refusal(401, "Requires authentication");
  const facts = { tokenLogin: token.login, tokenKind: token.kind, accepts: [], points: 0, secondaryPoints: 0 };
  if (request.kind === "graphql") return { ...facts, ...(await answerGraphql(api, token, request.body)) };
  const found = findOperation(request.method, request.path);
  if (found === undefined) {
    api.context.violation(`${request.method} ${request.path}: no operation of the slice of GitHub's description`);
    return { ...facts, reply: refuse(new Refusal(404, "Not Found")) };
  }
  const accepts = api.routes.get(found.operation.id)?.accepts ?? [];
  const write = request.method !== "GET";
  const secondaryPoints = write ? 5 : 1;
  const reply = await answerFound(api, token, found, request, { points: secondaryPoints, content: write });
  return { ...facts, accepts, secondaryPoints, reply };
}

async function answerFound(
  api: Api,
  token: Token,
  found: FoundOperation,
  request: ApiRequest,
  speed: { readonly points: number; readonly content: boolean },
): Promise<HttpReply> {
  const wait = api.meter.hurry(token, { resource: "core", ...speed });
  if (wait !== undefined) return refuse(new Refusal(403, SECONDARY, { headers: { "retry-after": String(wait) } }));
  const free = found.operation.id === "rate-limit/get";
  let repository: Repository | undefined;
  try {
    repository = findRepository(api.context, token, found);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error);
    throw error;
  }
  const within = free || api.meter.take(token, repository, "core", 1);
  const headers = limitHeaders(api.meter.read(token, repository, "core"));
  if (!within) return refuse(new Refusal(403, `${LIMITED}.`, { headers }));
  const route = api.routes.get(found.operation.id);
  const reply = await answerRest(api.context, route, found, token, repository, request);
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function refuse(refusal: Refusal): HttpReply {
  return jsonReply(refusal.status, refusalBody(refusal), refusal.headers);
}
