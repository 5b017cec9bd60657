import { describe, expect, test } from "vitest";
import { openPull, start } from "./rig.ts";

describe("statuses", () => {
  test("are kept for ever; the newest of a context counts, whatever its case", async () => {
    const { repository, connect, at } = await start();
    const { rest } = connect();
    const sha = repository.branches().get("main") ?? "";
    await rest.repos.createCommitStatus({ ...at, sha, state: "pending", context: "workstreams" });
    await rest.repos.createCommitStatus({ ...at, sha, state: "success", context: "Workstreams", description: "ok" });
    const { data } = await rest.repos.getCombinedStatusForRef({ ...at, ref: "main" });
    expect(data).toMatchObject({ state: "success", total_count: 1, statuses: [{ description: "ok" }] });
    expect(repository.statuses(sha).map(({ state }) => state)).toEqual(["success", "pending"]);
    const { data: all } = await rest.repos.listCommitStatusesForRef({ ...at, ref: sha, per_page: 1 });
    expect(all.map(({ state }) => state)).toEqual(["success"]);
  });

  test("have 140 characters, and a thousand of one context", async () => {
    const { repository, connect, at } = await start({ limits: { restPerHour: 5000 } });
    const { rest } = connect();
    const status = { ...at, sha: repository.branches().get("main") ?? "", state: "success" } as const;
    await rest.repos.createCommitStatus({ ...status, description: "☃".repeat(140) });
    await expect(rest.repos.createCommitStatus({ ...status, description: "x".repeat(141) })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("maximum is 140 characters"),
    });
    for (const _ of Array(999).keys()) await rest.repos.createCommitStatus(status);
    await expect(rest.repos.createCommitStatus(status)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("This SHA and context has reached the maximum number of statuses."),
    });
    await rest.repos.createCommitStatus({ ...status, context: "another" });
  });

  test("need a commit that is there", async () => {
    const { connect, at } = await start();
    const created = connect().rest.repos.createCommitStatus({ ...at, sha: "0".repeat(40), state: "success" });
    await expect(created).rejects.toMatchObject({ status: 422, message: expect.stringContaining("No commit found") });
  });
});

test("labels and comments are written, changed and told", async () => {
  const { github, repository, connect, at } = await start();
  const { number } = await openPull({ repository }, "x", { "a.txt": "x\n" });
  const { rest } = connect();
  const heard: string[] = [];
  github.events.subscribe(({ name, action }) => heard.push(`${name} ${action}`));
  const issue = { ...at, issue_number: number };
  await rest.issues.createLabel({ ...at, name: "workstream", color: "0e8a16" });
  await expect(rest.issues.createLabel({ ...at, name: "Workstream" })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("already_exists"),
  });
  await rest.issues.addLabels({ ...issue, labels: ["Workstream", "track"] });
  await rest.issues.setLabels({ ...issue, labels: ["workstream"] });
  expect(repository.pull(number).labels).toEqual(["workstream"]);
  expect((await rest.pulls.list({ ...at })).data[0]?.labels.map(({ name }) => name)).toEqual(["workstream"]);
  await rest.issues.removeLabel({ ...issue, name: "WORKSTREAM" });
  const { data } = await rest.issues.createComment({ ...issue, body: "one" });
  await rest.issues.updateComment({ ...at, comment_id: data.id, body: "two" });
  expect((await rest.issues.listComments(issue)).data.map(({ body }) => body)).toEqual(["two"]);
  expect(repository.comments(number).map(({ body, author }) => `${author}: ${body}`)).toEqual([
    "github-actions[bot]: two",
  ]);
  expect(heard).toEqual([
    "pull_request labeled",
    "pull_request labeled",
    "pull_request unlabeled",
    "pull_request unlabeled",
    "issue_comment created",
    "issue_comment edited",
  ]);
});

test("lists come in pages", async () => {
  const { repository, connect, at } = await start();
  for (const index of Array(5).keys()) await openPull({ repository }, `x${index}`, { [`${index}.txt`]: "x\n" });
  const octokit = connect();
  const pages: number[][] = [];
  for await (const { data } of octokit.paginate.iterator(octokit.rest.pulls.list, { ...at, per_page: 2 })) {
    pages.push(data.map(({ number }) => number));
  }
  expect(pages).toEqual([[5, 4], [3, 2], [1]]);
  const { data } = await octokit.rest.pulls.list({ ...at, head: "ada:x3" });
  expect(data.map(({ number }) => number)).toEqual([4]);
});

