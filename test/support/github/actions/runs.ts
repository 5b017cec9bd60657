/** The runs of all repositories, and what happens to them: by events, by people, by whoever executes them. */
import { randomUUID } from "node:crypto";
import type { ServerContext } from "../context.ts";
import type { Repository, TokenKind } from "../state.ts";
import { currentAttempt } from "./model.ts";
import type { Attempt, Conclusion, Job, Run, Workflow } from "./model.ts";

/** What starts a run. */
export interface RunCause {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly ref: string;
  readonly sha: string;
  readonly head: Run["head"];
  readonly actor: string;
  readonly tokenKind: TokenKind;
}

export interface Runs {
  /** Oldest first. */
  readonly all: readonly Run[];
  readonly workflows: readonly Workflow[];
  /** The workflow of that file, noted when it is first seen. */
  noteWorkflow(repository: Repository, path: string, name: string | undefined): Workflow;
  /** A new run, queued. */
  add(workflow: Workflow, cause: RunCause): Run;
  /** The next attempt of a completed run, queued. */
  addAttempt(run: Run): Attempt;
  /** A job in the current attempt, queued. */
  addJob(run: Run, name: string): Job;
  /** It turns out that there is no such job. */
  dropJob(run: Run, job: Job): void;
  startJob(run: Run, job: Job): void;
  finishJob(run: Run, job: Job, conclusion: Conclusion): void;
  /** Jobs that are not completed end with it: cancelled with a cancelled run, else as failures. */
  finish(run: Run, conclusion: Conclusion): void;
}

export function createRuns(context: Pick<ServerContext, "clock" | "nextId">): Runs {
  const all: Run[] = [];
  const workflows: Workflow[] = [];
  const touch = (run: Run) => void (run.updatedAt = context.clock());
  function finishJob(run: Run, job: Job, conclusion: Conclusion): void {
    Object.assign(job, { status: "completed", conclusion, completedAt: context.clock() } satisfies Partial<Job>);
    job.startedAt ??= context.clock();
    touch(run);
  }
  return {
    all,
    workflows,
    noteWorkflow(repository, path, name) {
      const known = workflows.find((workflow) => workflow.repository === repository && workflow.path === path);
      if (known !== undefined) return Object.assign(known, { name: name ?? path });
      const workflow = { id: context.nextId(), repository, path, name: name ?? path, disabled: false, runNumber: 0 };
      workflows.push(workflow);
      return workflow;
    },
    add(workflow, cause) {
      const run = createRun(context, workflow, cause);
      all.push(run);
      return run;
    },
    addAttempt(run) {
      const attempt = createAttempt(context, run.attempts.length + 1);
      run.attempts.push(attempt);
      Object.assign(run, { status: "queued", conclusion: undefined, cancelled: false } satisfies Partial<Run>);
      touch(run);
      return attempt;
    },
    addJob(run, name) {
      const job = createJob(context, name);
      currentAttempt(run).jobs.push(job);
      touch(run);
      return job;
    },
    dropJob(run, job) {
      const { jobs } = currentAttempt(run);
      jobs.splice(jobs.indexOf(job), 1);
    },
    startJob(run, job) {
      Object.assign(job, { status: "in_progress", startedAt: context.clock() } satisfies Partial<Job>);
      if (run.status === "queued") run.status = "in_progress";
      touch(run);
    },
    finishJob,
    finish(run, conclusion) {
      const open = currentAttempt(run).jobs.filter(({ status }) => status !== "completed");
      for (const job of open) finishJob(run, job, conclusion === "cancelled" ? "cancelled" : "failure");
      Object.assign(run, { status: "completed", conclusion } satisfies Partial<Run>);
      touch(run);
    },
  };
}

function createRun(context: Pick<ServerContext, "clock" | "nextId">, workflow: Workflow, cause: RunCause): Run {
  workflow.runNumber += 1;
  return {
    ...cause,
    id: context.nextId(),
    workflow,
    repository: workflow.repository,
    number: workflow.runNumber,
    checkSuiteId: context.nextId(),
    createdAt: context.clock(),
    attempts: [createAttempt(context, 1)],
    updatedAt: context.clock(),
    status: "queued",
    conclusion: undefined,
    cancelled: false,
  };
}

function createAttempt(context: Pick<ServerContext, "clock">, number: number): Attempt {
  return { number, startedAt: context.clock(), jobs: [], artifacts: [], backendId: randomUUID() };
}

function createJob(context: Pick<ServerContext, "clock" | "nextId">, name: string): Job {
  return {
    id: context.nextId(),
    name,
    createdAt: context.clock(),
    status: "queued",
    conclusion: undefined,
    startedAt: undefined,
    completedAt: undefined,
  };
}
