/** What people do with a repository on the web pages or by git, and what tests look at. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { mergeWhatIsReady, runMergeQueue } from "./auto-merge.ts";
import { addComment } from "./comments.ts";
import { addLabels } from "./labels.ts";
import { mergePull } from "./merging.ts";
import { editPull } from "./pull-edit.ts";
import { openPull } from "./pull-life.ts";
import { followRefs } from "./ref-moves.ts";
import { addReview } from "./reviews.ts";
import { seedPull } from "./seed-pull.ts";
import type { PullSeed } from "./seed-pull.ts";
import type {
  Actor,
  Comment,
  MergeMethod,
  Protection,
  Pull,
  Repository,
  ReviewState,
  Settings,
  StatusRecord,
} from "./state.ts";
import { addStatus } from "./statuses.ts";

/** A pull request as a test sees it. */
export type PullView = Readonly<Omit<Pull, "mergeability" | "labels">> & { readonly labels: readonly string[] };

export interface GithubRepository {
  readonly fullName: string;
  /** For `git clone`, with no token in it. */
  readonly cloneUrl: string;
  /** The bare repository. */
  readonly directory: string;
  readonly defaultBranch: string;
  /** Runs git in the bare repository; whatever it moves is noticed, as if a person had pushed it. */
  git(...args: readonly string[]): Promise<string>;
  /** Adds a commit to a branch, which is made from the default branch where it is new; null deletes a file. */
  commit(branch: string, files: Readonly<Record<string, string | null>>, message?: string): Promise<Sha>;
  deleteBranch(branch: string): Promise<void>;
  /** A person opens a pull request. */
  openPull(fields: { head: string; title?: string; body?: string; draft?: boolean; author?: string }): Promise<number>;
  closePull(number: number, login?: string): Promise<void>;
  reopenPull(number: number, login?: string): Promise<void>;
  /** The answer is the commit on the base. Rejects with GitHub's refusal. */
  mergePull(number: number, options?: { readonly login?: string; readonly method?: MergeMethod }): Promise<Sha>;
  review(number: number, login: string, state: ReviewState): Promise<void>;
  /** As another app's checks do it. */
  setStatus(
    sha: Sha,
    fields: Pick<StatusRecord, "context" | "state"> & Partial<Pick<StatusRecord, "description" | "targetUrl">>,
    login?: string,
  ): Promise<void>;
  /** Merges what is in the merge queue. */
  runMergeQueue(): Promise<void>;
  comment(number: number, body: string, login?: string): void;
  label(number: number, names: readonly string[], login?: string): Promise<void>;
  setSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): void;
  protectBranch(branch: string, demands?: Partial<Protection>): void;
  /** A pull request as it may have become, without any work of git: for measuring. Nobody is told. */
  seedPull(fields: PullSeed): number;
  /** Many refs at once; null deletes one. */
  moveRefs(refs: Readonly<Record<string, Sha | null>>): Promise<void>;
  /** `none` takes the access away. */
  setCollaborator(login: string, permission: "admin" | "write" | "read" | "none"): void;
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

/** Who does what nobody is named for: the repository's owner. */
function person(repository: Repository, login = repository.owner): Actor {
  return { login, kind: "user" };
}

