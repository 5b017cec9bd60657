import { isObjectType } from "graphql";
import type { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import { loadSchema } from "../support/github/graphql/schema.ts";
import { openPull, start } from "./rig.ts";

const NAME = { owner: "ada", name: "engine" };

function ask(octokit: Octokit, selection: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const types = Object.keys(variables).map((name) => `, $${name}: ${name === "after" ? "String" : "ID!"}`);
  const query = `query($owner: String!, $name: String!${types.join("")}) { repository(owner: $owner, name: $name) { ${selection} } }`;
  return octokit.graphql(query, { ...NAME, ...variables });
}

describe("queries", () => {
  test("tell all of a pull request", async () => {
    const { repository, connect } = await start();
    const { number, sha } = await openPull({ repository }, "workstreams/ws-a", { "a.txt": "x\n" });
    await repository.label(number, ["workstream"]);
    repository.setCollaborator("eve", "write");
    await repository.review(number, "eve", "APPROVED");
    await repository.review(number, "mallory", "CHANGES_REQUESTED");
    await repository.setStatus(sha, { context: "workstreams", state: "pending" });
    await repository.setStatus(sha, { context: "Workstreams", state: "success", description: "fine" });
    const answer = await ask(
      connect(),
      `pullRequests(states: [OPEN], labels: ["workstream"], baseRefName: "main", first: 10) {
        totalCount
        nodes {
          number title body state isDraft headRefName headRefOid baseRefName isCrossRepository mergeable reviewDecision
          author { login }
          headRepository { nameWithOwner }
          labels(first: 5) { nodes { name } }
          mergeCommit { oid }
          latestOpinionatedReviews(first: 5, writersOnly: true) { nodes { state author { login } commit { oid } } }
          commits(last: 1) { nodes { commit { oid status { state contexts { context state description } } } } }
        }
      }`,
    );
    const status = { context: "Workstreams", state: "SUCCESS", description: "fine" };
    expect(answer).toEqual({
      repository: {
        pullRequests: {
          totalCount: 1,
          nodes: [
            {
              number,
              title: "workstreams/ws-a",
              body: "",
              state: "OPEN",
              isDraft: false,
              headRefName: "workstreams/ws-a",
              headRefOid: sha,
              baseRefName: "main",
              isCrossRepository: false,
              mergeable: "UNKNOWN",
              reviewDecision: "APPROVED",
              author: { login: "ada" },
              headRepository: { nameWithOwner: "ada/engine" },
              labels: { nodes: [{ name: "workstream" }] },
              mergeCommit: null,
              latestOpinionatedReviews: {
                nodes: [{ state: "APPROVED", author: { login: "eve" }, commit: { oid: sha } }],
              },
              commits: { nodes: [{ commit: { oid: sha, status: { state: "SUCCESS", contexts: [status] } } }] },
            },
          ],
        },
      },
    });
    expect(await ask(connect(), `pullRequest(number: ${number}) { mergeable }`)).toEqual({
      repository: { pullRequest: { mergeable: "MERGEABLE" } },
    });
  });

  test("tell bots without their suffix, except the viewer", async () => {
    const { repository, connect, at } = await start();
    await repository.commit("x", { "a.txt": "x\n" });
    const octokit = connect();
    await octokit.rest.pulls.create({ ...at, base: "main", head: "x", title: "X" });
    expect(await octokit.graphql("{ viewer { login } }")).toEqual({ viewer: { login: "github-actions[bot]" } });
    expect(await ask(octokit, "pullRequest(number: 1) { author { login } }")).toEqual({
      repository: { pullRequest: { author: { login: "github-actions" } } },
    });
  });

  test("come in pages, whose cursors stay good while pull requests close", async () => {
    const { repository, connect } = await start();
    const headSha = repository.branches().get("main") ?? "";
    for (const index of Array(5).keys()) repository.seedPull({ head: `x${index}`, headSha });
    const page = `first: 2, states: [OPEN], orderBy: { field: CREATED_AT, direction: DESC }`;
    const selection = `nodes { number } pageInfo { hasNextPage endCursor }`;
    const first = await ask(connect(), `pullRequests(${page}) { ${selection} }`);
    expect(first).toMatchObject({ repository: { pullRequests: { nodes: [{ number: 5 }, { number: 4 }] } } });
    const after = JSON.stringify(first).match(/"endCursor":"([^"]+)"/)?.[1];
    await repository.closePull(4);
    await repository.closePull(3);
    expect(await ask(connect(), `pullRequests(${page}, after: $after) { ${selection} }`, { after })).toMatchObject({
      repository: { pullRequests: { nodes: [{ number: 2 }, { number: 1 }], pageInfo: { hasNextPage: false } } },
    });
  });

  test("look up many commits in one; what is not there is null", async () => {
    const { github, repository, connect } = await start();
    const sha = repository.branches().get("main") ?? "";
    await repository.setStatus(sha, { context: "workstreams/attempt", state: "pending", description: "queued" });
    const before = github.requests.length;
    const answer = await ask(
      connect(),
      `a: object(oid: "${sha}") { ... on Commit { oid status { contexts { context state description } } } }
       b: object(oid: "${"0".repeat(40)}") { oid }
       c: object(expression: "main") { ... on Commit { oid } }`,
    );
    const context = { context: "workstreams/attempt", state: "PENDING", description: "queued" };
    expect(answer).toEqual({
      repository: { a: { oid: sha, status: { contexts: [context] } }, b: null, c: { oid: sha } },
    });
    expect(github.requests.length).toBe(before + 1);
  });

  test("need permissions field by field", async () => {
    const { repository, connect } = await start();
    await openPull({ repository }, "x", { "a.txt": "x\n" });
    const octokit = connect({ permissions: { "pull-requests": "read" } });
    const answer = ask(octokit, `pullRequest(number: 1) { number } object(expression: "main") { oid }`);
    await expect(answer).rejects.toMatchObject({
      data: { repository: { pullRequest: { number: 1 }, object: null } },
      errors: [
        { type: "FORBIDDEN", path: ["repository", "object"], message: "Resource not accessible by integration" },
      ],
    });
  });

  test("what is not there has GitHub's type of error", async () => {
    const { connect } = await start();
    const octokit = connect();
    await expect(octokit.graphql(`{ repository(owner: "ada", name: "none") { id } }`)).rejects.toMatchObject({
      errors: [{ type: "NOT_FOUND" }],
    });
    await expect(octokit.graphql(`{ nodes(ids: ["CS_1"]) { id } }`)).rejects.toMatchObject({
      data: { nodes: [null] },
      errors: [{ type: "NOT_FOUND" }],
    });
  });

  test("can ask for every field of the slice", () => {
    const types = Object.values(loadSchema().getTypeMap()).filter((type) => isObjectType(type));
    const fields = types
      .filter(({ name }) => !/^__|Connection$|Payload$|^PageInfo$|^RateLimit$/.test(name))
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
      );
    expect(fields.filter(({ field }) => field.resolve?.name === "nobody").map(({ name }) => name)).toEqual([]);
    expect(fields.length).toBeGreaterThan(80);
  });
});

