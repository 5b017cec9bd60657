import type { Sha } from "../../state/facts.ts";
import { LAST_LEG_JOB, legName, parseLegName } from "../../state/names.ts";
import type { Leg } from "../../state/names.ts";
import type { Job, RunWithJobs } from "./runs.ts";

/** A job of a leg, with its own name there. */
export interface LegJob {
  readonly job: string;
  readonly completed: boolean;
  readonly conclusion: string | undefined;
}

/** The jobs of one leg that GitHub shows so far: one appears when those that it needs are over. */
export function jobsOfLeg(jobs: readonly Job[], leg: Leg): readonly LegJob[] {
  const wanted = legName(leg);
  return jobs.flatMap(({ name, completed, conclusion }) => {
    const parsed = parseLegName(name);
    return parsed === undefined || legName(parsed.leg) !== wanted ? [] : [{ job: parsed.job, completed, conclusion }];
  });
}

/**
 * Whether a leg of an active run has nothing to do any more: its last job is over, whether it ran or not. A call that
 * was skipped is shown as a job of its own.
 */
export function isOver(jobs: readonly LegJob[]): boolean {
  return jobs.some(({ job, completed }) => completed && (job === LAST_LEG_JOB || job === ""));
}

/** Whether anything of it was executed. */
export function hasRun(jobs: readonly LegJob[]): boolean {
  return jobs.some(({ conclusion = "" }) => !NOTHING_DONE.has(conclusion));
}

const NOTHING_DONE = new Set(["skipped", "cancelled", "startup_failure", "stale"]);

/** Heads that verify-only legs of active runs work on. */
export function verifyingHeads(active: Iterable<RunWithJobs>): ReadonlySet<Sha> {
  const heads = new Set<Sha>();
  for (const { run, jobs } of active) {
    if (run.status === "completed") continue;
    for (const { name } of jobs) {
      const leg = parseLegName(name)?.leg;
      if (leg?.kind === "verify" && !isOver(jobsOfLeg(jobs, leg))) heads.add(leg.head);
    }
  }
  return heads;
}
