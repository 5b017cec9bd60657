import { followRefs } from "../ref-moves.ts";
import { ZERO_SHA } from "../git-store.ts";
import type { RefMove } from "../git-store.ts";
import type { Repository } from "../state.ts";
import { GraphqlRefusal } from "./refusal.ts";
import { findNode, need } from "./sources.ts";
import type { QueryContext } from "./sources.ts";

interface RefUpdate {
  readonly name: string;
  readonly afterOid: string;
  /** Zeros: it must not exist; null: whatever it is. */
  readonly beforeOid?: string | null;
  readonly force?: boolean | null;
}

interface Input {
  readonly clientMutationId?: string | null;
  readonly repositoryId: string;
  readonly refUpdates: readonly RefUpdate[];
}

/** All of the refs move, or none. */
export async function updateRefs(
  _root: unknown,
  { input }: { input: Input },
  context: QueryContext,
): Promise<{ readonly clientMutationId: string | null }> {
  const { server, token } = context;
  const source = findNode(context, input.repositoryId);
  if (source.type !== "Repository") throw new GraphqlRefusal("NOT_FOUND", "That is no repository.");
  const { repository } = source;
  need(context, repository, { contents: "write" });
  return repository.exclusive(async () => {
    const moves: RefMove[] = [];
    for (const update of input.refUpdates) moves.push(await check(repository, update));
    await repository.store.moveRefs(moves);
    await followRefs(server, repository, { login: token.login, kind: token.kind });
    return { clientMutationId: input.clientMutationId ?? null };
  });
}

async function check(repository: Repository, { name, afterOid, beforeOid, force }: RefUpdate): Promise<RefMove> {
  const from = repository.refs.get(name);
  const to = afterOid === ZERO_SHA ? undefined : afterOid;
  if (!name.startsWith("refs/")) throw refused(`${name} is not a fully qualified name.`);
  if (beforeOid != null && beforeOid !== (from ?? ZERO_SHA)) {
    throw new GraphqlRefusal("STALE_DATA", `Expected ${name} to point to "${beforeOid}" but it did not.`);
  }
  if (repository.protections.has(name.replace("refs/heads/", ""))) throw refused(`${name} is protected.`);
  if (to !== undefined && !(await repository.store.hasCommit(to))) throw refused(`There is no object ${to}.`);
  const forward = to === undefined || from === undefined || (await repository.store.isAncestor(from, to));
  if (!forward && force !== true) throw refused(`The update of ${name} is not a fast forward.`);
  return { ref: name, to, from };
}

function refused(sentence: string): GraphqlRefusal {
  return new GraphqlRefusal("UNPROCESSABLE", sentence);
}
