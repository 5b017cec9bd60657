/** GitHub merges by itself what somebody asked it to, as soon as nothing is missing. */
import type { ServerContext } from "./context.ts";
import { mergePull } from "./merging.ts";
import { isMergeable } from "./mergeability.ts";
import { missingForMerge } from "./protection.ts";
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

/** Merges everything in the merge queue, in its order; what can't be merged leaves the queue. */
export async function runMergeQueue(context: ServerContext, repository: Repository): Promise<void> {
  await repository.exclusive(async () => {
    for (const pull of queued(repository)) {
      pull.queuedAt = undefined;
      if (missingForMerge(repository, pull) !== undefined || !(await isMergeable(repository, pull))) continue;
      await mergeByItself(context, repository, pull, QUEUE, "merge");
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
): Promise<void> {
  const anything = { title: undefined, message: undefined, head: undefined, workflows: true };
  await mergePull(context, repository, actor, pull, { method, ...anything });
}
