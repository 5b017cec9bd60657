/** Pull requests with what git alone knows of their heads: whose they are, what they change, whether they merge. */
import type { ForgeFacts, ForgePull } from "../forge/forge.ts";
import { findPairs } from "../decide/pull-pairs.ts";
import type { PairToMerge } from "../decide/pull-pairs.ts";
import { newestClaims, unreachable } from "../git/ancestry.ts";
import { changesOfRanges } from "../git/diff.ts";
import { mergeBases } from "../git/merge.ts";
import { tryMerges } from "../git/trial-merges.ts";
import type { Trial } from "../git/trial-merges.ts";
import type { PathCase } from "../plan/scope.ts";
import { UNLISTED } from "../state/facts.ts";
import type { Attempt, Change, Mergeability, Pull, PullPair, Sha, Verdict } from "../state/facts.ts";
import { CONTEXTS, branchId } from "../state/names.ts";
import type { Project } from "./project.ts";

export interface PullFacts {
  readonly forge: ForgeFacts;
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  readonly base: Sha;
  /** By head. */
  readonly verdicts: ReadonlyMap<Sha, Verdict>;
}

export async function readPulls(project: Project, facts: PullFacts): Promise<readonly Pull[]> {
  const { pulls } = facts.forge;
  const open = pulls.filter((pull) => pull.state === "open");
  const reading = readChanges(project, facts.base, open);
  const [owners, gone, changes, mergeability] = await Promise.all([
    readOwners(project, facts),
    unreachable(project.repository, pulls.filter(isMerged).map(mergedCommit), facts.base),
    reading,
    reading.then((found) => readMergeability(project, open, found, facts.base)),
  ]);
  return pulls.map((pull, index) => {
    const position = open.indexOf(pull);
    return {
      number: pull.number,
      id: owners[index]?.id,
      attempt: owners[index]?.attempt,
      branch: pull.branch,
      head: pull.head,
      title: pull.title,
      state: pull.state,
      draft: pull.draft,
      queued: pull.queued,
      queueHead: pull.queueHead,
      queueStatus:
        pull.queueHead === undefined ? undefined : facts.forge.statuses.get(pull.queueHead)?.get(CONTEXTS.all),
      approvedBy: pull.approvedBy,
      changesRequestedBy: pull.changesRequestedBy,
      closedAt: pull.closedAt,
      mergedAs: pull.mergedAs,
      inBase: isMerged(pull) && !gone.has(mergedCommit(pull)),
      statuses: facts.forge.statuses.get(pull.head) ?? new Map(),
      changes: changes[position] ?? [],
      mergeability: mergeability[position] ?? { kind: "unknown" },
      verdict: facts.verdicts.get(pull.head),
      ci: facts.forge.ci?.get(pull.head),
    };
  });
}

/** Open pull requests that may get in each other's way, and whether git can merge the two. */
export async function readPairs(
  project: Project,
  pulls: readonly Pull[],
  pathCase: PathCase,
): Promise<readonly PullPair[]> {
  const pairs = findPairs(
    pulls.filter(({ changes }) => isListed(changes)),
    pathCase,
  );
  const trials = await tryMerges(
    project.repository,
    pairs.map(({ a, b }) => ({ ours: a.head, theirs: b.head })),
    "paths",
  );
  return pairs.flatMap((pair, index): readonly PullPair[] => {
    const { a, b, shared } = pair;
    const conflicts = conflictsOf(pair, trials[index]);
    return shared.length > 0 || conflicts.length > 0 ? [{ a: a.number, b: b.number, shared, conflicts }] : [];
  });
}

/** Where git can't tell the paths of a conflict, or had no time to find one, all on which the two meet are in question. */
function conflictsOf({ shared, added }: PairToMerge, trial: Trial | undefined): readonly string[] {
  if (trial === undefined || trial.kind === "clean") return [];
  if (trial.kind === "conflict" && trial.paths.length > 0) return trial.paths;
  return shared.length > 0 ? shared : added;
}

interface Owner {
  readonly id: string;
  readonly attempt: number;
}

/**
 * A pull request belongs to a workstream only if its head is in our repository and descends from a claim of that id:
 * branch name, label and body prove nothing.
 */
async function readOwners(project: Project, { forge, attempts }: PullFacts): Promise<readonly (Owner | undefined)[]> {
  const candidates = forge.pulls.map((pull) => {
    const id = pull.ownRepository ? branchId(pull.branch) : undefined;
    return { id, head: pull.head, attempts: id === undefined ? [] : (attempts.get(id) ?? []) };
  });
  const claims = await newestClaims(
    project.repository,
    candidates.map(({ head, attempts: own }) => ({ head, claims: own.map(({ claim }) => claim) })),
  );
  return candidates.map(({ id, attempts: own }, index) => {
    const attempt = own.find(({ claim }) => claim.sha === claims[index]);
    return id === undefined || attempt === undefined ? undefined : { id, attempt: attempt.number };
  });
}

/** What each changes against its merge base; nothing where it has no history in common with the base. */
async function readChanges(
  { repository }: Project,
  base: Sha,
  open: readonly ForgePull[],
): Promise<readonly (readonly Change[])[]> {
  const bases = await mergeBases(
    repository,
    base,
    open.map(({ head }) => head),
  );
  return changesOfRanges(
    repository,
    open.map(({ head }, index) => ({ from: bases[index] ?? head, to: head })),
  );
}

/** What changes more than can be listed is not merged either: it is unknown. */
async function readMergeability(
  project: Project,
  open: readonly ForgePull[],
  changes: readonly (readonly Change[])[],
  base: Sha,
): Promise<readonly Mergeability[]> {
  const asked = open.filter((_, index) => isListed(changes[index] ?? []));
  const trials = await tryMerges(
    project.repository,
    asked.map(({ head }) => ({ ours: base, theirs: head })),
    "lines",
  );
  return open.map((pull) => trials[asked.indexOf(pull)] ?? { kind: "unknown" });
}

function isListed(changes: readonly Change[]): boolean {
  return !changes.includes(UNLISTED);
}

function isMerged(pull: ForgePull): boolean {
  return pull.state === "merged";
}

/** Of one merged by git alone the forge knows no merge commit; its head is in the base all the same. */
function mergedCommit(pull: ForgePull): Sha {
  return pull.mergedAs ?? pull.head;
}
