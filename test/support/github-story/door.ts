/** A way to the server that holds the first write up, or breaks after so many: the last is carried out, its answer lost. */
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Door {
  /** In the place of the server's own address. */
  readonly url: string;
  close(): void;
}

export interface DoorOptions {
  /** After so many nothing passes any more; by default it never breaks. */
  readonly mostWrites?: number | undefined;
  /** Called at that moment. */
  readonly onBreak: () => void;
  /** The first request that writes waits for this. */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
}

export async function openDoor(target: string, options: DoorOptions): Promise<Door> {
  const { mostWrites = Number.POSITIVE_INFINITY, onBreak, beforeWrite } = options;
  let writes = 0;
  let opened: Promise<void> | undefined;
  const isBroken = () => writes >= mostWrites;
  const server = createServer((message, response) => void pass(message, response));
  async function pass(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(message);
    const isWriting = writesSomething(message, body);
    if (isWriting) await (opened ??= beforeWrite?.());
    if (isBroken()) return void message.socket.destroy();
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
function withLength(headers: IncomingMessage["headers"], body: Buffer): OutgoingHttpHeaders {
  const { "transfer-encoding": _, ...others } = headers;
  return { ...others, "content-length": body.length };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
