/** The one way out for an agent whose network is limited: a forward proxy that knows the allowed hosts. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { readTarget } from "./allowed-hosts.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";
import { forwardRequest, readHttpUrl } from "./forward-request.ts";
import { judgeTarget, notPublic, printRefusal } from "./judge-target.ts";
import type { Judged, Refusal, Way } from "./judge-target.ts";
import { NotPublicError } from "./public-address.ts";
import { openTunnel } from "./tunnel.ts";

export interface Proxy {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 256;
const HEADERS_MS = 30_000;
/** A model may think for minutes before it says a word. */
const IDLE_MS = 15 * 60_000;

/** `refuse` hears of every refusal. What is said to the hosts that are allowed is neither read nor recorded. */
export async function openProxy(allowed: AllowedHosts, refuse: (refusal: Refusal) => void): Promise<Proxy> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_MS, requestTimeout: IDLE_MS });
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = IDLE_MS;
  serve(server, { allowed, refuse });
  const sockets = collectSockets(server);
  return {
    port: await listen(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Rules {
  readonly allowed: AllowedHosts;
  readonly refuse: (refusal: Refusal) => void;
}

/** CONNECT opens a tunnel, a request for a whole http URL is passed on, and there is nothing else. */
function serve(server: Server, rules: Rules): void {
  server.on("connect", (request, _, head: Buffer) => {
    const client = request.socket;
    const fail = (answer: Answer) => client.end(printAnswer(answer));
    const way = findWay(request.url, rules);
    if ("status" in way) fail(way);
    else openTunnel(client, head, { way, idleMs: IDLE_MS, fail: (error) => fail(explainFailure(error, way, rules)) });
  });
  server.on("request", (request, response) => {
    const fail = ({ status, text }: Answer) => response.writeHead(status, CLOSED).end(text);
    const url = readHttpUrl(request.url);
    const way = findWay(url?.authority, rules);
    if ("status" in way) {
      fail(way);
      return;
    }
    const failed = (error: Error) => fail(explainFailure(error, way, rules));
    forwardRequest(request, response, { way, path: url?.path ?? "/", idleMs: IDLE_MS, fail: failed });
  });
}

interface Answer {
  readonly status: 400 | 403 | 502;
  readonly text: string;
}

const CLOSED = { "content-type": "text/plain", connection: "close" };
const REASONS = { 400: "Bad Request", 403: "Forbidden", 502: "Bad Gateway" } as const;

function printAnswer({ status, text }: Answer): string {
  const headers = Object.entries(CLOSED).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${REASONS[status]}\r\n${headers.join("")}\r\n${text}`;
}

function findWay(authority: string | undefined, { allowed, refuse }: Rules): Way | Answer {
  const target = authority === undefined ? undefined : readTarget(authority);
  if (target === undefined) return { status: 400, text: "this proxy takes CONNECT host:port and http:// URLs\n" };
  const judged: Judged = judgeTarget(allowed, target);
  return judged.kind === "allowed" ? judged : refused(judged.refusal, refuse);
}

function refused(refusal: Refusal, refuse: Rules["refuse"]): Answer {
  refuse(refusal);
  return { status: 403, text: `${printRefusal(refusal)}\n` };
}

function explainFailure(error: Error, { target }: Way, { refuse }: Rules): Answer {
  if (error instanceof NotPublicError) return refused(notPublic(target), refuse);
  return { status: 502, text: `${target.host} can't be reached: ${error.message}\n` };
}

function collectSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  });
  return sockets;
}

/** On this machine alone; the answer is the port. */
function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the proxy has no port"));
      else resolve(address.port);
    });
  });
}
