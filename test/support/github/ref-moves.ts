/** Looks what git did to the refs, and lets everything follow that follows on GitHub. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { emitPush } from "./events.ts";
import { closePull, markMerged, synchronisePull } from "./pull-life.ts";
import type { Actor, Pull, Repository } from "./state.ts";

interface Move {
  readonly ref: string;
  readonly from: Sha | undefined;
  readonly to: Sha | undefined;
}

const BRANCH = "refs/heads/";

/** Call it inside `repository.exclusive`, after anything that may have moved refs. */
export async function followRefs(context: ServerContext, repository: Repository, actor: Actor): Promise<void> {
  const moves = await readMoves(repository);
  for (const move of moves) {
    if (!move.ref.startsWith(BRANCH) && !move.ref.startsWith("refs/tags/")) continue;
    emitPush(context, repository, actor, move);
  }
  const branches = moves.filter(({ ref }) => ref.startsWith(BRANCH));
  for (const move of branches) await followHead(context, repository, actor, move);
  for (const move of branches) await followBase(context, repository, actor, move);
  for (const move of branches) await closeEmptied(context, repository, actor, move);
  for (const move of branches) await followDeletion(context, repository, actor, move);
}

async function readMoves(repository: Repository): Promise<readonly Move[]> {
  const now = await repository.store.readRefs();
  const moves: Move[] = [];
  for (const [ref, to] of now) {
    const from = repository.refs.get(ref);
    if (from !== to) moves.push({ ref, from, to });
  }
  for (const [ref, from] of repository.refs) if (!now.has(ref)) moves.push({ ref, from, to: undefined });
  for (const { ref, to } of moves) {
    if (to === undefined) repository.refs.delete(ref);
    else repository.refs.set(ref, to);
  }
  return moves;
}

async function followHead(context: ServerContext, repository: Repository, actor: Actor, move: Move): Promise<void> {
  if (move.to === undefined) return;
  for (const pull of openPullsOf(repository, move.ref)) {
    await synchronisePull(context, repository, actor, pull, move.to);
  }
}

/** One whose branch was put back to where the base already is has nothing to merge: GitHub closes it. */
async function closeEmptied(context: ServerContext, repository: Repository, actor: Actor, move: Move): Promise<void> {
  if (move.to === undefined) return;
  for (const pull of openPullsOf(repository, move.ref)) {
    const base = repository.refs.get(`${BRANCH}${pull.baseRef}`);
    const isEmpty = base !== undefined && (await repository.store.isAncestor(move.to, base));
    if (isEmpty) await closePull(context, repository, actor, pull);
  }
}

async function followDeletion(context: ServerContext, repository: Repository, actor: Actor, move: Move): Promise<void> {
  if (move.to !== undefined) return;
  const based = openPulls(repository).filter(({ baseRef }) => `${BRANCH}${baseRef}` === move.ref);
  for (const pull of [...openPullsOf(repository, move.ref), ...based]) {
    await closePull(context, repository, actor, pull);
  }
}

/** A pull request whose head got into its base is merged, whoever did it. */
async function followBase(context: ServerContext, repository: Repository, actor: Actor, move: Move): Promise<void> {
  if (move.to === undefined) return;
  const pulls = openPulls(repository).filter(({ baseRef }) => `${BRANCH}${baseRef}` === move.ref);
  if (pulls.length === 0) return;
  const range = move.from === undefined ? [move.to] : [move.to, `^${move.from}`];
  const gained = new Set((await repository.store.git("rev-list", ...range)).split("\n"));
  for (const pull of pulls.filter(({ headSha }) => gained.has(headSha))) {
    const line = await repository.store.git("rev-list", "--first-parent", "--reverse", ...range);
    await markMerged(context, repository, actor, pull, await findMerge(repository, pull, line.split("\n")));
  }
}

/** The first commit on the base's own line that holds the pull request's head. */
async function findMerge(repository: Repository, pull: Pull, line: readonly Sha[]): Promise<Sha> {
  for (const sha of line) if (await repository.store.isAncestor(pull.headSha, sha)) return sha;
  return pull.headSha;
}

function openPulls(repository: Repository): readonly Pull[] {
  return [...repository.pulls.values()].filter(({ state }) => state === "open");
}

function openPullsOf(repository: Repository, ref: string): readonly Pull[] {
  return openPulls(repository).filter(
    (pull) => `${BRANCH}${pull.headRef}` === ref && pull.headRepository === repository.fullName,
  );
}
