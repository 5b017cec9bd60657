/** A scripted model behind a real socket: what a coding-agent CLI talks to in tests instead of its vendor. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Dialect, ModelAnswer, ModelEvent } from "./dialect.ts";
import type { ModelScenario } from "./scenario.ts";

/** One request that the server received, in the order in which they came. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  /** The key that came with it, in whichever header its vendor uses. */
  readonly key: string | undefined;
  /** The dialect in which it asks a model; undefined: it is something else. */
  readonly dialect: string | undefined;
}

export interface ScriptedModel {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Also ends the connections that it left hanging. */
  close(): Promise<void>;
}

/** Starts a scripted model that understands these dialects. */
export async function startModel(scenario: ModelScenario, dialects: readonly Dialect[]): Promise<ScriptedModel> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request, response, scenario, dialects, requests);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The scripted model has no port.");
  return address.port;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  scenario: ModelScenario,
  dialects: readonly Dialect[],
  requests: ReceivedRequest[],
): Promise<void> {
  const { method = "GET" } = request;
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const path = url.pathname;
  const dialect = method === "POST" ? dialects.find((known) => known.matches(path)) : undefined;
  // A CLI that is ended in the middle of a request cuts it off: nobody is there to be answered.
  const body = parse(await text(request).catch(() => ""));
  requests.push({ method, path, body, key: keyOf(request, url), dialect: dialect?.name });
  if (dialect === undefined) return send(response, answerProbe(method, path));
  switch (scenario.kind) {
    case "hangs":
      return;
    case "refused":
    case "failing":
    case "capped":
      return send(response, dialect.refuse(scenario));
    case "writes":
    case "silent":
      return send(response, dialect.answer({ path, query: url.searchParams, body }, scenario));
  }
}

/** What CLIs ask beside the model: whether the server is there, and which models it has. */
function answerProbe(method: string, path: string): ModelAnswer {
  if (method === "HEAD" || path === "/") return { kind: "json", status: 200, body: {} };
  if (method === "GET" && path.endsWith("/models")) {
    const model = { id: "scripted", object: "model", type: "model", display_name: "Scripted" };
    return { kind: "json", status: 200, body: { object: "list", data: [model], has_more: false } };
  }
  return { kind: "json", status: 404, body: { error: { message: `No ${method} ${path} here.`, type: "not_found" } } };
}

function send(response: ServerResponse, answer: ModelAnswer): void {
  if (answer.kind === "json") {
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.end(answer.events.map(printEvent).join(""));
}

function printEvent({ event, data }: ModelEvent): string {
  const line = typeof data === "string" ? data : JSON.stringify(data);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${line}\n\n`;
}

function keyOf({ headers }: IncomingMessage, url: URL): string | undefined {
  const own = headers["x-api-key"] ?? headers["x-goog-api-key"];
  if (typeof own === "string") return own;
  return headers.authorization?.replace(/^Bearer /i, "") ?? url.searchParams.get("key") ?? undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
