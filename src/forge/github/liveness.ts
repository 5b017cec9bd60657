/**
 * Whether an attempt is still executed: what its run and the jobs of its leg say. The first line that fits counts.
 *
 * | run                                    | jobs of the leg             | liveness               |
 * | -------------------------------------- | --------------------------- | ---------------------- |
 * | gone                                   |                             | dead                   |
 * | over, or started again since           | one was cancelled           | cancelled              |
 * | over, or started again since           | some ran                    | dead: it left no end   |
 * | over, cancelled                        | none ran                    | cancelled              |
 * | over, or started again since           | none ran                    | unstarted              |
 * | active                                 | the last is over            | as if the run was over |
 * | active                                 | some                        | alive                  |
 * | active, a job outside of legs goes on  | none                        | alive                  |
 * | active, the claim is younger than 10 m | none                        | alive                  |
 * | active                                 | none                        | unstarted              |
 *
 * A job that exceeds its `timeout-minutes` is cancelled, and so is then its run: what became of another leg says nothing
 * about this one. An attempt of another machine than GitHub's is `unknown`.
 */
import type { Instant, Liveness, Runner } from "../../state/facts.ts";
import { parseLegName } from "../../state/names.ts";
import type { OpenClaim } from "../forge.ts";
import type { Client } from "./client.ts";
import { hasRun, isOver, jobsOfLeg } from "./legs.ts";
import type { LegJob } from "./legs.ts";
import { readJobs, readRuns } from "./runs.ts";
import type { Job, RunWithJobs } from "./runs.ts";

type GithubRunner = Extract<Runner, { kind: "github" }>;
type GithubClaim = OpenClaim & { readonly runner: GithubRunner };

/** So long GitHub may take to show a matrix after the job that made it. */
const MATRIX_MS = 10 * 60_000;

/** `active`: runs that a reading found; what it does not know is asked for. */
export async function readLiveness(
  client: Client,
  claims: readonly OpenClaim[],
  active: ReadonlyMap<number, RunWithJobs>,
): Promise<readonly Liveness[]> {
  const ours = claims.filter(isOfGithub);
  const unknown = ours.filter(({ runner }) => (active.get(runner.runId)?.run.run_attempt ?? 0) < runner.runAttempt);
  const asked = await readRuns(client, [...new Set(unknown.map(({ runner }) => runner.runId))]);
  const runs = new Map([...active, ...asked]);
  const earlier = await readEarlierJobs(client, ours, runs);
  return claims.map((claim) => {
    if (!isOfGithub(claim)) return "unknown";
    const found = runs.get(claim.runner.runId);
    return judgeLiveness(claim, found, earlier.get(attemptKey(claim.runner)), client.clock());
  });
}

function isOfGithub(claim: OpenClaim): claim is GithubClaim {
  return claim.runner.kind === "github";
}

/** The jobs of runs that were started again since, as they were. */
async function readEarlierJobs(
  client: Client,
  claims: readonly GithubClaim[],
  runs: ReadonlyMap<number, RunWithJobs>,
): Promise<ReadonlyMap<string, readonly Job[]>> {
  const earlier = new Map<string, readonly Job[]>();
  for (const { runner } of claims) {
    const newest = runs.get(runner.runId)?.run.run_attempt ?? 0;
    if (newest <= runner.runAttempt || earlier.has(attemptKey(runner))) continue;
    earlier.set(attemptKey(runner), await readJobs(client, runner.runId, runner.runAttempt));
  }
  return earlier;
}

function attemptKey({ runId, runAttempt }: GithubRunner): string {
  return `${runId}/${runAttempt}`;
}

/** `earlier`: the jobs of the claim's own run attempt, where a newer one exists. */
function judgeLiveness(
  claim: GithubClaim,
  found: RunWithJobs | undefined,
  earlier: readonly Job[] | undefined,
  now: Instant,
): Liveness {
  if (found === undefined) return "dead";
  const { run, jobs } = found;
  const leg = jobsOfLeg(earlier ?? jobs, { kind: "attempt", id: claim.id, number: claim.number });
  const isEnded = earlier !== undefined || run.status === "completed";
  if (isEnded || isOver(leg)) return judgeEnded(leg, earlier === undefined && run.conclusion === "cancelled");
  if (leg.length > 0) return "alive";
  const isPlanning = jobs.some(({ name, completed }) => !completed && parseLegName(name) === undefined);
  return isPlanning || now - claim.at < MATRIX_MS ? "alive" : "unstarted";
}

function judgeEnded(leg: readonly LegJob[], runCancelled: boolean): Liveness {
  if (leg.some(({ conclusion }) => conclusion === "cancelled")) return "cancelled";
  if (hasRun(leg)) return "dead";
  return runCancelled ? "cancelled" : "unstarted";
}
