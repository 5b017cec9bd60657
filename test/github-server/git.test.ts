import { expect, test } from "vitest";
import { clone, start, withToken } from "./rig.ts";

test("a push of the token's owner arrives, and everybody hears of it", async () => {
  const rig = await start();
  const heard: string[] = [];
  rig.github.events.subscribe((event) =>
    heard.push(`${event.name} ${event.ref} by ${event.actor} (${event.tokenKind})`),
  );
  const work = await clone(rig, rig.token());
  const sha = await work.commit("Second", { "c.txt": "c\n" });
  await work.git("push", "--quiet", "origin", "HEAD:main", "HEAD:refs/workstreams/epoch");
  expect(rig.repository.branches().get("main")).toBe(sha);
  expect(await rig.repository.git("rev-parse", "refs/workstreams/epoch")).toBe(sha);
  expect(heard).toEqual(["push refs/heads/main by github-actions[bot] (actions)"]);
});

test("workflow files are refused in GitHub's words, unless another branch has them already", async () => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  const workflow = ".github/workflows/ci.yml";
  await work.commit("Workflow", { [workflow]: "on: push\n" });
  const words = `(refusing to allow a GitHub App to create or update workflow \`${workflow}\` without \`workflows\` permission)`;
  await expect(work.git("push", "origin", "HEAD:refs/heads/x")).rejects.toThrow(words);
  await rig.repository.commit("main", { [workflow]: "on: push\n" });
  await work.git("push", "--quiet", "origin", "HEAD:refs/heads/x");
});

test("a protected branch takes no push, and an atomic one fails whole", async () => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  rig.repository.protectBranch("main");
  const before = rig.repository.branches().get("main");
  await work.commit("More", { "c.txt": "c\n" });
  const push = work.git("push", "--atomic", "origin", "HEAD:main", "HEAD:refs/heads/x");
  await expect(push).rejects.toThrow("HEAD -> main (protected branch hook declined)");
  await expect(push).rejects.toThrow("GH006: Protected branch update failed for refs/heads/main.");
  expect([...rig.repository.branches()]).toEqual([["main", before]]);
});

test("of eight that create one ref with a lease, one wins; all see the same ref afterwards", async () => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  const commits: string[] = [];
  for (const index of Array(8).keys()) commits.push(await work.commit(`claim ${index}`));
  const ref = "refs/workstreams/epoch";
  const pushes = commits.map((sha) =>
    work.git("push", "--atomic", `--force-with-lease=${ref}:`, "origin", `${sha}:${ref}`).then(
      () => sha,
      () => undefined,
    ),
  );
  const [winner, ...others] = (await Promise.all(pushes)).filter((sha) => sha !== undefined);
  expect(others).toEqual([]);
  expect(await rig.repository.git("rev-parse", ref)).toBe(winner);
});

test("any commit and the heads of pull requests can be fetched, not pushed", async () => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  const sha = await rig.repository.commit("x", { "a.txt": "x\n" });
  const number = await rig.repository.openPull({ head: "x" });
  await rig.repository.deleteBranch("x");
  await work.git("fetch", "--quiet", "origin", sha);
  await work.git("fetch", "--quiet", "origin", `refs/pull/${number}/head`);
  expect(await work.git("rev-parse", "FETCH_HEAD")).toBe(sha);
  await expect(work.git("push", "origin", `HEAD:refs/pull/${number}/head`)).rejects.toThrow(
    "deny updating a hidden ref",
  );
});

test.each([
  ["without the permission", { permissions: { contents: "read" } as const }, "The requested URL returned error: 403"],
  ["of another repository", { repository: "ada/other" }, "not found"],
])("a token %s can't push", async (_name, token, words) => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  await work.commit("More", { "c.txt": "c\n" });
  await expect(work.git("push", withToken(rig.repository, rig.token(token)), "HEAD:main")).rejects.toThrow(words);
});

test("nobody comes in without a valid token, but everybody may read what is public", async () => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  await expect(work.git("ls-remote", withToken(rig.repository, "wrong"))).rejects.toThrow("Authentication failed");
  await expect(work.git("ls-remote", rig.repository.cloneUrl)).rejects.toThrow("could not read Username");
  const open = await rig.github.createRepository("ada/open", { private: false });
  expect(await work.git("ls-remote", open.cloneUrl)).toContain("refs/heads/main");
});

test("requests are recorded with whose token they brought", async () => {
  const rig = await start();
  const work = await clone(rig, rig.token());
  await work.git("push", "--quiet", "origin", "HEAD:refs/heads/x");
  const pushes = rig.github.requests.filter(({ path }) => path.endsWith("/git-receive-pack"));
  expect(pushes).toContainEqual(
    expect.objectContaining({ kind: "git", method: "POST", status: 200, tokenLogin: "github-actions[bot]" }),
  );
});
