import { once } from "node:events";
import { createConnection } from "node:net";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { clone, openPull, start } from "./rig.ts";

const NOW = Date.UTC(2026, 2, 2, 8);

describe("faults on demand", () => {
  test.each([
    ["a status", { kind: "status", status: 502 } as const, 502, {}],
    ["a status with Retry-After", { kind: "status", status: 503, seconds: 7 } as const, 503, { "retry-after": "7" }],
    ["the secondary limit", { kind: "secondary", seconds: 60 } as const, 403, { "retry-after": "60" }],
    ["the secondary limit as 429, without Retry-After", { kind: "secondary", status: 429 } as const, 429, {}],
    [
      "the hour's limit",
      { kind: "rate-limit", seconds: 90 } as const,
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 90) },
    ],
  ])("%s, as often as wanted, and then no more", async (_name, fault, status, headers) => {
    const { github, connect, at } = await start({ clock: () => NOW });
    github.fault({ ...fault, times: 2, match: { operationId: "repos/get" } });
    const { rest } = connect();
    await rest.git.getRef({ ...at, ref: "heads/main" });
    for (const _ of [1, 2]) {
      await expect(rest.repos.get(at)).rejects.toMatchObject({ status, response: { headers } });
    }
    expect((await rest.repos.get(at)).status).toBe(200);
    expect(github.requests.map((request) => request.status)).toEqual([200, status, status, 200]);
  });

  test("a limit of GraphQL is an answer with an error", async () => {
    const { github, connect } = await start();
    github.fault({ kind: "rate-limit", seconds: 90, match: { query: /viewer/ } });
    const octokit = connect();
    await octokit.graphql("{ rateLimit { cost } }");
    await expect(octokit.graphql("{ viewer { login } }")).rejects.toMatchObject({
      errors: [{ type: "RATE_LIMITED" }],
      headers: { "x-ratelimit-remaining": "0" },
    });
  });

  test("a broken connection before the effect leaves nothing, one after it leaves the effect", async () => {
    const { github, repository, connect, at } = await start();
    const { number } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    const write = () => connect().rest.issues.createComment({ ...at, issue_number: number, body: "b" });
    github.fault({ kind: "reset", match: { method: "POST", path: /\/comments$/ } });
    await expect(write()).rejects.toThrow();
    expect(repository.comments(number)).toHaveLength(0);
    github.fault({ kind: "reset", after: true, match: { method: "POST", path: /\/comments$/ } });
    await expect(write()).rejects.toThrow();
    expect(repository.comments(number)).toHaveLength(1);
    expect(github.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  test("a push can lose its answer, too", async () => {
    const rig = await start();
    const work = await clone(rig, rig.token());
    const sha = await work.commit("More", { "c.txt": "c\n" });
    rig.github.fault({ kind: "reset", after: true, match: { kind: "git", path: /git-receive-pack$/, method: "POST" } });
    await expect(work.git("push", "origin", "HEAD:main")).rejects.toThrow();
    expect(rig.repository.branches().get("main")).toBe(sha);
  });
});

test("whoever hangs up in the middle of a request is no mistake of the test", async () => {
  const { github, token } = await start();
  const { port } = new URL(github.url);
  const socket = createConnection(Number(port), "127.0.0.1");
  await once(socket, "connect");
  const head = ["POST /api/v3/repos/ada/engine/pulls HTTP/1.1", "host: x", `authorization: Bearer ${token()}`];
  socket.write(`${[...head, "content-length: 1000"].join("\r\n")}\r\n\r\n{"title":`);
  await setTimeout(50);
  socket.destroy();
  await once(socket, "close");
  await setTimeout(50);
  expect(github.requests).toEqual([]);
});

test("a refusal needs no body", async () => {
  const { github } = await start();
  const response = await fetch(`${github.url}/ada/engine.git/git-receive-pack`, { method: "POST", body: "0000" });
  expect(response.status).toBe(401);
});

describe("limits", () => {
  test("a workflow's tokens share an hour's requests for each repository", async () => {
    let now = NOW;
    const { connect, at } = await start({ clock: () => now, limits: { restPerHour: 2 } });
    const { headers } = await connect().rest.repos.get(at);
    expect(headers).toMatchObject({ "x-ratelimit-limit": "2", "x-ratelimit-remaining": "1" });
    await connect().rest.repos.get(at);
    await expect(connect().rest.repos.get(at)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("API rate limit exceeded"),
      response: { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 3600) } },
    });
    const { data } = await connect().rest.rateLimit.get();
    expect(data.resources.core).toMatchObject({ limit: 2, used: 2, remaining: 0 });
    await connect({ kind: "app", login: "bot[bot]" }).rest.repos.get(at);
    now += 3_600_000;
    await connect().rest.repos.get(at);
  });

  test("points are limited by themselves", async () => {
    const { connect, at } = await start({ limits: { pointsPerHour: 2 } });
    const octokit = connect();
    await octokit.graphql("{ viewer { login } }");
    await octokit.graphql("{ viewer { login } }");
    await expect(octokit.graphql("{ viewer { login } }")).rejects.toMatchObject({ errors: [{ type: "RATE_LIMITED" }] });
    await octokit.rest.repos.get(at);
  });

  test("writes come too fast at eighty a minute, where that is wanted", async () => {
    let now = NOW;
    const { repository, connect, at } = await start({ clock: () => now, limits: { secondary: true } });
    const { rest } = connect();
    const status = { ...at, sha: repository.branches().get("main") ?? "", state: "success" } as const;
    for (const index of Array(80).keys()) await rest.repos.createCommitStatus({ ...status, context: `${index}` });
    await expect(rest.repos.createCommitStatus(status)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("You have exceeded a secondary rate limit"),
      response: { headers: { "retry-after": "60" } },
    });
    now += 60_000;
    await rest.repos.createCommitStatus(status);
  });
});

test("a thousand pull requests are seeded and read without git", async () => {
  const { github, repository, connect } = await start();
  const headSha = repository.branches().get("main") ?? "";
  const gates = ["workstreams", "workstreams/scope"].map((context) => ({
    context,
    state: "success" as const,
    description: "ok",
  }));
  for (const index of Array(1000).keys()) {
    const state = index < 700 ? "merged" : "open";
    repository.seedPull({ head: `workstreams/ws-${index}`, headSha, labels: ["workstream"], state, statuses: gates });
  }
  const query = `query($after: String) { repository(owner: "ada", name: "engine") {
    pullRequests(states: [OPEN], first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { number labels(first: 10) { nodes { name } } commits(last: 1) { nodes { commit { oid status { contexts { context } } } } } }
    } } }`;
  const octokit = connect();
  const numbers: number[] = [];
  let after: string | null = null;
  do {
    const answer: Answer = await octokit.graphql(query, { after });
    const { nodes, pageInfo } = answer.repository.pullRequests;
    numbers.push(...nodes.map(({ number }) => number));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(numbers).toHaveLength(300);
  expect(github.requests.map(({ points }) => points)).toEqual([2, 2, 2]);
});

interface Answer {
  readonly repository: {
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly { readonly number: number }[];
    };
  };
}
