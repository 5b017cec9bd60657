/** REST: runs, their jobs and artifacts, workflows. */
import { z } from "zod";
import { Refusal, restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import type { Repository } from "../state.ts";
import { currentAttempt } from "./model.ts";
import type { Run, Workflow } from "./model.ts";
import { isFinished } from "./artifact-store.ts";
import { PageInput, replyPage } from "./page.ts";
import type { Runs } from "./runs.ts";
import { viewArtifact, viewJob, viewRun, viewWorkflow } from "./views.ts";

const RunInput = z.strictObject({ run_id: z.number() });
type RunInput = z.infer<typeof RunInput>;

const WorkflowInput = z.strictObject({ workflow_id: z.union([z.number(), z.string()]) });

const RunFilter = PageInput.extend({
  actor: z.string().optional(),
  branch: z.string().optional(),
  event: z.string().optional(),
  status: z.string().optional(),
  exclude_pull_requests: z.boolean().optional(),
  check_suite_id: z.number().optional(),
  head_sha: z.string().optional(),
});
type RunFilter = z.infer<typeof RunFilter>;

const READ = [{ actions: "read" }] as const;
const WRITE = [{ actions: "write" }] as const;

interface RunActs {
  /** Asks the runner to end a run. */
  readonly cancel: (run: Run) => void;
  /** Notes the workflows of the default branch. */
  readonly noteAll: (repository: Repository) => Promise<void>;
}

export function runRoutes(context: ServerContext, runs: Runs, { cancel, noteAll }: RunActs): readonly Route[] {
  const findRun = (call: RestCall<RunInput>) => find(runs, call.repository, call.input.run_id);
  function listRuns(call: RestCall<RunFilter>, workflow?: Workflow): RestReply {
    const found = runs.all.filter(
      (run) => run.repository === call.repository && (workflow === undefined || run.workflow === workflow),
    );
    const newestFirst = found.filter((run) => matches(run, call.input)).toReversed();
    return replyPage(call, newestFirst, "workflow_runs", (run) => viewRun(context, run));
  }
  return [
    restRoute("actions/get-workflow-run", READ, RunInput, (call) => ({
      status: 200,
      body: viewRun(context, findRun(call)),
    })),
    restRoute("actions/list-workflow-runs-for-repo", READ, RunFilter, (call) => listRuns(call)),
    restRoute("actions/list-workflow-runs", READ, RunFilter.extend(WorkflowInput.shape), (call) =>
      listRuns(call, findWorkflow(runs, call.repository, call.input.workflow_id)),
    ),
    restRoute("actions/get-workflow", READ, WorkflowInput, async (call) => {
      await noteAll(call.repository);
      return { status: 200, body: viewWorkflow(context, findWorkflow(runs, call.repository, call.input.workflow_id)) };
    }),
    restRoute("actions/cancel-workflow-run", WRITE, RunInput, (call) => {
      const run = findRun(call);
      if (run.status === "completed") throw new Refusal(409, "Cannot cancel a workflow run that is completed.");
      cancel(run);
      return { status: 202, body: {} };
    }),
    ...jobRoutes(context, findRun),
  ];
}

const JobFilter = RunInput.extend(PageInput.shape);

function jobRoutes(context: ServerContext, findRun: (call: RestCall<RunInput>) => Run): readonly Route[] {
  const withFilter = JobFilter.extend({ filter: z.enum(["latest", "all"]).optional() });
  const withAttempt = JobFilter.extend({ attempt_number: z.number() });
  const withName = JobFilter.extend({ name: z.string().optional() });
  return [
    restRoute("actions/list-jobs-for-workflow-run", READ, withFilter, (call) => {
      const run = findRun(call);
      const attempts = call.input.filter === "all" ? run.attempts : [currentAttempt(run)];
      const jobs = attempts.flatMap((attempt) => attempt.jobs.map((job) => ({ attempt, job })));
      return replyPage(call, jobs, "jobs", ({ attempt, job }) => viewJob(context, run, attempt, job));
    }),
    restRoute("actions/list-jobs-for-workflow-run-attempt", READ, withAttempt, (call) => {
      const run = findRun(call);
      const attempt = run.attempts[call.input.attempt_number - 1];
      if (attempt === undefined) throw new Refusal(404, "Not Found");
      return replyPage(call, attempt.jobs, "jobs", (job) => viewJob(context, run, attempt, job));
    }),
    restRoute("actions/list-workflow-run-artifacts", READ, withName, (call) => {
      const run = findRun(call);
      const { name } = call.input;
      const all = run.attempts.flatMap(({ artifacts }) => artifacts.filter(isFinished)).toReversed();
      const found = all.filter((artifact) => name === undefined || artifact.name === name);
      return replyPage(call, found, "artifacts", (artifact) => viewArtifact(context, run, artifact));
    }),
  ];
}

function find(runs: Runs, repository: Repository, id: number): Run {
  const run = runs.all.find((candidate) => candidate.id === id && candidate.repository === repository);
  if (run === undefined) throw new Refusal(404, "Not Found");
  return run;
}

/** By its id or by the name of its file. */
export function findWorkflow(runs: Runs, repository: Repository, key: number | string): Workflow {
  const found = runs.workflows.find(
    (workflow) =>
      workflow.repository === repository && (String(workflow.id) === String(key) || workflow.path.endsWith(`/${key}`)),
  );
  if (found === undefined) throw new Refusal(404, "Not Found");
  return found;
}

function matches(run: Run, filter: RunFilter): boolean {
  return (
    agrees(filter.actor, run.actor) &&
    agrees(filter.branch, run.head.branch) &&
    agrees(filter.event, run.event) &&
    agrees(filter.head_sha, run.head.sha) &&
    agrees(filter.check_suite_id, run.checkSuiteId) &&
    // GitHub takes conclusions here as well.
    (filter.status === undefined || filter.status === run.status || filter.status === run.conclusion)
  );
}

function agrees<Value>(wanted: Value | undefined, value: Value): boolean {
  return wanted === undefined || wanted === value;
}
