/** What people do by git. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { person } from "./person.ts";
import { followRefs } from "./ref-moves.ts";
import type { Repository } from "./state.ts";

/** By path; null deletes one. */
export type Files = Readonly<Record<string, string | null>>;

export interface PersonGit {
  /** Runs git in the bare repository; whatever it moves is noticed, as if a person had pushed it. */
  git(...args: readonly string[]): Promise<string>;
  /** Adds a commit to a branch, which is made from the default branch where it is new. */
  commit(branch: string, files: Files, message?: string): Promise<Sha>;
  deleteBranch(branch: string): Promise<void>;
  /** Many refs at once; null deletes one. */
  moveRefs(refs: Readonly<Record<string, Sha | null>>): Promise<void>;
}

export function personGit(context: ServerContext, repository: Repository): PersonGit {
  const { store } = repository;
  async function moveRefs(refs: Readonly<Record<string, Sha | null>>): Promise<void> {
    const moves = Object.entries(refs).map(([ref, to]) => ({
      ref,
      to: to ?? undefined,
      from: repository.refs.get(ref),
    }));
    await store.moveRefs(moves);
    await followRefs(context, repository, person(repository));
  }
  return {
    git: (...args) =>
      repository.exclusive(async () => {
        const output = await store.git(...args);
        await followRefs(context, repository, person(repository));
        return output;
      }),
    commit: (branch, files, message) =>
      repository.exclusive(async () => {
        const ref = `refs/heads/${branch}`;
        const parent = repository.refs.get(ref) ?? repository.refs.get(`refs/heads/${repository.defaultBranch}`);
        const sha = await commitFiles(context, repository, parent, files, message);
        await moveRefs({ [ref]: sha });
        return sha;
      }),
    deleteBranch: (branch) => repository.exclusive(() => moveRefs({ [`refs/heads/${branch}`]: null })),
    moveRefs: (refs) => repository.exclusive(() => moveRefs(refs)),
  };
}

/** A person's commit that no ref holds yet. */
export function commitFiles(
  context: ServerContext,
  repository: Repository,
  parent: Sha | undefined,
  files: Files,
  message = `Change ${Object.keys(files).join(", ")}`,
): Promise<Sha> {
  return repository.store.commit({ parent, files, message, author: repository.owner, at: context.clock() });
}
