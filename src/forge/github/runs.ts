/** Runs of workflows and their jobs. */
import type { Client } from "./client.ts";
import { GraphqlError, refusalStatus } from "./errors.ts";
import { CHECK_RUNS, PAGE } from "./pulls-query.ts";
import { CheckSuites, JobPage, Run, RunPage } from "./schema.ts";

export type { Run } from "./schema.ts";

/** A job as both of GitHub's APIs tell it, in small letters. */
export interface Job {
  /** With those of the workflows that call its own, such as `workstreams / ws-a/1 / agent`. */
  readonly name: string;
  readonly completed: boolean;
  /** Undefined before it is completed. */
  readonly conclusion: string | undefined;
}

/** A run with its jobs, of each name the newest: those of earlier attempts, too, that its newest has not repeated yet. */
export interface RunWithJobs {
  readonly run: Run;
  readonly jobs: readonly Job[];
}

/** Runs of a workflow that are not over, by id: running, or with jobs that wait for a runner. */
export async function readActiveRuns(client: Client, workflow: string): Promise<ReadonlyMap<number, RunWithJobs>> {
  const lists = await Promise.all(ACTIVE.map((status) => listRuns(client, workflow, { status }, () => true)));
  // One may change from one list to the other in between.
  const runs = new Map(lists.flat().map((run) => [run.id, run]));
  return withJobs(client, [...runs.values()]);
}

const ACTIVE = ["in_progress", "queued"] as const;

/** By id, those that still exist. */
export async function readRuns(client: Client, ids: readonly number[]): Promise<ReadonlyMap<number, RunWithJobs>> {
  const runs = await Promise.all(ids.map((id) => getRun(client, id)));
  return withJobs(
    client,
    runs.flatMap((run) => run ?? []),
  );
}

/** Runs of a workflow, newest first: page after page while `goOn` wants more than it has. None of a workflow that is not there. */
export async function listRuns(
  client: Client,
  workflow: string,
  filter: { readonly status?: (typeof ACTIVE)[number] },
  goOn: (read: readonly Run[]) => boolean,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  try {
    for (let page = 1; ; page++) {
      const answer = await client.read("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
        ...client.repository,
        ...filter,
        workflow_id: workflow,
        per_page: PAGE,
        page,
      });
      const found = RunPage.parse(answer.data).workflow_runs;
      runs.push(...found);
      if (found.length < PAGE || !goOn(runs)) return runs;
    }
  } catch (error) {
    if (refusalStatus(error) === 404) return runs;
    throw error;
  }
}

/** Undefined: it was deleted, or is too old. */
async function getRun(client: Client, id: number): Promise<Run | undefined> {
  try {
    const answer = await client.read("GET /repos/{owner}/{repo}/actions/runs/{run_id}", {
      ...client.repository,
      run_id: id,
    });
    return Run.parse(answer.data);
  } catch (error) {
    if (refusalStatus(error) === 404) return undefined;
    throw error;
  }
}

/** The jobs of one attempt of a run. */
export async function readJobs(client: Client, runId: number, attempt: number): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (let page = 1; ; page++) {
    const answer = await client.read("GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs", {
      ...client.repository,
      run_id: runId,
      attempt_number: attempt,
      per_page: PAGE,
      page,
    });
    const found = JobPage.parse(answer.data).jobs;
    jobs.push(...found.map(toJob));
    if (found.length < PAGE) return jobs;
  }
}

/**
 * All runs' jobs in one query, as the check runs of their suites. That takes `checks: read`; a token without it asks for
 * each run by itself.
 */
async function withJobs(client: Client, runs: readonly Run[]): Promise<ReadonlyMap<number, RunWithJobs>> {
  const found = new Map<number, RunWithJobs>();
  const suites = await readSuites(
    client,
    runs.map((run) => run.check_suite_node_id),
  );
  for (const run of runs) {
    const jobs = suites?.get(run.check_suite_node_id) ?? (await readJobs(client, run.id, run.run_attempt));
    found.set(run.id, { run, jobs });
  }
  return found;
}

type Jobs = ReadonlyMap<string, readonly Job[]>;

/** By node id; undefined: the token may not see them. */
async function readSuites(client: Client, ids: readonly string[]): Promise<Jobs | undefined> {
  const jobs = new Map<string, Job[]>();
  try {
    for (let start = 0; start < ids.length; start += PAGE) {
      await readSuitePages(client, ids.slice(start, start + PAGE), null, jobs);
    }
    return jobs;
  } catch (error) {
    if (error instanceof GraphqlError && error.errors.every(({ type }) => type === "FORBIDDEN")) return undefined;
    throw error;
  }
}

/** The first page of all of them at once; what has more of them is asked for by itself. */
async function readSuitePages(
  client: Client,
  ids: readonly string[],
  after: string | null,
  jobs: Map<string, Job[]>,
): Promise<void> {
  const { nodes } = await client.query(CheckSuites, CHECK_RUNS, { ids, after });
  for (const suite of nodes) {
    if (suite === null) continue;
    const { pageInfo, nodes: checks } = suite.checkRuns;
    jobs.set(suite.id, [...(jobs.get(suite.id) ?? []), ...checks.map(toJob)]);
    if (pageInfo.hasNextPage) await readSuitePages(client, [suite.id], pageInfo.endCursor, jobs);
  }
}

function toJob(job: { name: string; status: string; conclusion: string | null }): Job {
  return {
    name: job.name,
    completed: job.status.toLowerCase() === "completed",
    conclusion: job.conclusion?.toLowerCase() ?? undefined,
  };
}
