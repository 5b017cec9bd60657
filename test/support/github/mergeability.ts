import type { Mergeability, Pull, Repository } from "./state.ts";

/**
 * Whether the pull request merges into its base as both are now. Undefined at the first look: GitHub begins to compute
 * only when somebody asks, and answers the next one.
 */
export async function lookAtMergeability(repository: Repository, pull: Pull): Promise<boolean | undefined> {
  const base = repository.refs.get(`refs/heads/${pull.baseRef}`);
  if (base === undefined) return false;
  const known = pull.mergeability;
  if (known?.head === pull.headSha && known.base === base) return known.clean;
  pull.mergeability = computeMergeability(repository, pull, base);
  return undefined;
}

/** The same without the first look's silence. */
export async function isMergeable(repository: Repository, pull: Pull): Promise<boolean> {
  await lookAtMergeability(repository, pull);
  return (await lookAtMergeability(repository, pull)) ?? false;
}

function computeMergeability(repository: Repository, pull: Pull, base: string): Mergeability {
  const merged = repository.store.mergeTree(base, pull.headSha);
  const clean = merged.then(
    (result) => result.kind === "clean",
    () => false,
  );
  return { head: pull.headSha, base, clean };
}
