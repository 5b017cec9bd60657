/** What people do with a repository on the web pages or by git, and what tests look at. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { personGit } from "./person-git.ts";
import type { PersonGit } from "./person-git.ts";
import { personPulls } from "./person-pulls.ts";
import type { PersonPulls } from "./person-pulls.ts";
import { pullOf } from "./person.ts";
import { seedPull } from "./seed-pull.ts";
import type { PullSeed } from "./seed-pull.ts";
import type { BranchRule, Comment, Protection, Pull, Repository, Settings, StatusRecord } from "./state.ts";

/** A pull request as a test sees it. */
export type PullView = Readonly<Omit<Pull, "mergeability" | "mergeRef" | "labels">> & {
  readonly labels: readonly string[];
};

export interface GithubRepository extends PersonGit, PersonPulls {
  readonly fullName: string;
  /** For `git clone`, with no token in it. */
  readonly cloneUrl: string;
  /** The bare repository. */
  readonly directory: string;
  readonly defaultBranch: string;
  setSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): void;
  protectBranch(branch: string, demands?: Partial<Protection>): void;
  unprotectBranch(branch: string): void;
  /** Adds a rule of a ruleset. */
  addRule(rule: BranchRule): void;
  /** A person adds a secret of Actions, to the repository or to its organisation. */
  addSecret(name: string, owner?: "own" | "organization"): void;
  /** `none` takes the access away. */
  setCollaborator(login: string, permission: "admin" | "write" | "read" | "none"): void;
  /** A pull request as it may have become, without any work of git: for measuring. Nobody is told. */
  seedPull(fields: PullSeed): number;
  /** Ascending numbers. */
  pulls(): readonly PullView[];
  pull(number: number): PullView;
  /** The whole history of a commit, newest first. */
  statuses(sha: Sha): readonly StatusRecord[];
  /** Oldest first. */
  comments(number: number): readonly Comment[];
  /** Heads by branch. */
  branches(): ReadonlyMap<string, Sha>;
  /** Undefined where there is none. */
  readFile(branch: string, path: string): Promise<string | undefined>;
  /** Subjects, newest first. */
  log(branch: string): Promise<readonly string[]>;
}

export function openGithubRepository(context: ServerContext, repository: Repository): GithubRepository {
  const { store } = repository;
  return {
    ...personGit(context, repository),
    ...personPulls(context, repository),
    fullName: repository.fullName,
    cloneUrl: `${context.url}/${repository.fullName}.git`,
    directory: store.directory,
    defaultBranch: repository.defaultBranch,
    setSetting(name, value) {
      repository.settings[name] = value;
    },
    protectBranch(branch, demands = {}) {
      repository.protections.set(branch, { contexts: [], reviews: 0, ...demands });
    },
    unprotectBranch(branch) {
      repository.protections.delete(branch);
    },
    addRule(rule) {
      repository.rules.push(rule);
    },
    addSecret(name, owner = "own") {
      repository.secrets[owner].add(name);
    },
    setCollaborator(login, permission) {
      repository.collaborators.set(login.toLowerCase(), permission);
    },
    seedPull: (fields) => seedPull(context, repository, fields),
    pulls: () => [...repository.pulls.values()].map(view),
    pull: (number) => view(pullOf(repository, number)),
    statuses: (sha) => (repository.statuses.get(sha) ?? []).toReversed(),
    comments: (number) => [...pullOf(repository, number).comments],
    branches: () => readBranches(repository),
    readFile: (branch, path) => store.git("show", `refs/heads/${branch}:${path}`).catch(() => undefined),
    log: async (branch) => (await store.git("log", "--format=%s", `refs/heads/${branch}`)).split("\n"),
  };
}

function view(pull: Pull): PullView {
  const { mergeability: _, mergeRef: _ref, labels, ...fields } = pull;
  return { ...fields, labels: [...labels] };
}

function readBranches(repository: Repository): ReadonlyMap<string, Sha> {
  const heads = [...repository.refs].filter(([ref]) => ref.startsWith("refs/heads/"));
  return new Map(heads.map(([ref, sha]) => [ref.slice("refs/heads/".length), sha]));
}
