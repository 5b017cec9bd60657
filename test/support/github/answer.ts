/** From a request to its answer: git, GraphQL, REST, and what extensions add. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "./context.ts";
import type { Extension, RawRoute, ServerContext } from "./context.ts";
import type { RecordedRequest } from "./requests.ts";
import { authoriseGit, parseGitRequest, serveGit } from "./smart-http.ts";

/** Never rejects: what fails is answered. */
export async function answer(
  context: ServerContext,
  extensions: readonly Extension[],
  requests: RecordedRequest[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = new URL(message.url ?? "/", context.url);
  try {
    const git = parseGitRequest(address);
    if (git !== undefined) return await serveGit(context, git, authoriseGit(context, git, message), message, response);
    const raw = findRaw(extensions, message.method ?? "", address.pathname);
    if (raw !== undefined) return await raw.route.handle(message, response, raw.match);
    context.violation(`${message.method} ${address.pathname}: not known here`);
    throw new Refusal(404, "Not Found");
  } catch (error) {
    if (!(error instanceof Refusal)) context.violation(`${message.method} ${address.pathname}: ${String(error)}`);
    refuse(response, error instanceof Refusal ? error : new Refusal(500, "Server Error"));
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

function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  if (refusal.status === 401) response.setHeader("www-authenticate", 'Basic realm="GitHub"');
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  response.writeHead(refusal.status, { "content-type": "text/plain" }).end(refusal.message);
}
