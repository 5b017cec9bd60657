import { expect, test } from "vitest";
import { start } from "./rig.ts";

test("refs are created once, moved forward, and told by prefix", async () => {
  const { repository, connect, at } = await start();
  const { rest } = connect();
  const main = repository.branches().get("main") ?? "";
  const ref = "refs/workstreams/attempts/ws-a/1/claim";
  await rest.git.createRef({ ...at, ref, sha: main });
  await expect(rest.git.createRef({ ...at, ref, sha: main })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("Reference already exists"),
  });
  const next = await repository.commit("main", { "a.txt": "2\n" });
  const short = "workstreams/attempts/ws-a/1/claim";
  await rest.git.updateRef({ ...at, ref: short, sha: next });
  await expect(rest.git.updateRef({ ...at, ref: short, sha: main })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("Update is not a fast forward"),
  });
  await rest.git.updateRef({ ...at, ref: short, sha: main, force: true });
  expect((await rest.git.getRef({ ...at, ref: short })).data.object.sha).toBe(main);
  const { data } = await rest.git.listMatchingRefs({ ...at, ref: "workstreams/attempts/ws-" });
  expect(data.map((each) => each.ref)).toEqual([ref]);
  await rest.git.deleteRef({ ...at, ref: short });
  await expect(rest.git.getRef({ ...at, ref: short })).rejects.toMatchObject({ status: 404 });
});

test("slashes in refs may be encoded or not", async () => {
  const { github, repository, token } = await start();
  await repository.commit("workstreams/ws-a", { "a.txt": "2\n" });
  const headers = { authorization: `Bearer ${token()}` };
  for (const ref of ["heads/workstreams/ws-a", "heads%2Fworkstreams%2Fws-a"]) {
    const response = await fetch(`${github.apiUrl}/repos/ada/engine/git/ref/${ref}`, { headers });
    expect(response.status).toBe(200);
  }
});

test("a branch tells its commit and its protection", async () => {
  const { repository, connect, at } = await start();
  const { rest } = connect();
  const admin = connect({ kind: "user", login: "ada", permissions: { administration: "read", contents: "read" } });
  const protection = { ...at, branch: "main" };
  expect((await rest.repos.getBranch(protection)).data.protected).toBe(false);
  await expect(admin.rest.repos.getBranchProtection(protection)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Branch not protected"),
  });
  repository.protectBranch("main", { contexts: ["workstreams"] });
  const { data } = await admin.rest.repos.getBranchProtection(protection);
  expect(data.required_status_checks?.contexts).toEqual(["workstreams"]);
  await expect(rest.repos.getBranchProtection(protection)).rejects.toMatchObject({ status: 403 });
  expect((await rest.repos.getBranch(protection)).data.protected).toBe(true);
});

test("two commits are compared from where they parted", async () => {
  const { repository, connect, at } = await start();
  await repository.commit("x", { "a.txt": "x\n", "new/c.txt": "c\n" });
  await repository.commit("main", { "b.txt": "main\n" });
  const { data } = await connect().rest.repos.compareCommitsWithBasehead({ ...at, basehead: "main...x" });
  expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1, total_commits: 1 });
  expect(data.files?.map(({ filename, status }) => `${status} ${filename}`)).toEqual([
    "modified a.txt",
    "added new/c.txt",
  ]);
});
