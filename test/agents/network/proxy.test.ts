import { createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, Server as HttpServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import type { Server, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { allowHosts } from "../../../src/agents/network/allowed-hosts.ts";
import type { HostSources } from "../../../src/agents/network/allowed-hosts.ts";
import { printRefusal } from "../../../src/agents/network/judge-target.ts";
import { openProxy } from "../../../src/agents/network/proxy.ts";

/** Starts it on this machine until the test ends; the answer is its port. */
async function listen(server: Server | HttpServer): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function openTestProxy(sources: Partial<HostSources>) {
  const refusals: string[] = [];
  const allowed = allowHosts({ vendor: [], baseUrl: undefined, network: [], ...sources });
  const proxy = await openProxy(allowed, (refusal) => refusals.push(printRefusal(refusal)));
  onTestFinished(() => proxy.close());
  return { proxy, refusals };
}

/** Says something to a port, and nothing more; the answer is all that comes back. */
async function say(port: number, words: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(words);
  return text(socket);
}

/** A tunnel as a client opens it. */
function openTunnel(
  port: number,
  authority: string,
): Promise<{ status: number | undefined; socket: Socket; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest({ port, host: "127.0.0.1", method: "CONNECT", path: authority });
    asking.once("connect", (answer, socket, head) => {
      onTestFinished(() => void socket.destroy());
      if (answer.statusCode === 200) resolve({ status: 200, socket: answer.socket, body: "" });
      else
        void text(socket).then((rest) =>
          resolve({ status: answer.statusCode, socket: answer.socket, body: `${head.toString()}${rest}` }),
        );
    });
    asking.once("error", reject).end();
  });
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

function get(
  port: number,
  url: string,
  fields: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answered>((resolve, reject) => {
    const { body, ...options } = fields;
    const asking = httpRequest({ port, host: "127.0.0.1", path: url, agent: false, ...options });
    asking.once("response", (answer) => {
      void text(answer).then(
        (said) => resolve({ status: answer.statusCode, headers: answer.headers, body: said }),
        reject,
      );
    });
    asking.once("error", reject).end(body);
  });
}

describe("a tunnel", () => {
  test("carries TLS to a host that is named, which nobody in between can read", async () => {
    const key = Buffer.from("0123456789abcdef");
    const psk = { ciphers: "PSK-AES128-GCM-SHA256", maxVersion: "TLSv1.2" } as const;
    const remote = await listen(createTlsServer({ ...psk, pskCallback: () => key }, (socket) => socket.pipe(socket)));
    const { proxy, refusals } = await openTestProxy({ network: [`127.0.0.1:${remote}`] });
    const { socket } = await openTunnel(proxy.port, `127.0.0.1:${remote}`);
    const secure = connectTls({
      socket,
      ...psk,
      pskCallback: () => ({ psk: key, identity: "test" }),
      checkServerIdentity: () => undefined,
    });
    secure.end("hello there");
    expect(await text(secure)).toBe("hello there");
    expect(refusals).toEqual([]);
  });

  test("carries much in both directions, and what was said before it was open", async () => {
    const remote = await listen(createTcpServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)));
    const { proxy } = await openTestProxy({ network: [`127.0.0.1:${remote}`] });
    const much = "x".repeat(3_000_000);
    const said = await say(proxy.port, `CONNECT 127.0.0.1:${remote} HTTP/1.1\r\nhost: a\r\n\r\nfirst${much}`);
    expect(said).toBe(`HTTP/1.1 200 Connection Established\r\n\r\nfirst${much}`);
  });

  test("is closed from either side, and with the proxy", async () => {
    const sockets: Socket[] = [];
    const remote = await listen(createTcpServer((socket) => sockets.push(socket)));
    const { proxy } = await openTestProxy({ network: [`127.0.0.1:${remote}`] });
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(async () => (await openTunnel(proxy.port, `127.0.0.1:${remote}`)).socket),
    );
    const closed = (socket: Socket | undefined) =>
      new Promise((resolve) => void socket?.once("close", resolve).resume());
    const gone = [...sockets.map(closed), ...[first, second, third].map(closed)];
    first?.destroy();
    sockets[1]?.destroy();
    await proxy.close();
    await Promise.all(gone);
    await expect(openTunnel(proxy.port, `127.0.0.1:${remote}`)).rejects.toThrow("ECONNREFUSED");
    expect(third?.destroyed).toBe(true);
  });

  test("to a port that nobody listens on is an error with its reason", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const { proxy, refusals } = await openTestProxy({ network: [`127.0.0.1:${port}`] });
    const { status, body } = await openTunnel(proxy.port, `127.0.0.1:${port}`);
    expect([status, body]).toEqual([502, expect.stringContaining("127.0.0.1 can't be reached: connect ECONNREFUSED")]);
    expect(refusals).toEqual([]);
  });
});