export function openGithubRepository(context: ServerContext, repository: Repository): GithubRepository {
  const { store } = repository;
  async function moveBranch(branch: string, to: Sha | undefined): Promise<void> {
    const ref = `refs/heads/${branch}`;
    await store.moveRefs([{ ref, to, from: repository.refs.get(ref) }]);
    await followRefs(context, repository, person(repository));
  }
  function find(number: number): Pull {
    const pull = repository.pulls.get(number);
    if (pull === undefined) throw new Error(`there is no #${number}`);
    return pull;
  }
  return {
    fullName: repository.fullName,
    cloneUrl: `${context.url}/${repository.fullName}.git`,
    directory: store.directory,
    defaultBranch: repository.defaultBranch,
    git: (...args) =>
      repository.exclusive(async () => {
        const output = await store.git(...args);
        await followRefs(context, repository, person(repository));
        return output;
      }),
    commit: (branch, files, message = `Change ${Object.keys(files).join(", ")}`) =>
      repository.exclusive(async () => {
        const base = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
        const parent = repository.refs.get(`refs/heads/${branch}`) ?? base;
        const sha = await store.commit({ parent, files, message, author: repository.owner, at: context.clock() });
        await moveBranch(branch, sha);
        return sha;
      }),
    deleteBranch: (branch) => repository.exclusive(() => moveBranch(branch, undefined)),
    openPull: (fields) =>
      repository.exclusive(async () => {
        const headSha = repository.refs.get(`refs/heads/${fields.head}`);
        const baseSha = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
        if (headSha === undefined || baseSha === undefined) throw new Error(`there is no branch ${fields.head}`);
        const pull = await openPull(context, repository, person(repository, fields.author), {
          headRef: fields.head,
          headRepository: repository.fullName,
          headSha,
          baseRef: repository.defaultBranch,
          baseSha,
          title: fields.title ?? fields.head,
          body: fields.body ?? "",
          draft: fields.draft ?? false,
        });
        return pull.number;
      }),
    closePull: (number, login) =>
      repository.exclusive(() =>
        editPull(context, repository, person(repository, login), find(number), { state: "closed" }),
      ),
    mergePull: (number, { login, method = "merge" } = {}) =>
      repository.exclusive(() =>
        mergePull(context, repository, person(repository, login), find(number), {
          method,
          title: undefined,
          message: undefined,
          head: undefined,
          workflows: true,
        }),
      ),
    async review(number, login, state) {
      await repository.exclusive(() => addReview(context, repository, person(repository, login), find(number), state));
      await mergeWhatIsReady(context, repository);
    },
    async setStatus(sha, fields, login) {
      const { description = null, targetUrl = null } = fields;
      addStatus(context, repository, person(repository, login), sha, { ...fields, description, targetUrl });
      await mergeWhatIsReady(context, repository);
    },
    runMergeQueue: () => runMergeQueue(context, repository),
    seedPull: (fields) => seedPull(context, repository, fields),
    moveRefs: (refs) =>
      repository.exclusive(async () => {
        const moves = Object.entries(refs).map(([ref, to]) => ({
          ref,
          to: to ?? undefined,
          from: repository.refs.get(ref),
        }));
        await store.moveRefs(moves);
        await followRefs(context, repository, person(repository));
      }),
    comment(number, body, login) {
      addComment(context, repository, person(repository, login), find(number), body);
    },
    label: (number, names, login) =>
      repository.exclusive(() => addLabels(context, repository, person(repository, login), find(number), names)),
    reopenPull: (number, login) =>
      repository.exclusive(async () => {
        await editPull(context, repository, person(repository, login), find(number), { state: "open" });
      }),
    setSetting(name, value) {
      repository.settings[name] = value;
    },
    protectBranch(branch, demands = {}) {
      repository.protections.set(branch, { contexts: [], reviews: 0, ...demands });
    },
    setCollaborator(login, permission) {
      repository.collaborators.set(login.toLowerCase(), permission);
    },
    pulls: () => [...repository.pulls.values()].map(view),
    pull: (number) => view(find(number)),
    statuses: (sha) => (repository.statuses.get(sha) ?? []).toReversed(),
    comments: (number) => [...find(number).comments],
    branches: () => readBranches(repository),
    readFile: (branch, path) => store.git("show", `refs/heads/${branch}:${path}`).catch(() => undefined),
    log: async (branch) => (await store.git("log", "--format=%s", `refs/heads/${branch}`)).split("\n"),
  };
}

function view(pull: Pull): PullView {
  const { mergeability: _, labels, ...fields } = pull;
  return { ...fields, labels: [...labels] };
}

function readBranches(repository: Repository): ReadonlyMap<string, Sha> {
  const heads = [...repository.refs].filter(([ref]) => ref.startsWith("refs/heads/"));
  return new Map(heads.map(([ref, sha]) => [ref.slice("refs/heads/".length), sha]));
}
