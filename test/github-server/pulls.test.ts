import { describe, expect, test } from "vitest";
import { clone, openPull, start } from "./rig.ts";

describe("opening", () => {
  const draft = { base: "main", head: "x", title: "X" };

  test("makes a pull request that everybody sees", async () => {
    const { repository, connect, at } = await start();
    const sha = await repository.commit("x", { "a.txt": "x\n" });
    const { rest } = connect();
    const { data } = await rest.pulls.create({ ...at, ...draft, body: "Body" });
    expect(data).toMatchObject({ number: 1, state: "open", user: { login: "github-actions[bot]" }, mergeable: null });
    expect((await rest.pulls.list({ ...at })).data.map(({ head }) => head.sha)).toEqual([sha]);
    expect(repository.pull(1)).toMatchObject({ title: "X", body: "Body", headSha: sha, state: "open" });
    expect(await repository.git("rev-parse", "refs/pull/1/head")).toBe(sha);
  });

  test.each([
    ["no such branch", {}, { head: "y" }, 422, '"field":"head","code":"invalid"'],
    ["no such base", {}, { base: "y" }, 422, '"field":"base","code":"invalid"'],
    ["nothing to merge", {}, { head: "main" }, 422, "No commits between main and main"],
    ["drafts are not allowed", { allowDrafts: false }, { draft: true }, 422, "Draft pull requests are not supported"],
    [
      "the setting is off",
      { canCreatePullRequests: false },
      {},
      403,
      "GitHub Actions is not permitted to create or approve pull requests.",
    ],
  ])("is refused where %s", async (_name, settings, fields, status, message) => {
    const { repository, connect, at } = await start();
    await repository.commit("x", { "a.txt": "x\n" });
    for (const [name, value] of Object.entries(settings)) {
      repository.setSetting(name === "allowDrafts" ? "allowDrafts" : "canCreatePullRequests", value);
    }
    const created = connect().rest.pulls.create({ ...at, ...draft, ...fields });
    await expect(created).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });

  test("is refused a second time for one branch", async () => {
    const { repository, connect, at } = await start();
    await openPull({ repository }, "x", { "a.txt": "x\n" });
    await expect(connect().rest.pulls.create({ ...at, ...draft })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("A pull request already exists for ada:x."),
    });
  });
});

describe("merging", () => {
  test("is a real merge; whether it can be done is known at the second look", async () => {
    const { repository, connect, at } = await start();
    const { number, sha } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    await repository.commit("main", { "b.txt": "main\n" });
    const { rest } = connect();
    expect((await rest.pulls.get({ ...at, pull_number: number })).data.mergeable).toBeNull();
    expect((await rest.pulls.get({ ...at, pull_number: number })).data.mergeable).toBe(true);
    const { data } = await rest.pulls.merge({ ...at, pull_number: number, sha });
    expect(repository.branches().get("main")).toBe(data.sha);
    expect(await repository.git("rev-list", "--parents", "-1", "main")).toContain(sha);
    expect(await repository.readFile("main", "a.txt")).toBe("x");
    expect(await repository.readFile("main", "b.txt")).toBe("main");
    expect((await rest.pulls.get({ ...at, pull_number: number })).data).toMatchObject({
      merged: true,
      state: "closed",
      merge_commit_sha: data.sha,
    });
  });

  test.each(["squash", "rebase"] as const)("by %s leaves no merge commit", async (merge_method) => {
    const { repository, connect, at } = await start();
    await repository.commit("x", { "a.txt": "x\n" }, "First");
    const { number } = await openPull({ repository }, "x", { "c.txt": "c\n" });
    await repository.commit("main", { "b.txt": "main\n" }, "Base");
    await connect().rest.pulls.merge({ ...at, pull_number: number, merge_method });
    const log = await repository.log("main");
    expect(log).toEqual(
      merge_method === "squash"
        ? ["x (#1)", "Base", "Initial commit"]
        : ["Change c.txt", "First", "Base", "Initial commit"],
    );
    expect(await repository.readFile("main", "c.txt")).toBe("c");
    expect(repository.pull(number).state).toBe("merged");
  });

  test("a conflict is one", async () => {
    const { repository, connect, at } = await start();
    const { number } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    const base = await repository.commit("main", { "a.txt": "main\n" });
    const { rest } = connect();
    await rest.pulls.get({ ...at, pull_number: number });
    const { data } = await rest.pulls.get({ ...at, pull_number: number });
    expect(data).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
    await expect(rest.pulls.merge({ ...at, pull_number: number })).rejects.toMatchObject({ status: 405 });
    expect(repository.branches().get("main")).toBe(base);
  });

  test.each([
    ["its head moved", 409, "Head branch was modified. Review and try the merge again."],
    ["it is closed", 405, "Pull Request is not mergeable"],
    ["it is a draft", 405, "Pull Request is still a draft"],
    ["a required status is missing", 405, 'Required status check "workstreams" is expected.'],
    ["a review is missing", 405, "At least 1 approving review is required by reviewers with write access."],
  ])("is refused where %s", async (why, status, message) => {
    const { repository, connect, at } = await start();
    const sha = await repository.commit("x", { "a.txt": "x\n" });
    const number = await repository.openPull({ head: "x", draft: why === "it is a draft" });
    if (why === "its head moved") await repository.commit("x", { "a.txt": "y\n" });
    if (why === "it is closed") await repository.closePull(number);
    if (why === "a required status is missing") repository.protectBranch("main", { contexts: ["workstreams"] });
    if (why === "a review is missing") repository.protectBranch("main", { reviews: 1 });
    const merged = connect().rest.pulls.merge({ ...at, pull_number: number, sha });
    await expect(merged).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });

  test("a protected base takes it when everything required is there", async () => {
    const { repository, connect, at } = await start();
    const { number, sha } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    repository.protectBranch("main", { contexts: ["workstreams"], reviews: 1 });
    const { rest } = connect();
    await rest.repos.createCommitStatus({ ...at, sha, state: "success", context: "Workstreams" });
    await repository.review(number, "eve", "APPROVED");
    await expect(rest.pulls.merge({ ...at, pull_number: number })).rejects.toMatchObject({ status: 405 });
    repository.setCollaborator("eve", "write");
    await rest.pulls.merge({ ...at, pull_number: number });
    expect(repository.pull(number).state).toBe("merged");
  });

  test("workflow files need a permission that no workflow's token has", async () => {
    const { repository, connect, at } = await start();
    const { number } = await openPull({ repository }, "x", { ".github/workflows/x.yml": "on: push\n" });
    const merged = connect().rest.pulls.merge({ ...at, pull_number: number });
    await expect(merged).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("`workflows` permission"),
    });
  });
});

