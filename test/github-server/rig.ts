/** A server with one repository, and clients of it. */
import { Octokit } from "@octokit/rest";
import { onTestFinished } from "vitest";
import type { GithubRepository } from "../support/github/repository.ts";
import { startGithub } from "../support/github/server.ts";
import type { GithubOptions, GithubServer, RepositoryOptions, TokenOptions } from "../support/github/server.ts";
import { createRepository, openTestRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";

export interface Rig {
  readonly github: GithubServer;
  readonly repository: GithubRepository;
  /** Who asks, and for what: `octokit.rest.pulls.get({ ...at, pull_number })`. */
  readonly at: { readonly owner: string; readonly repo: string };
  /** A client with a token of a workflow that may do everything that ours need, unless it says otherwise. */
  readonly connect: (token?: Partial<TokenOptions>) => Octokit;
  readonly token: (token?: Partial<TokenOptions>) => string;
}

const WORKFLOW: TokenOptions = {
  login: "github-actions[bot]",
  kind: "actions",
  repository: "ada/engine",
  permissions: { contents: "write", "pull-requests": "write", statuses: "write", actions: "write" },
};

/** The test fails if the server was used wrongly; `misused`: it fails if it was not. */
export async function start(
  options: GithubOptions & { readonly misused?: boolean; readonly repository?: RepositoryOptions } = {},
): Promise<Rig> {
  const github = await startGithub(options);
  onTestFinished(async () => {
    await github.close();
    if (options.misused !== true) github.verify();
  });
  const files = { "a.txt": "a\n", "b.txt": "b\n" };
  const repository = await github.createRepository("ada/engine", { files, ...options.repository });
  const token = (fields: Partial<TokenOptions> = {}) => github.createToken({ ...WORKFLOW, ...fields });
  return {
    github,
    repository,
    at: { owner: "ada", repo: "engine" },
    token,
    connect: (fields) =>
      new Octokit({ auth: token(fields), baseUrl: github.apiUrl, log: SILENT, request: { retries: 0 } }),
  };
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A clone with `origin`, whose address holds the token. */
export async function clone({ repository }: Pick<Rig, "repository">, token: string): Promise<TestRepository> {
  const folder = await createRepository();
  onTestFinished(() => folder.remove());
  await folder.git("remote", "add", "origin", withToken(repository, token));
  await folder.git("pull", "--quiet", "origin", "main");
  return openTestRepository(folder.directory);
}

export function withToken(repository: GithubRepository, token: string): string {
  return repository.cloneUrl.replace("http://", `http://x-access-token:${token}@`);
}

/** A branch with one commit that changes these files, and its pull request. */
export async function openPull(
  { repository }: Pick<Rig, "repository">,
  head: string,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly number: number; readonly sha: string }> {
  const sha = await repository.commit(head, files);
  return { number: await repository.openPull({ head }), sha };
}
