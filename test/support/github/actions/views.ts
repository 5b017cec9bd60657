/** What REST tells of runs, jobs, artifacts and workflows. */
import type { ServerContext } from "../context.ts";
import { currentAttempt } from "./model.ts";
import type { Artifact, Attempt, Job, Run, Workflow } from "./model.ts";
import { minimalRepository, repositoryUrl } from "../views/repository.ts";
import { timestamp } from "../views/time.ts";
import { simpleUser } from "../views/user.ts";

const WEEKS_12 = 84 * 24 * 3_600_000;

/** Everything that GitHub's description wants of a run. */
export function viewRun(context: ServerContext, run: Run): Record<string, unknown> {
  const { repository, workflow } = run;
  const url = `${repositoryUrl(context, repository)}/actions/runs/${run.id}`;
  const attempt = currentAttempt(run);
  return {
    id: run.id,
    name: workflow.name,
    node_id: `WFR_${run.id}`,
    check_suite_id: run.checkSuiteId,
    check_suite_node_id: checkSuiteNodeId(run),
    head_branch: run.head.branch,
    head_sha: run.head.sha,
    path: workflow.path,
    run_number: run.number,
    run_attempt: attempt.number,
    referenced_workflows: [],
    event: run.event,
    status: run.status,
    conclusion: run.conclusion ?? null,
    workflow_id: workflow.id,
    url,
    html_url: htmlUrl(context, run),
    pull_requests: [],
    created_at: timestamp(run.createdAt),
    updated_at: timestamp(run.updatedAt),
    actor: simpleUser(context, run.actor),
    triggering_actor: simpleUser(context, run.actor),
    run_started_at: timestamp(attempt.startedAt),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(context, repository)}/check-suites/${run.checkSuiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.number === 1 ? null : `${url}/attempts/${attempt.number - 1}`,
    workflow_url: workflowUrl(context, workflow),
    head_commit: null,
    repository: minimalRepository(context, repository),
    head_repository: minimalRepository(context, repository),
    display_title: workflow.name,
  };
}

/** A job of one attempt. */
export function viewJob(context: ServerContext, run: Run, attempt: Attempt, job: Job): Record<string, unknown> {
  const url = repositoryUrl(context, run.repository);
  const started = job.startedAt !== undefined;
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${url}/actions/runs/${run.id}`,
    run_attempt: attempt.number,
    node_id: `CR_${job.id}`,
    head_sha: run.head.sha,
    url: `${url}/actions/jobs/${job.id}`,
    html_url: `${htmlUrl(context, run)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion ?? null,
    created_at: timestamp(job.createdAt),
    started_at: timestamp(job.startedAt ?? job.createdAt),
    completed_at: job.completedAt === undefined ? null : timestamp(job.completedAt),
    name: job.name,
    steps: [],
    check_run_url: `${url}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: started ? 1 : null,
    runner_name: started ? "GitHub Actions 1" : null,
    runner_group_id: started ? 0 : null,
    runner_group_name: started ? "GitHub Actions" : null,
    workflow_name: run.workflow.name,
    head_branch: run.head.branch,
  };
}

/** A finished artifact. */
export function viewArtifact(
  context: ServerContext,
  run: Run,
  artifact: Artifact & { readonly finished: NonNullable<Artifact["finished"]> },
): Record<string, unknown> {
  const url = `${repositoryUrl(context, run.repository)}/actions/artifacts/${artifact.id}`;
  const { id } = run.repository;
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.finished.content.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    created_at: timestamp(artifact.createdAt),
    updated_at: timestamp(artifact.createdAt),
    expires_at: timestamp(artifact.createdAt + WEEKS_12),
    digest: artifact.finished.digest,
    workflow_run: {
      id: run.id,
      repository_id: id,
      head_repository_id: id,
      head_branch: run.head.branch,
      head_sha: run.head.sha,
    },
  };
}

export function viewWorkflow(context: ServerContext, workflow: Workflow): Record<string, unknown> {
  const { repository, path } = workflow;
  const html = `${context.url}/${repository.fullName}`;
  return {
    id: workflow.id,
    node_id: `W_${workflow.id}`,
    name: workflow.name,
    path,
    state: workflow.disabled ? "disabled_manually" : "active",
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.createdAt),
    url: workflowUrl(context, workflow),
    html_url: `${html}/blob/${repository.defaultBranch}/${path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

/** By which GraphQL finds the run again. */
export function checkSuiteNodeId(run: Run): string {
  return `CS_${run.checkSuiteId}`;
}

/** Where a person looks at it. */
export function htmlUrl(context: ServerContext, run: Run): string {
  return `${context.url}/${run.repository.fullName}/actions/runs/${run.id}`;
}

/** Where a program looks at it. */
export function runUrl(context: ServerContext, run: Run): string {
  return `${repositoryUrl(context, run.repository)}/actions/runs/${run.id}`;
}

function workflowUrl(context: ServerContext, workflow: Workflow): string {
  return `${repositoryUrl(context, workflow.repository)}/actions/workflows/${workflow.id}`;
}
