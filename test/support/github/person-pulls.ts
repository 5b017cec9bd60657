/** What people do with pull requests on the web pages. */
import type { Sha } from "../../../src/state/facts.ts";
import { buildMergeGroups, mergeWhatIsReady, runMergeQueue } from "./auto-merge.ts";
import { addComment } from "./comments.ts";
import type { ServerContext } from "./context.ts";
import { addLabels } from "./labels.ts";
import { mergePull } from "./merging.ts";
import { commitFiles } from "./person-git.ts";
import type { Files } from "./person-git.ts";
import { person, pullOf } from "./person.ts";
import { editPull } from "./pull-edit.ts";
import { openPull, synchronisePull } from "./pull-life.ts";
import { addReview } from "./reviews.ts";
import type { ReviewWords } from "./reviews.ts";
import type { MergeMethod, Pull, Repository, ReviewState, StatusRecord } from "./state.ts";
import { addStatus } from "./statuses.ts";

export interface PersonPulls {
  openPull(fields: PullFields & { readonly head: string }): Promise<number>;
  /** Somebody's fork offers a commit; its branch is not in this repository. */
  openForkPull(
    fields: PullFields & { readonly fork: string; readonly head: string; readonly files: Files },
  ): Promise<number>;
  /** The fork's owner adds a commit. */
  pushToFork(number: number, files: Files): Promise<Sha>;
  /** The same of a commit that is in the repository's storage already, whatever is in it. */
  offerFromFork(number: number, sha: Sha): Promise<void>;
  closePull(number: number, login?: string): Promise<void>;
  reopenPull(number: number, login?: string): Promise<void>;
  /** The answer is the commit on the base. Rejects with GitHub's refusal. */
  mergePull(number: number, options?: { readonly login?: string; readonly method?: MergeMethod }): Promise<Sha>;
  review(number: number, login: string, state: ReviewState, words?: ReviewWords): Promise<void>;
  comment(number: number, body: string, login?: string): void;
  /** Hides the comments with this text. */
  hideComment(number: number, body: string): void;
  label(number: number, names: readonly string[], login?: string): Promise<void>;
  /** As another app's checks do it. */
  setStatus(sha: Sha, fields: StatusFields, login?: string): Promise<void>;
  /** Builds the merge groups of what is in the merge queue. */
  buildMergeGroups(): Promise<void>;
  /** Merges what is in the merge queue, as far as the statuses of its groups allow it. */
  runMergeQueue(): Promise<void>;
}

interface PullFields {
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly author?: string;
}

type StatusFields = Pick<StatusRecord, "context" | "state"> & Partial<Pick<StatusRecord, "description" | "targetUrl">>;

export function personPulls(context: ServerContext, repository: Repository): PersonPulls {
  const who = (login?: string) => person(repository, login);
  const find = (number: number) => pullOf(repository, number);
  return {
    openPull: (fields) =>
      repository.exclusive(async () => {
        const headSha = repository.refs.get(`refs/heads/${fields.head}`);
        if (headSha === undefined) throw new Error(`there is no branch ${fields.head}`);
        return (await open(context, repository, { ...fields, headSha, from: repository.fullName })).number;
      }),
    openForkPull: (fields) =>
      repository.exclusive(async () => {
        const headSha = await commitFiles(context, repository, baseOf(repository), fields.files, fields.title);
        const author = fields.author ?? fields.fork.replace(/\/.*/, "");
        return (await open(context, repository, { ...fields, author, headSha, from: fields.fork })).number;
      }),
    pushToFork: (number, files) =>
      repository.exclusive(async () => {
        const pull = find(number);
        const sha = await commitFiles(context, repository, pull.headSha, files);
        await synchronisePull(context, repository, who(pull.author), pull, sha);
        return sha;
      }),
    offerFromFork: (number, sha) =>
      repository.exclusive(async () => {
        const pull = find(number);
        await synchronisePull(context, repository, who(pull.author), pull, sha);
      }),
    closePull: (number, login) =>
      repository.exclusive(() => editPull(context, repository, who(login), find(number), { state: "closed" })),
    reopenPull: (number, login) =>
      repository.exclusive(() => editPull(context, repository, who(login), find(number), { state: "open" })),
    mergePull: (number, { login, method = "merge" } = {}) =>
      repository.exclusive(() => {
        const anything = { title: undefined, message: undefined, head: undefined, workflows: true };
        return mergePull(context, repository, who(login), find(number), { method, ...anything });
      }),
    async review(number, login, state, words) {
      await repository.exclusive(() => addReview(context, repository, who(login), find(number), state, words));
      await mergeWhatIsReady(context, repository);
    },
    comment(number, body, login) {
      addComment(context, repository, who(login), find(number), body);
    },
    hideComment(number, body) {
      for (const comment of find(number).comments) if (comment.body === body) comment.isMinimized = true;
    },
    label: (number, names, login) =>
      repository.exclusive(() => addLabels(context, repository, who(login), find(number), names)),
    async setStatus(sha, fields, login) {
      const { description = null, targetUrl = null } = fields;
      addStatus(context, repository, who(login), sha, { ...fields, description, targetUrl });
      await mergeWhatIsReady(context, repository);
    },
    buildMergeGroups: () => buildMergeGroups(context, repository),
    runMergeQueue: () => runMergeQueue(context, repository),
  };
}

function baseOf(repository: Repository): Sha {
  const base = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
  if (base === undefined) throw new Error(`there is no branch ${repository.defaultBranch}`);
  return base;
}

function open(
  context: ServerContext,
  repository: Repository,
  fields: PullFields & { readonly head: string; readonly headSha: Sha; readonly from: string },
): Promise<Pull> {
  return openPull(context, repository, person(repository, fields.author), {
    headRef: fields.head,
    headRepository: fields.from,
    headSha: fields.headSha,
    baseRef: repository.defaultBranch,
    baseSha: baseOf(repository),
    title: fields.title ?? fields.head,
    body: fields.body ?? "",
    draft: fields.draft ?? false,
  });
}
