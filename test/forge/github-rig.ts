/** A repository on the GitHub test server, as people use it beside us. */
import { onTestFinished } from "vitest";
import { createGithubForge } from "../../src/forge/github/github-forge.ts";
import type { GithubForgeOptions } from "../../src/forge/github/github-forge.ts";
import type { GithubPlace } from "../../src/forge/github/place.ts";
import type { Forge } from "../../src/forge/forge.ts";
import { startGithubWithActions } from "../support/github/actions/start.ts";
import type { Actions } from "../support/github/actions/actions.ts";
import type { GithubRepository } from "../support/github/repository.ts";
import type { GithubOptions, GithubServer } from "../support/github/server.ts";
import type { Permissions } from "../support/github/state.ts";
import type { ForgeRig } from "./contract.ts";

/** What the loop's token may do, as docs/github.md lists it. */
export const PERMISSIONS: Permissions = {
  actions: "write",
  checks: "read",
  contents: "write",
  "pull-requests": "write",
  statuses: "write",
};

/** File name of the repository's own CI. */
export const CI = "ci.yml";

/** File name of the caller's workflow, which ticks. */
export const LOOP = "workstreams.yml";

export interface GithubRig extends ForgeRig {
  readonly server: GithubServer;
  readonly actions: Actions;
  readonly repository: GithubRepository;
  readonly place: GithubPlace;
  /** Lines for people. */
  readonly log: readonly string[];
  /** A client with other options, or with a token that may do other things. */
  connectAs(options: Partial<GithubForgeOptions> & { readonly permissions?: Permissions }): Forge;
  /** How many requests that write GitHub has been sent. */
  countWrites(): number;
}

/** A person at her own machine. */
const MONA = ["-c", "user.name=mona", "-c", "user.email=mona@example.com"];

/** Writes come as fast as they are made, and nobody waits for long. */
export const PACE = { second: 5, spaced: false } as const;

export async function createGithubRig(options: GithubOptions = {}): Promise<GithubRig> {
  const { server, actions } = await startGithubWithActions(options);
  const files = {
    "a.txt": "a\n",
    "readme.txt": "read me\n",
    [`.github/workflows/${LOOP}`]: "name: loop\non: { workflow_dispatch: {} }\njobs: {}\n",
    [`.github/workflows/${CI}`]: "name: ci\non: { workflow_dispatch: {} }\njobs: {}\n",
  };
  const repository = await server.createRepository("octo/plan", { files });
  repository.setCollaborator("mona", "write");
  repository.setCollaborator("eve", "read");
  onTestFinished(async () => {
    await server.close();
    server.verify();
  });
  const token = (permissions: Permissions) =>
    server.createToken({ login: "github-actions[bot]", kind: "actions", permissions, repository: "octo/plan" });
  const { apiUrl, graphqlUrl, url: serverUrl } = server;
  const place = { apiUrl, graphqlUrl, serverUrl, owner: "octo", repo: "plan", token: token(PERMISSIONS) };
  const log: string[] = [];
  function connectAs({ permissions, ...changes }: Parameters<GithubRig["connectAs"]>[0] = {}): Forge {
    return createGithubForge({
      place: permissions === undefined ? place : { ...place, token: token(permissions) },
      base: "main",
      workflow: LOOP,
      ciWorkflow: undefined,
      clock: Date.now,
      log: (line) => void log.push(line),
      pace: PACE,
      ...changes,
    });
  }
  const branchOf = (branch: string) => (branch === "base" ? "main" : branch);
  async function tip(branch: string): Promise<string> {
    return repository.git("rev-parse", "--verify", `refs/heads/${branchOf(branch)}`);
  }
  return {
    server,
    actions,
    repository,
    place,
    log,
    connectAs,
    countWrites: () => server.requests.filter(({ kind, method }) => kind === "rest" && method !== "GET").length,
    connect: () => Promise.resolve(connectAs({})),
    commitToBase: (changes) => repository.commit("main", changes, "by a person"),
    push: (branch, changes) => repository.commit(branch, changes, "work"),
    move: async (branch, to) => void (await repository.git("update-ref", `refs/heads/${branch}`, to)),
    remove: (branch) => repository.deleteBranch(branch),
    async mergeByGit(branch) {
      const [ours, theirs] = [await tip("base"), await tip(branch)];
      const [tree = ""] = (await repository.git("merge-tree", "--write-tree", ours, theirs)).split("\n");
      const parents = ["-p", ours, "-p", theirs];
      const sha = await repository.git(...MONA, "commit-tree", tree, ...parents, "-m", `Merge ${branch}`);
      await repository.git("update-ref", "refs/heads/main", sha);
      return sha;
    },
    tip,
    async readBase(path) {
      const text = await repository.readFile("main", path);
      return text === undefined ? undefined : `${text.trimEnd()}\n`;
    },
    async readCommit(sha) {
      const parents = await repository.git("show", "--no-patch", "--format=%P", sha);
      return { parents: parents.split(" "), message: await repository.git("show", "--no-patch", "--format=%B", sha) };
    },
    speak(pull, who, text) {
      repository.comment(pull, text, who);
      return Promise.resolve();
    },
    readComments: (pull) => Promise.resolve(repository.comments(pull).map(({ body }) => body)),
  };
}
