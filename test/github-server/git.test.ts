import { rm } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { createRepository, openTestRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";
import { startGithub } from "../support/github/server.ts";
import type { GithubRepository } from "../support/github/repository.ts";
import type { GithubServer, TokenOptions } from "../support/github/server.ts";

interface Clone {
  readonly github: GithubServer;
  readonly repository: GithubRepository;
  readonly clone: TestRepository;
}

const WRITER: TokenOptions = { login: "github-actions[bot]", kind: "actions", permissions: { contents: "write" } };

async function start(): Promise<{ readonly github: GithubServer; readonly repository: GithubRepository }> {
  const github = await startGithub();
  onTestFinished(async () => {
    await github.close();
    github.verify();
  });
  return { github, repository: await github.createRepository("ada/engine", { files: { "a.txt": "a\n" } }) };
}

async function cloned(token: Partial<TokenOptions> = {}): Promise<Clone> {
  const { github, repository } = await start();
  const folder = await createRepository();
  onTestFinished(() => rm(folder.directory, { recursive: true, force: true }));
  await folder.git("remote", "add", "origin", withToken(repository, github.createToken({ ...WRITER, ...token })));
  await folder.git("pull", "--quiet", "origin", "main");
  return { github, repository, clone: openTestRepository(folder.directory) };
}

function withToken(repository: GithubRepository, token: string): string {
  return repository.cloneUrl.replace("http://", `http://x-access-token:${token}@`);
}

test("a push of the token's owner arrives, and everybody hears of it", async () => {
  const { github, repository, clone } = await cloned();
  const heard: string[] = [];
  github.events.subscribe((event) => heard.push(`${event.name} ${event.ref} by ${event.actor} (${event.tokenKind})`));
  const sha = await clone.commit("Second", { "b.txt": "b\n" });
  await clone.git("push", "--quiet", "origin", "HEAD:main", "HEAD:refs/workstreams/epoch");
  expect(repository.branches().get("main")).toBe(sha);
  expect(await repository.git("rev-parse", "refs/workstreams/epoch")).toBe(sha);
  expect(heard).toEqual(["push refs/heads/main by github-actions[bot] (actions)"]);
});

test("workflow files are refused in GitHub's words, unless another branch has them already", async () => {
  const { repository, clone } = await cloned();
  const workflow = ".github/workflows/ci.yml";
  await clone.commit("Workflow", { [workflow]: "on: push\n" });
  const words = `refusing to allow a GitHub App to create or update workflow \`${workflow}\` without \`workflows\` permission`;
  await expect(clone.git("push", "origin", "HEAD:refs/heads/x")).rejects.toThrow(words);
  await repository.commit("main", { [workflow]: "on: push\n" });
  await clone.git("push", "--quiet", "origin", "HEAD:refs/heads/x");
});

test("a protected branch takes no push, and an atomic one fails whole", async () => {
  const { repository, clone } = await cloned();
  repository.protectBranch("main");
  const before = repository.branches().get("main");
  await clone.commit("More", { "b.txt": "b\n" });
  const push = clone.git("push", "--atomic", "origin", "HEAD:main", "HEAD:refs/heads/x");
  await expect(push).rejects.toThrow("HEAD -> main (protected branch hook declined)");
  await expect(push).rejects.toThrow("GH006: Protected branch update failed for refs/heads/main.");
  expect([...repository.branches()]).toEqual([["main", before]]);
});

test.each([
  ["without the permission", { permissions: { contents: "read" } as const }, "The requested URL returned error: 403"],
  ["of another repository", { repository: "ada/other" }, "not found"],
])("a token %s can't push", async (_name, token, words) => {
  const { repository, clone, github } = await cloned();
  await clone.commit("More", { "b.txt": "b\n" });
  const url = withToken(repository, github.createToken({ ...WRITER, ...token }));
  await expect(clone.git("push", url, "HEAD:main")).rejects.toThrow(words);
});

test("nobody comes in without a valid token", async () => {
  const { repository } = await start();
  const folder = await createRepository();
  onTestFinished(() => folder.remove());
  await expect(folder.git("ls-remote", withToken(repository, "wrong"))).rejects.toThrow("Authentication failed");
});
