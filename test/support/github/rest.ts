/** One REST request: which operation, whether it may, whether both sides keep to GitHub's description. */
import type { RestCall, RestRoute, ServerContext } from "./context.ts";
import type { Operation } from "./openapi.ts";
import { loadOperations } from "./openapi.ts";
import { Refusal } from "./refusal.ts";
import { jsonReply, refusalBody } from "./reply.ts";
import type { HttpReply } from "./reply.ts";
import type { Repository, Token } from "./state.ts";
import { authorise, reaches } from "./tokens.ts";

export interface RestRequest {
  readonly method: string;
  /** Without `/api/v3`. */
  readonly path: string;
  readonly address: URL;
  readonly body: string;
}

/** The operation that a request asks for, with its path parameters as they came. */
export interface FoundOperation {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

export function findOperation(method: string, path: string): FoundOperation | undefined {
  for (const operation of loadOperations()) {
    if (operation.method !== method) continue;
    const parameters = operation.match(path);
    if (parameters !== undefined) return { operation, parameters };
  }
  return undefined;
}

/** The repository that the path names, as far as the token sees it. */
export function findRepository(context: ServerContext, token: Token, found: FoundOperation): Repository | undefined {
  const { owner, repo } = found.parameters;
  if (owner === undefined || repo === undefined) return undefined;
  const repository = context.repositories.get(`${owner}/${repo}`.toLowerCase());
  if (repository === undefined || !reaches(token, repository)) throw new Refusal(404, "Not Found");
  return repository;
}

/** Never rejects: a refusal is an answer, a fault of ours is a violation. */
export async function answerRest(
  context: ServerContext,
  route: RestRoute | undefined,
  found: FoundOperation,
  token: Token,
  repository: Repository | undefined,
  request: RestRequest,
): Promise<HttpReply> {
  const { operation } = found;
  const name = `${request.method} ${request.path} (${operation.id})`;
  try {
    if (route === undefined) throw new Error("nobody answers this operation yet");
    const input = readInput(context, found, request, name);
    if (repository !== undefined) authorise(token, repository, route.accepts);
    const reply = await route.handle(createCall(input, repository, token, request));
    const problem = operation.checkAnswer(reply.status, reply.body);
    if (problem !== undefined) throw new Error(`the answer ${reply.status} breaks GitHub's description: ${problem}`);
    return jsonReply(reply.status, reply.body, reply.headers);
  } catch (error) {
    if (!(error instanceof Refusal))
      context.violation(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    const refusal = error instanceof Refusal ? error : new Refusal(500, "Server Error");
    return jsonReply(refusal.status, refusalBody(refusal), refusal.headers);
  }
}

function createCall(
  input: RestCall["input"],
  repository: Repository | undefined,
  token: Token,
  request: RestRequest,
): RestCall {
  return {
    input,
    get repository() {
      if (repository === undefined) throw new Error("an operation of no repository asked for one");
      return repository;
    },
    token,
    actor: { login: token.login, kind: token.kind },
    address: request.address,
  };
}

function readInput(
  context: ServerContext,
  { operation, parameters }: FoundOperation,
  request: RestRequest,
  name: string,
): Record<string, unknown> {
  const read = operation.readParameters({ ...parameters, ...Object.fromEntries(request.address.searchParams) });
  if (!read.ok) throw broken(context, name, read.problem);
  const body = parseBody(request.body);
  const problem = operation.checkBody(body);
  if (problem !== undefined) throw broken(context, name, `body: ${problem}`);
  const { owner: _owner, repo: _repo, ...input } = read.value;
  return { ...input, ...(isRecord(body) ? body : body === undefined ? {} : { body }) };
}

function broken(context: ServerContext, name: string, problem: string): Refusal {
  context.violation(`${name}: ${problem}`);
  return new Refusal(422, `Invalid request.\n\n${problem}`);
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