describe("what is not allowed", () => {
  const NAMED = { network: ["example.com", "*.example.org:8443"] };

  test.each([
    ["evil.com:443", "add evil.com to jobs.agent.network"],
    ["evil.com:22", "add evil.com:22 to jobs.agent.network"],
    ["example.com:22", "add example.com:22 to jobs.agent.network"],
    ["a.example.org:443", "add a.example.org to jobs.agent.network"],
    ["10.0.0.1:443", "add 10.0.0.1 to jobs.agent.network"],
    ["[::1]:8443", "add [::1]:8443 to jobs.agent.network"],
  ])("%s is refused, with the key to add", async (authority, advice) => {
    const { proxy, refusals } = await openTestProxy(NAMED);
    const tunnel = await openTunnel(proxy.port, authority);
    const request = await get(proxy.port, `http://${authority}/`);
    for (const { status, body } of [tunnel, request]) {
      expect([status, body]).toEqual([403, expect.stringContaining(advice)]);
    }
    expect(refusals).toEqual([expect.stringContaining(advice), expect.stringContaining(advice)]);
  });

  test.each([
    ["a name of the vendor that leads here", { vendor: ["localhost"] }, "localhost:443"],
    ["an address of the vendor", { vendor: ["169.254.169.254"] }, "169.254.169.254:80"],
  ])("%s is on no public network, and refused", async (_, sources, authority) => {
    const { proxy, refusals } = await openTestProxy(sources);
    const host = authority.split(":")[0];
    const tunnel = await openTunnel(proxy.port, authority);
    const words = `the agent may not reach ${host}: it leads to no public address; to allow it, name it itself in`;
    expect([tunnel.status, tunnel.body]).toEqual([403, expect.stringContaining(words)]);
    expect(refusals).toEqual([expect.stringContaining(words)]);
  });

  test("a name that leads here is refused to a plain request too, unless the configuration names it", async () => {
    const port = await listen(createServer((_, response) => response.end("here")));
    const vendor = await openTestProxy({ vendor: [`localhost:${port}`] });
    expect(await get(vendor.proxy.port, `http://localhost:${port}/`)).toMatchObject({ status: 403 });
    expect(vendor.refusals).toHaveLength(1);
    const configured = await openTestProxy({ network: [`localhost:${port}`] });
    expect(await get(configured.proxy.port, `http://localhost:${port}/`)).toMatchObject({ status: 200, body: "here" });
  });

  test.each([
    ["a path of its own", "GET / HTTP/1.1\r\nhost: example.com\r\n\r\n", "400"],
    ["another scheme", "GET ftp://example.com/ HTTP/1.1\r\nhost: a\r\n\r\n", "400"],
    ["https without a tunnel", "GET https://example.com/ HTTP/1.1\r\nhost: a\r\n\r\n", "400"],
    ["a tunnel without a port", "CONNECT example.com HTTP/1.1\r\nhost: a\r\n\r\n", "400"],
    ["a tunnel to a URL", "CONNECT http://example.com:443/ HTTP/1.1\r\nhost: a\r\n\r\n", "400"],
    ["a head too long", `GET http://example.com/ HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(20_000)}\r\n\r\n`, "431"],
    ["no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", "400"],
  ])("%s is no request for it: %#", async (_, words, status) => {
    const { proxy, refusals } = await openTestProxy(NAMED);
    expect(await say(proxy.port, words)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(refusals).toEqual([]);
  });

  test("a host in the headers changes nothing about where a request goes", async () => {
    const { proxy } = await openTestProxy(NAMED);
    expect(await get(proxy.port, "http://evil.com/", { headers: { host: "example.com" } })).toMatchObject({
      status: 403,
    });
  });
});

describe("a plain request", () => {
  test("is passed on with its body and its headers, but for what was meant for the proxy", async () => {
    const seen: Record<string, unknown>[] = [];
    const port = await listen(
      createServer((request, response) => {
        const { method, url, headers } = request;
        response.writeHead(201, { "set-cookie": ["a=1", "b=2"], connection: "x-hop", "x-hop": "1", "x-kept": "1" });
        void text(request).then((body) => {
          seen.push({ method, url, headers, body });
          return response.end("made");
        });
      }),
    );
    const { proxy } = await openTestProxy({ network: [`127.0.0.1:${port}`] });
    const answer = await get(proxy.port, `http://user:pass@127.0.0.1:${port}/a%20b?c=d#e`, {
      method: "POST",
      headers: {
        host: "evil.com",
        "proxy-authorization": "Basic x",
        connection: "x-mine",
        "x-mine": "1",
        "x-own": "2",
      },
      body: "words",
    });
    expect(answer).toMatchObject({
      status: 201,
      body: "made",
      headers: { "set-cookie": ["a=1", "b=2"], "x-kept": "1" },
    });
    expect(answer.headers).not.toHaveProperty("x-hop");
    expect(seen).toMatchObject([{ method: "POST", url: "/a%20b?c=d", body: "words" }]);
    expect(seen[0]?.["headers"]).toMatchObject({ host: `127.0.0.1:${port}`, "x-own": "2" });
    expect(seen[0]?.["headers"]).not.toHaveProperty("proxy-authorization");
    expect(seen[0]?.["headers"]).not.toHaveProperty("x-mine");
  });

  test("that is answered in the middle, and never to its end, ends for the client too", async () => {
    const port = await listen(
      createServer((_, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("half");
        setTimeout(() => response.destroy(), 20);
      }),
    );
    const { proxy } = await openTestProxy({ network: [`127.0.0.1:${port}`] });
    await expect(get(proxy.port, `http://127.0.0.1:${port}/`)).rejects.toThrow("aborted");
  });

  test.each([
    ["a status below all others", "HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n"],
    ["a status of its own", "HTTP/1.1 000 X\r\n\r\n"],
    ["a header with a control character", "HTTP/1.1 200 OK\r\nx: a\u0001b\r\n\r\n"],
    ["no HTTP", "220 smtp.example.com ESMTP\r\n"],
  ])("that is answered by what can't be passed on, %s, is an error with its reason", async (_, answer) => {
    const port = await listen(createTcpServer((socket) => void socket.on("error", () => undefined).end(answer)));
    const { proxy } = await openTestProxy({ network: [`127.0.0.1:${port}`] });
    const got = await get(proxy.port, `http://127.0.0.1:${port}/`);
    expect(got).toMatchObject({ status: 502, body: expect.stringContaining("127.0.0.1 can't be reached: ") });
  });

  test("to a port that nobody listens on is an error with its reason", async () => {
    const { proxy } = await openTestProxy({ network: ["127.0.0.1:1"] });
    const answer = await get(proxy.port, "http://127.0.0.1:1/");
    expect(answer).toMatchObject({ status: 502, body: expect.stringContaining("127.0.0.1 can't be reached") });
  });
});
