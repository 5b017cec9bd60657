/** From a request to its answer: git, GraphQL, REST, and what extensions add. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Extension, RawRoute, RestRoute, ServerContext } from "./context.ts";
import { faultReply } from "./faults.ts";
import type { Faultable, Faults } from "./faults.ts";
import { answerApi } from "./api.ts";
import type { Api } from "./api.ts";
import { Refusal } from "./refusal.ts";
import { jsonReply, refusalBody, sendReply } from "./reply.ts";
import type { HttpReply } from "./reply.ts";
import { findOperation } from "./rest.ts";
import type { RecordedRequest, RequestKind } from "./requests.ts";
import { answerGit, parseGitRequest } from "./smart-http.ts";
import type { GitRequest } from "./smart-http.ts";

/** All that answers. */
export interface Parts extends Api {
  readonly context: ServerContext;
  readonly extensions: readonly Extension[];
  readonly routes: ReadonlyMap<string, RestRoute>;
  readonly faults: Faults;
  readonly requests: RecordedRequest[];
}

/** An answer, and what the record of its request says beside it. */
export type Answered = Pick<RecordedRequest, "tokenLogin" | "tokenKind" | "accepts" | "points" | "secondaryPoints"> & {
  readonly reply: HttpReply;
};

interface Asked extends Faultable {
  readonly address: URL;
  readonly git: GitRequest | undefined;
  readonly body: string;
}

const API = /^\/api\/v3(?=\/)/;

/** Never rejects: what fails is answered, and who hangs up gets none. */
export async function answer(parts: Parts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await answerOne(parts, message, response);
  } catch (error) {
    if (message.errored === null) parts.context.violation(`${message.method} ${message.url}: ${String(error)}`);
    response.destroy();
  }
}

async function answerOne(parts: Parts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await readAsked(parts, message);
  const fault = parts.faults.take(asked);
  if (asked.kind === "other" && fault === undefined) return answerOther(parts, asked, message, response);
  const answered = fault === undefined || fault.after === true ? await dispatch(parts, asked, message) : NOBODY;
  const reply = fault === undefined ? answered.reply : faultReply(fault, asked, parts.context.clock());
  record(parts, asked, answered, reply);
  if (reply === undefined) message.socket.destroy();
  else sendReply(response, reply);
}

const NOBODY: Answered = {
  reply: jsonReply(500, {}),
  tokenLogin: undefined,
  tokenKind: undefined,
  accepts: [],
  points: 0,
  secondaryPoints: 0,
};

async function readAsked(parts: Parts, message: IncomingMessage): Promise<Asked> {
  const address = new URL(message.url ?? "/", parts.context.url);
  const method = message.method ?? "GET";
  const git = parseGitRequest(address);
  const kind = kindOf(address, git);
  const path = `${address.pathname.replace(API, "").replace(/^\/api(?=\/graphql)/, "")}${address.search}`;
  // Git's own bodies are streams, and an extension reads its own.
  const body = kind === "rest" || kind === "graphql" ? await text(message) : "";
  const operationId = kind === "rest" ? findOperation(method, pathOf(address))?.operation.id : undefined;
  return { kind, method, path, operationId, query: kind === "graphql" ? body : undefined, address, git, body };
}

function kindOf(address: URL, git: GitRequest | undefined): RequestKind {
  if (git !== undefined) return "git";
  if (address.pathname === "/api/graphql") return "graphql";
  return API.test(address.pathname) ? "rest" : "other";
}

function pathOf(address: URL): string {
  return address.pathname.replace(API, "");
}

async function dispatch(parts: Parts, asked: Asked, message: IncomingMessage): Promise<Answered> {
  try {
    if (asked.git !== undefined) return await answerGit(parts.context, asked.git, message);
    return await answerApi(parts, { ...asked, path: pathOf(asked.address), headers: message.headers });
  } catch (error) {
    // Its sender was killed in the middle of it.
    if (message.errored !== null) throw error;
    return { ...NOBODY, reply: replyToError(parts, asked, error) };
  }
}

function replyToError(parts: Parts, asked: Asked, error: unknown): HttpReply {
  if (!(error instanceof Refusal)) parts.context.violation(`${asked.method} ${asked.path}: ${String(error)}`);
  const refusal = error instanceof Refusal ? error : new Refusal(500, "Server Error");
  const basic = refusal.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
  const headers = { ...refusal.headers, ...basic };
  if (asked.kind !== "git") return jsonReply(refusal.status, refusalBody(refusal), headers);
  return { status: refusal.status, headers: { ...headers, "content-type": "text/plain" }, body: refusal.message };
}

async function answerOther(
  parts: Parts,
  asked: Asked,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = findRaw(parts.extensions, asked.method, asked.address.pathname);
  try {
    if (found === undefined) throw new Error("not known here");
    await found.route.handle(message, response, found.match);
  } catch (error) {
    parts.context.violation(`${asked.method} ${asked.path}: ${String(error)}`);
    if (!response.headersSent) sendReply(response, jsonReply(found === undefined ? 404 : 500, {}));
  }
}

function findRaw(
  extensions: readonly Extension[],
  method: string,
  path: string,
): { readonly route: RawRoute; readonly match: RegExpExecArray } | undefined {
  for (const { routes } of extensions) {
    for (const route of routes) {
      if ("operationId" in route || route.method !== method) continue;
      const match = route.path.exec(path);
      if (match !== null) return { route, match };
    }
  }
  return undefined;
}

function record(parts: Parts, asked: Asked, answered: Answered, reply: HttpReply | undefined): void {
  const { reply: _, ...facts } = answered;
  const { kind, method, path, operationId } = asked;
  parts.requests.push({ kind, method, path, operationId, status: reply?.status ?? 0, ...facts });
}