describe("what git does to pull requests", () => {
  test("a push to the branch moves the head, and both sides' merge is told anew", async () => {
    const rig = await start();
    const { number } = await openPull(rig, "x", { "a.txt": "x\n" });
    const heard: string[] = [];
    rig.github.events.subscribe(({ name, action, sha }) => heard.push(`${name} ${action} ${sha === undefined}`));
    const sha = await rig.repository.commit("x", { "a.txt": "y\n" });
    expect(rig.repository.pull(number).headSha).toBe(sha);
    expect(await rig.repository.git("rev-parse", `refs/pull/${number}/head`)).toBe(sha);
    expect(heard).toEqual(["push undefined false", "pull_request synchronize false"]);
  });

  test("a deleted branch closes it; it opens again only when the branch is back", async () => {
    const { repository, connect, at } = await start();
    const { number, sha } = await openPull({ repository }, "x", { "a.txt": "x\n" });
    const { rest } = connect();
    await repository.deleteBranch("x");
    expect(repository.pull(number).state).toBe("closed");
    await expect(rest.pulls.update({ ...at, pull_number: number, state: "open" })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("state cannot be changed. The x branch has been deleted."),
    });
    await repository.git("update-ref", "refs/heads/x", sha);
    await rest.pulls.update({ ...at, pull_number: number, state: "open" });
    expect(repository.pull(number)).toMatchObject({ state: "open", closedAt: undefined });
  });

  test("a base that holds its head has merged it, by whatever commit", async () => {
    const rig = await start();
    const { number, sha } = await openPull(rig, "x", { "a.txt": "x\n" });
    const work = await clone(rig, rig.token({ kind: "user", login: "ada" }));
    await work.git("fetch", "--quiet", "origin", "x");
    await work.commit("Meanwhile", { "c.txt": "c\n" });
    await work.git("merge", "--quiet", "--no-edit", sha);
    const merge = await work.git("rev-parse", "HEAD");
    await work.commit("Afterwards", { "d.txt": "d\n" });
    await work.git("push", "--quiet", "origin", "HEAD:main");
    expect(rig.repository.pull(number)).toMatchObject({ state: "merged", mergeCommit: merge, mergedBy: "ada" });
  });

  test("one of a fork has its head here, not its branch", async () => {
    const { repository, connect, at } = await start();
    const number = await repository.openForkPull({ fork: "mallory/engine", head: "main", files: { "a.txt": "m\n" } });
    const { data } = await connect().rest.pulls.get({ ...at, pull_number: number });
    expect(data).toMatchObject({ user: { login: "mallory" }, head: { label: "mallory:main" }, changed_files: 1 });
    const sha = await repository.pushToFork(number, { "a.txt": "n\n" });
    expect(await repository.git("rev-parse", `refs/pull/${number}/head`)).toBe(sha);
    expect([...repository.branches().keys()]).toEqual(["main"]);
    await repository.closePull(number);
    await repository.reopenPull(number);
    expect(repository.pull(number)).toMatchObject({ state: "open", headSha: sha, headRepository: "mallory/engine" });
  });

  test("where it conflicts, no run can start for it", async () => {
    const rig = await start();
    const { number } = await openPull(rig, "x", { "a.txt": "x\n" });
    await rig.repository.commit("main", { "a.txt": "main\n" });
    const shas: (string | undefined)[] = [];
    rig.github.events.subscribe(({ sha }) => shas.push(sha));
    await rig.repository.label(number, ["workstream"]);
    expect(shas).toEqual([undefined]);
  });
});

test("reviews, reviewers and files are told", async () => {
  const { repository, connect, at } = await start();
  const { number, sha } = await openPull({ repository }, "x", { "a.txt": "x\ny\n", "new.txt": "n\n" });
  repository.setCollaborator("eve", "write");
  const { rest } = connect();
  await rest.pulls.requestReviewers({ ...at, pull_number: number, reviewers: ["eve"] });
  expect([...repository.pull(number).requestedReviewers]).toEqual(["eve"]);
  await repository.review(number, "eve", "CHANGES_REQUESTED");
  const { data: reviews } = await rest.pulls.listReviews({ ...at, pull_number: number });
  expect(reviews).toMatchObject([{ state: "CHANGES_REQUESTED", user: { login: "eve" }, commit_id: sha }]);
  const { data: files } = await rest.pulls.listFiles({ ...at, pull_number: number });
  expect(files).toMatchObject([
    { filename: "a.txt", status: "modified", additions: 2, deletions: 1 },
    { filename: "new.txt", status: "added", additions: 1, deletions: 0 },
  ]);
  await expect(
    rest.pulls.requestReviewers({ ...at, pull_number: number, reviewers: ["mallory"] }),
  ).rejects.toMatchObject({ status: 422 });
});
