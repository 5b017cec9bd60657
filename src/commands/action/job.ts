/** What the three jobs of an attempt have in common: the attempt they are for, as the claim's own commit tells it. */
import * as core from "@actions/core";
import { attemptLimit, spentToday } from "../../decide/budget.ts";
import { checkFence } from "../../decide/fence.ts";
import type { Fence, JobAttempt } from "../../decide/fence.ts";
import { readRefs } from "../../git/refs.ts";
import type { SpendingLimit } from "../../plan/config.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Workstream } from "../../plan/workstream.ts";
import type { Attempt, Claim, Contract, End } from "../../state/facts.ts";
import { ALL_ATTEMPTS, attemptsRef } from "../../state/names.ts";
import { readAttempts, readRecords } from "../../state/read-records.ts";
import type { AttemptLookup } from "../../state/read-records.ts";
import { isLimited, spendingOf } from "../../state/spending.ts";
import { printFence } from "../../text/fence.ts";
import { CommandError } from "../command-error.ts";
import type { Project } from "../project.ts";

/** An attempt, and everything that holds for it. */
export interface Job {
  readonly fence: Exclude<Fence, { kind: "unknown" }>;
  readonly claim: Claim;
  readonly contract: Contract;
  readonly workstream: Workstream;
  /** The plan at the claim's base: its configuration is the one that counts for the attempt. */
  readonly plan: Plan;
  /** All attempts of the workstream, ascending. */
  readonly attempts: readonly Attempt[];
  /** What an attempt that starts now may spend. */
  readonly limits: SpendingLimit;
}

/** Reads the attempt's facts out of the mirror. A claim that does not exist, or can't be read any more, rejects. */
export async function readJob(project: Project, wanted: JobAttempt): Promise<Job> {
  const records = readRecords(await readRefs(project.repository, [attemptsRef(wanted.id)]));
  const fence = checkFence(records, wanted, project.runner);
  if (fence.kind === "unknown") {
    throw new CommandError(1, `there is no claim ${wanted.claim} of ${wanted.id}: nothing to do`);
  }
  const [plan, contracts] = await Promise.all([
    project.sources.planAt(fence.claim.base, undefined),
    project.sources.contracts(records.claims),
  ]);
  const contract = contracts.get(fence.claim.sha);
  if (contract?.workstream === undefined) {
    throw new CommandError(1, `${fence.claim.file} can't be read at the base of ${wanted.id}'s claim`);
  }
  const lookup: AttemptLookup = { contract: (sha) => contracts.get(sha), liveness: () => "unknown" };
  const attempts = readAttempts(records, lookup).get(wanted.id) ?? [];
  const limits = await limitsNow(project, plan, fence.claim, attempts);
  return { fence, claim: fence.claim, contract, workstream: contract.workstream, plan, attempts, limits };
}

async function limitsNow(
  project: Project,
  { config: { budget } }: Plan,
  { answers }: Claim,
  attempts: readonly Attempt[],
): Promise<SpendingLimit> {
  const sinceRetry = attempts.filter(({ claim }) => claim.answers === answers);
  const { ends } = isLimited(budget.perDay)
    ? readRecords(await readRefs(project.repository, [ALL_ATTEMPTS]))
    : { ends: new Map<string, End>() };
  const today = spentToday(
    Array.from(ends.values(), (end) => ({ end })),
    project.surroundings.now(),
  );
  return attemptLimit(budget, { workstream: spendingOf(sinceRetry), today });
}

/** Says why there is nothing to do any more; true where there is not. */
export function isTooLate({ fence }: Job, wanted: JobAttempt): boolean {
  if (fence.kind === "open") return false;
  core.notice(printFence(wanted, fence.why));
  return true;
}
