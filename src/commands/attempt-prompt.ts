/** The prompt of an attempt: what its workstream asks for, and what git tells of its past and of what it builds on. */
import { readConflicts } from "../git/conflicts.ts";
import { changesOfRanges } from "../git/diff.ts";
import { mergeTrees } from "../git/merge.ts";
import { readFilesAt } from "../git/objects.ts";
import { readRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { readWorkDiff } from "../git/work-diff.ts";
import { templateOf } from "../plan/check-templates.ts";
import type { Plan } from "../plan/plan.ts";
import { withoutByteOrderMark } from "../plan/read-document.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Attempt, Claim, Sha } from "../state/facts.ts";
import { attemptName, attemptsRef } from "../state/names.ts";
import { readRecords } from "../state/read-records.ts";
import { conflictViews, findTelling, previousAttempt } from "../text/previous-attempt.ts";
import type { ConflictView, PreviousAttempt } from "../text/previous-attempt.ts";
import { printPrompt } from "../text/prompt.ts";
import type { Delivered } from "../text/prompt.ts";

/** What is known of an attempt that is about to work. */
export interface PromptFacts {
  readonly workstream: Workstream;
  /** At the claim's base. */
  readonly plan: Plan;
  readonly claim: Claim;
  /** All attempts of the workstream, ascending. */
  readonly attempts: readonly Attempt[];
}

/** Everything is read out of commits: no working tree that an agent has touched has a say. */
export async function attemptPrompt({ repository }: { repository: Repository }, facts: PromptFacts): Promise<string> {
  const { workstream, plan, claim } = facts;
  const path = templateOf(workstream, plan.config);
  const [previous, dependencies, instructions, template] = await Promise.all([
    readPrevious(repository, facts),
    readDelivered(repository, workstream, plan),
    existing(repository, claim.base, INSTRUCTION_FILES),
    path === undefined ? undefined : readTemplate(repository, claim.base, path),
  ]);
  return printPrompt({
    workstream,
    scope: workstream.scope,
    companions: plan.config.companions.length > 0,
    previous,
    notes: claim.notes,
    dependencies,
    instructions,
    template,
  });
}

/** Where repositories say to agents how to work in them. */
const INSTRUCTION_FILES = ["AGENTS.md", "CLAUDE.md", "GEMINI.md", ".github/copilot-instructions.md"] as const;

async function existing(repository: Repository, commit: Sha, paths: readonly string[]): Promise<readonly string[]> {
  const texts = await readFilesAt(
    repository,
    paths.map((path) => ({ commit, path })),
  );
  return paths.filter((_, index) => texts[index] !== undefined);
}

async function readTemplate(repository: Repository, commit: Sha, path: string): Promise<string | undefined> {
  const [text] = await readFilesAt(repository, [{ commit, path }]);
  return text === undefined ? undefined : withoutByteOrderMark(text);
}

async function readPrevious(
  repository: Repository,
  { attempts, claim }: PromptFacts,
): Promise<PreviousAttempt | undefined> {
  const telling = findTelling(attempts.filter(({ claim: other }) => other.sha !== claim.sha));
  if (telling === undefined) return undefined;
  const [conflicts, work] = await Promise.all([
    claim.replaces === undefined ? undefined : readConflictViews(repository, claim.base, claim.replaces),
    telling.work === undefined ? undefined : readWorkDiff(repository, { from: telling.claim.sha, to: telling.work }),
  ]);
  return previousAttempt(telling, { conflicts, work });
}

async function readConflictViews(
  repository: Repository,
  base: Sha,
  head: Sha,
): Promise<readonly ConflictView[] | undefined> {
  const pair = { ours: base, theirs: head };
  const [merge] = await mergeTrees(repository, [pair]);
  if (merge?.kind !== "conflict") return undefined;
  const [conflicts = []] = await readConflicts(repository, [{ pair, merge }]);
  return conflictViews(merge.paths, conflicts);
}

/** What a workstream depends on: the titles of the plan, and what the attempts that delivered it changed. */
async function readDelivered(
  repository: Repository,
  { dependsOn }: Workstream,
  plan: Plan,
): Promise<readonly Delivered[]> {
  if (dependsOn.length === 0) return [];
  const { claims, ends } = readRecords(await readRefs(repository, dependsOn.map(attemptsRef)));
  const heads = dependsOn.map((id) => {
    const own = claims.filter((each) => each.id === id).toSorted((a, b) => b.number - a.number);
    return own.flatMap(({ number, claim }) => {
      const end = ends.get(attemptName(id, number));
      return end?.outcome === "delivered" && end.head !== undefined ? [{ from: claim.sha, to: end.head }] : [];
    })[0];
  });
  const ranges = heads.filter((range) => range !== undefined);
  const changes = await changesOfRanges(repository, ranges);
  return dependsOn.map((id, index) => {
    const range = heads[index];
    const changed = range === undefined ? [] : (changes[ranges.indexOf(range)] ?? []);
    return { id, title: plan.workstreams.get(id)?.title ?? id, paths: changed.map(({ path }) => path) };
  });
}
