/** A way to the server that breaks after so many requests that write: what was asked last is done, its answer is lost. */
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Door {
  /** In the place of the server's own address. */
  readonly url: string;
  /** How many requests that write have passed. */
  writes(): number;
  close(): void;
}

/** `onBreak` is called at the moment in which nothing passes any more. */
export async function openDoor(target: string, mostWrites: number, onBreak: () => void): Promise<Door> {
  let writes = 0;
  const isBroken = () => writes >= mostWrites;
  const server = createServer((message, response) => void pass(message, response));
  async function pass(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(message);
    if (isBroken()) return void message.socket.destroy();
    const isWriting = writesSomething(message, body);
    const answer = await ask(target, message, body);
    if (isWriting && !isBroken()) {
      writes += 1;
      if (isBroken()) onBreak();
    }
    if (isBroken()) return void message.socket.destroy();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  }
  return {
    url: await listen(server),
    writes: () => writes,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A push, a change through REST, a mutation. */
function writesSomething({ method, url = "" }: IncomingMessage, body: Buffer): boolean {
  if (method === "GET" || url.includes("/git-upload-pack")) return false;
  return url.endsWith("/graphql") ? /"query":"\s*mutation\b/.test(body.toString()) : true;
}

function ask(target: string, message: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { method, headers, url = "/" } = message;
  return new Promise((resolve, reject) => {
    send(new URL(url, target), { method, headers: withLength(headers, body) }, resolve)
      .on("error", reject)
      .end(body);
  });
}

/** What came in parts goes on as one. */
function withLength(
  { "transfer-encoding": _, ...headers }: IncomingMessage["headers"],
  body: Buffer,
): OutgoingHttpHeaders {
  return { ...headers, "content-length": body.length };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