test("people's permissions and the repository's settings are told to those who may ask", async () => {
  const { repository, connect, at } = await start();
  repository.setCollaborator("Eve", "write");
  repository.setSetting("canCreatePullRequests", false);
  const { rest } = connect();
  const permission = async (username: string) =>
    (await rest.repos.getCollaboratorPermissionLevel({ ...at, username })).data.permission;
  expect([await permission("ada"), await permission("eve"), await permission("mallory")]).toEqual([
    "admin",
    "write",
    "none",
  ]);
  expect((await rest.repos.get(at)).data).toMatchObject({ default_branch: "main", permissions: { push: true } });
  const asked = (octokit: ReturnType<typeof connect>) =>
    octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(at);
  await expect(asked(connect())).rejects.toMatchObject({ status: 403 });
  const admin = connect({ kind: "user", login: "ada", permissions: { administration: "read" } });
  expect((await asked(admin)).data.can_approve_pull_request_reviews).toBe(false);
});

describe("access", () => {
  test.each([
    ["statuses", { contents: "write" }, "statuses=write"],
    ["statuses for reading only", { statuses: "read" }, "statuses=write"],
  ] as const)("a token without %s is refused, with what it lacks", async (_name, permissions, lacks) => {
    const { repository, connect, at } = await start();
    const sha = repository.branches().get("main") ?? "";
    const written = connect({ permissions }).rest.repos.createCommitStatus({ ...at, sha, state: "success" });
    await expect(written).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("Resource not accessible by integration"),
      response: { headers: { "x-accepted-github-permissions": lacks } },
    });
    expect(repository.statuses(sha)).toEqual([]);
  });

  test("comments need one of two permissions", async () => {
    const { repository, connect, at } = await start();
    const { number } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    const write = (permissions: Record<string, "write">) =>
      connect({ permissions }).rest.issues.createComment({ ...at, issue_number: number, body: "b" });
    await write({ issues: "write" });
    await write({ "pull-requests": "write" });
    await expect(write({ contents: "write" })).rejects.toMatchObject({
      response: { headers: { "x-accepted-github-permissions": "issues=write; pull_requests=write" } },
    });
  });

  test.each([
    ["none", undefined, 401, "Requires authentication"],
    ["a wrong one", "Bearer wrong", 401, "Bad credentials"],
  ])("with %s of a token nothing is told", async (_name, authorization, status, message) => {
    const { github } = await start();
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${github.apiUrl}/repos/ada/engine`, { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message });
  });

  test("what a token can't see is not there", async () => {
    const { github, connect } = await start();
    await github.createRepository("ada/other");
    await expect(connect().rest.repos.get({ owner: "ada", repo: "other" })).rejects.toMatchObject({ status: 404 });
    await expect(connect().rest.repos.get({ owner: "ada", repo: "none" })).rejects.toMatchObject({ status: 404 });
  });
});

describe("what the server does not know, or what breaks GitHub's description, fails the test", () => {
  const wrong: readonly (readonly [string, string, string, unknown, string])[] = [
    ["an unknown operation", "GET", "/repos/ada/engine/stargazers", undefined, "no operation"],
    ["an unknown path", "GET", "/nowhere", undefined, "no operation"],
    ["a wrong type", "POST", "/repos/ada/engine/pulls", { title: 1, head: "x", base: "main" }, "must be string"],
    ["a missing field", "POST", "/repos/ada/engine/pulls", { title: "x", head: "x" }, "required property 'base'"],
    ["an unknown field", "POST", "/repos/ada/engine/git/refs", { ref: "r", sha: "s", forse: true }, "additional"],
    ["an unknown parameter", "GET", "/repos/ada/engine/pulls?labels=x", undefined, "additional"],
    ["a wrong parameter", "GET", "/repos/ada/engine/pulls?state=bogus", undefined, "must be equal to one of"],
    ["what the server can't do yet", "GET", "/repos/ada/engine/pulls?sort=popularity", undefined, "can't do this yet"],
  ];

  test.each(wrong)("%s", async (_name, method, path, body, message) => {
    const { github, token } = await start({ misused: true });
    const headers = { authorization: `Bearer ${token()}` };
    const response = await fetch(`${github.apiUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(() => github.verify()).toThrow(message);
  });
});
