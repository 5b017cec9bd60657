import { connect } from "node:net";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import type { Way } from "./judge-target.ts";

/** What a connection through the proxy needs, whichever kind it is. */
export interface Passage {
  readonly way: Way;
  /** How long nothing may be said. */
  readonly idleMs: number;
  /** It did not come to be; called once, or never. */
  readonly fail: (error: Error) => void;
}

const CONNECT_MS = 30_000;

/** Connects a client with where it wants to go; both are closed together. `head` is what it said already. */
export function openTunnel(client: Socket, head: Buffer, { way, idleMs, fail }: Passage): void {
  const { target, lookup } = way;
  const remote = connect({ ...target, allowHalfOpen: true, ...(lookup === undefined ? {} : { lookup }) });
  const close = () => {
    client.destroy();
    remote.destroy();
  };
  client.once("close", () => remote.destroy());
  remote.once("error", fail);
  remote.setTimeout(CONNECT_MS, () => remote.destroy(new Error("it took too long")));
  remote.once("connect", () => {
    remote.off("error", fail).on("error", close);
    remote.setTimeout(idleMs);
    client.setTimeout(idleMs, close);
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) remote.write(head);
    pipeline(client, remote, client, close);
  });
}
