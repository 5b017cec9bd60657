/**
 * Whether an attempt is still executed: what its run and the jobs of its leg say. The first line that fits counts.
 *
 * | run                                    | jobs of the leg             | liveness               |
 * | -------------------------------------- | --------------------------- | ---------------------- |
 * | gone                                   |                             | dead                   |
 * | started again since                    | some ran                    | dead                   |
 * | started again since                    | none ran                    | unstarted              |
 * | over, cancelled                        |                             | cancelled              |
 * | over                                   | its agent's was cancelled   | cancelled              |
 * | over                                   | some ran                    | dead                   |
 * | over                                   | none ran                    | unstarted              |
 * | active                                 | the last is over, some ran  | dead: it left no end   |
 * | active                                 | the last is over, none ran  | unstarted              |
 * | active                                 | some                        | alive                  |
 * | active, a job outside of legs goes on  | none                        | alive                  |
 * | active, the claim is younger than 10 m | none                        | alive                  |
 * | active                                 | none                        | unstarted              |
 *
 * An attempt of another machine than GitHub's is `unknown`.
 */
import type { Instant, Liveness, Runner } from "../../state/facts.ts";
import { parseLegName } from "../../state/names.ts";
import type { OpenClaim } from "../forge.ts";
import type { Client } from "./client.ts";
import { hasRun, isOver, jobsOfLeg } from "./legs.ts";
import { readJobs, readRuns } from "./runs.ts";
import type { Job, RunWithJobs } from "./runs.ts";

type GithubRunner = Extract<Runner, { kind: "github" }>;
type GithubClaim = OpenClaim & { readonly runner: GithubRunner };

/** A leg's job that executes the agent. */
const AGENT_JOB = "agent";
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
  if (earlier !== undefined) return hasRun(leg) ? "dead" : "unstarted";
  if (run.status === "completed") {
    const stopped = leg.some(({ job, conclusion }) => job === AGENT_JOB && conclusion === "cancelled");
    if (run.conclusion === "cancelled" || stopped) return "cancelled";
    return hasRun(leg) ? "dead" : "unstarted";
  }
  if (isOver(leg)) return hasRun(leg) ? "dead" : "unstarted";
  if (leg.length > 0) return "alive";
  const isPlanning = jobs.some(({ name, completed }) => !completed && parseLegName(name) === undefined);
  return isPlanning || now - claim.at < MATRIX_MS ? "alive" : "unstarted";
}
