/** Passing on a request that a proxy got for a whole URL. */
import { request as startRequest } from "node:http";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { Passage } from "./tunnel.ts";

/** What a request line with a whole http URL asks for; undefined: it has none. */
export function readHttpUrl(text: string | undefined): { authority: string; path: string } | undefined {
  if (text === undefined || !/^http:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port, pathname, search } = new URL(text);
  return { authority: `${hostname}:${port || "80"}`, path: `${pathname}${search}` };
}

/** Its host is where it goes, whatever its own headers say. */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { way, path, idleMs, fail }: Passage & { readonly path: string },
): void {
  const { target, lookup } = way;
  const upstream = startRequest({
    ...target,
    path,
    method: request.method ?? "GET",
    headers: endToEnd(request, ["expect", "host"]),
    agent: false,
    timeout: idleMs,
    ...(lookup === undefined ? {} : { lookup }),
  });
  upstream.once("timeout", () => upstream.destroy(new Error("it took too long")));
  upstream.once("error", (error) => (response.headersSent ? response.destroy() : fail(error)));
  upstream.once("response", (answer) => {
    try {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer, ["transfer-encoding"]));
    } catch (error) {
      // What Node reads it need not be willing to say, such as a status of 99.
      upstream.destroy(error instanceof Error ? error : new Error("its answer can't be passed on"));
      return;
    }
    pipeline(answer, response, () => undefined);
  });
  response.once("close", () => upstream.destroy());
  request.pipe(upstream);
}

/** What is between two neighbours only; that a body comes in chunks is said again where it does. */
const NEIGHBOURS = ["connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "upgrade"];

function endToEnd({ headers, headersDistinct }: IncomingMessage, without: readonly string[]): OutgoingHttpHeaders {
  const named = headers.connection?.toLowerCase().split(/[\s,]+/) ?? [];
  const left = new Set([...NEIGHBOURS, ...without, ...named]);
  return Object.fromEntries(Object.entries(headersDistinct).filter(([name]) => !left.has(name)));
}