describe("points", () => {
  test.each([
    ["no list", "id", 1],
    ["one list", "pullRequests(first: 100) { nodes { number } }", 1],
    ["a list in each of a hundred", "pullRequests(first: 100) { nodes { labels(first: 50) { nodes { name } } } }", 1],
    [
      "three lists in each",
      `pullRequests(first: 100) { nodes {
        labels(first: 50) { nodes { name } } reviews(first: 50) { nodes { state } } commits(last: 1) { nodes { id } } } }`,
      3,
    ],
    ["two of them", "a: pullRequests(first: 100) { nodes { ...p } } b: pullRequests(last: 100) { nodes { ...p } }", 2],
  ])("%s", async (_name, selection, points) => {
    const { github, connect } = await start();
    const fragment = selection.includes("...p")
      ? " fragment p on PullRequest { labels(first: 1) { nodes { name } } }"
      : "";
    const query = `{ rateLimit { cost remaining } repository(owner: "ada", name: "engine") { ${selection} } }${fragment}`;
    const answer = await connect().graphql(query);
    expect(answer).toMatchObject({ rateLimit: { cost: points, remaining: 1000 - points } });
    expect(github.requests.at(-1)).toMatchObject({ kind: "graphql", points, secondaryPoints: 1 });
  });
});

describe("mutations", () => {
  test("change drafts, with both permissions", async () => {
    const { github, repository, connect } = await start();
    await repository.commit("x", { "a.txt": "x\n" });
    const number = await repository.openPull({ head: "x", draft: true });
    const id = `PR_${repository.pull(number).id}`;
    const query = `mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
    const weak = connect({ permissions: { "pull-requests": "write" } });
    await expect(weak.graphql(query, { id })).rejects.toMatchObject({ errors: [{ type: "FORBIDDEN" }] });
    const heard: (string | undefined)[] = [];
    github.events.subscribe(({ action }) => heard.push(action));
    expect(await connect().graphql(query, { id })).toEqual({
      markPullRequestReadyForReview: { pullRequest: { isDraft: false } },
    });
    await connect().graphql(query.replace("markPullRequestReadyForReview", "convertPullRequestToDraft"), { id });
    expect(repository.pull(number).draft).toBe(true);
    expect(heard).toEqual(["ready_for_review", "converted_to_draft"]);
    expect(github.requests.at(-1)).toMatchObject({ points: 1, secondaryPoints: 5 });
  });

  test("move all refs or none", async () => {
    const { repository, connect } = await start();
    const main = repository.branches().get("main") ?? "";
    const id = await ask(connect(), "id");
    const repositoryId = JSON.stringify(id).match(/R_\d+/)?.[0];
    const query = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
    const zero = "0".repeat(40);
    const create = (name: string, beforeOid = zero) => ({ name, afterOid: main, beforeOid });
    const update = (...refUpdates: object[]) => connect().graphql(query, { input: { repositoryId, refUpdates } });
    await update(create("refs/workstreams/a"), create("refs/workstreams/b"));
    await expect(update(create("refs/workstreams/c"), create("refs/workstreams/b"))).rejects.toMatchObject({
      errors: [{ type: "STALE_DATA" }],
    });
    await update({ name: "refs/workstreams/a", afterOid: zero, beforeOid: main });
    expect(await repository.git("for-each-ref", "--format=%(refname)", "refs/workstreams")).toBe("refs/workstreams/b");
  });

  test("hand a pull request to auto-merge, which merges when nothing is missing", async () => {
    const { repository, connect, at } = await start();
    const { number, sha } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    const id = `PR_${repository.pull(number).id}`;
    const enable = () =>
      connect().graphql(
        `mutation($id: ID!, $head: GitObjectID!) {
          enablePullRequestAutoMerge(input: { pullRequestId: $id, expectedHeadOid: $head }) { clientMutationId } }`,
        { id, head: sha },
      );
    await expect(enable()).rejects.toThrow("Auto merge is not allowed for this repository");
    repository.setSetting("allowAutoMerge", true);
    repository.protectBranch("main");
    await expect(enable()).rejects.toThrow("Pull request is in clean status");
    repository.protectBranch("main", { contexts: ["workstreams"] });
    await enable();
    await connect().rest.repos.createCommitStatus({ ...at, sha, state: "success", context: "workstreams" });
    expect(repository.pull(number)).toMatchObject({ state: "merged", mergedBy: "github-actions[bot]" });
  });

  test("hand a pull request to the merge queue, once", async () => {
    const { repository, connect } = await start();
    const { number } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    const id = `PR_${repository.pull(number).id}`;
    const enqueue = () =>
      connect().graphql(
        `mutation($id: ID!) { enqueuePullRequest(input: { pullRequestId: $id }) { mergeQueueEntry { position } } }`,
        { id },
      );
    await expect(enqueue()).rejects.toThrow("merge queue");
    repository.setSetting("mergeQueue", true);
    expect(await enqueue()).toEqual({ enqueuePullRequest: { mergeQueueEntry: { position: 1 } } });
    await expect(enqueue()).rejects.toThrow("already in the queue");
    expect(await ask(connect(), `pullRequest(number: 1) { isInMergeQueue }`)).toEqual({
      repository: { pullRequest: { isInMergeQueue: true } },
    });
    await repository.runMergeQueue();
    expect(repository.pull(number).state).toBe("merged");
  });
});

describe("what GitHub's schema does not have, or the slice does not, fails the test", () => {
  test.each([
    ["an unknown field", "headRefSha", 'Cannot query field "headRefSha"'],
    ["an unknown argument", "pullRequests(first: 1, draft: true) { totalCount }", 'Unknown argument "draft"'],
    ["a list without a size", "pullRequests { totalCount }", "You must provide a `first` or `last` value"],
    ["too long a list", "pullRequests(first: 101) { totalCount }", "exceeds the `first` limit of 100 records"],
    ["what the server can't do yet", `object(expression: "main:a.txt") { oid }`, "no objects but commits"],
  ])("%s", async (_name, selection, message) => {
    const { github, connect } = await start({ misused: true });
    await expect(ask(connect(), selection)).rejects.toThrow();
    expect(() => github.verify()).toThrow(message);
  });
});
