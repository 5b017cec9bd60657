/** GitHub merges by itself what somebody asked it to, as soon as nothing is missing. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { mergePull } from "./merging.ts";
import { isMergeable } from "./mergeability.ts";
import { missingForMerge, missingStatus } from "./protection.ts";
import type { Actor, MergeMethod, Pull, Repository } from "./state.ts";

/** Call it after whatever may have been missing, not inside `repository.exclusive`. */
export async function mergeWhatIsReady(context: ServerContext, repository: Repository): Promise<void> {
  if (waiting(repository).length === 0) return;
  await repository.exclusive(async () => {
    for (const { pull, actor, method } of waiting(repository)) {
      if (missingForMerge(repository, pull) !== undefined || !(await isMergeable(repository, pull))) continue;
      await mergeByItself(context, repository, pull, actor, method);
    }
  });
}

/** Gives each in the merge queue its merge group: what the base becomes with it and all before it. */
export async function buildMergeGroups(context: ServerContext, repository: Repository): Promise<void> {
  await repository.exclusive(() => buildGroups(context, repository));
}

async function buildGroups(context: ServerContext, repository: Repository): Promise<void> {
  let head = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
  for (const pull of queued(repository)) {
    if (head === undefined) return;
    const merged = await repository.store.mergeTree(head, pull.headSha);
    if (merged.kind === "conflict") {
      pull.queuedAt = undefined;
      continue;
    }
    const message = `Merge pull request #${pull.number} from ${repository.owner}/${pull.headRef}`;
    const at = pull.queuedAt ?? context.clock();
    // The same again as long as nothing before it changes.
    head = await repository.store.commitTree(merged.tree, [head, pull.headSha], message, QUEUE.login, at);
    pull.queueHead = head;
  }
}

/**
 * Merges what is in the merge queue, in its order, up to the first whose group lacks a required status. What can't be
 * merged leaves the queue.
 */
export async function runMergeQueue(context: ServerContext, repository: Repository): Promise<void> {
  await repository.exclusive(async () => {
    await buildGroups(context, repository);
    for (const pull of queued(repository)) {
      if (missingStatus(repository, pull.baseRef, pull.queueHead ?? pull.headSha) !== undefined) return;
      pull.queuedAt = undefined;
      if (missingForMerge(repository, pull) === undefined && (await isMergeable(repository, pull))) {
        await mergeByItself(context, repository, pull, QUEUE, "merge", pull.queueHead);
      } else {
        await buildGroups(context, repository);
      }
    }
  });
}

const QUEUE: Actor = { login: "github-merge-queue[bot]", kind: "app" };

/** What is in the merge queue, the first one first. */
export function queued(repository: Repository): readonly Pull[] {
  return [...repository.pulls.values()]
    .filter(({ queuedAt }) => queuedAt !== undefined)
    .toSorted((a, b) => (a.queuedAt ?? 0) - (b.queuedAt ?? 0) || a.number - b.number);
}

function waiting(
  repository: Repository,
): readonly { readonly pull: Pull; readonly actor: Actor; readonly method: MergeMethod }[] {
  return [...repository.pulls.values()].flatMap((pull) =>
    pull.state !== "open" || pull.autoMerge === undefined ? [] : [{ pull, ...pull.autoMerge }],
  );
}

async function mergeByItself(
  context: ServerContext,
  repository: Repository,
  pull: Pull,
  actor: Actor,
  method: MergeMethod,
  built?: Sha,
): Promise<void> {
  const anything = { title: undefined, message: undefined, head: undefined, workflows: true };
  await mergePull(context, repository, actor, pull, { method, ...anything, built });
}
