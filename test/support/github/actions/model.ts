/** What Actions knows: runs with their jobs and artifacts. Times are milliseconds since the epoch. */
import type { Sha } from "../../../../src/state/facts.ts";
import type { Repository, TokenKind } from "../state.ts";

export type Progress = "queued" | "in_progress" | "completed";

export type Conclusion = "success" | "failure" | "cancelled" | "skipped" | "action_required" | "startup_failure";

/** A workflow file that GitHub has seen once. */
export interface Workflow {
  readonly id: number;
  readonly repository: Repository;
  /** `.github/workflows/x.yml` */
  readonly path: string;
  name: string;
  /** Somebody switched it off. */
  disabled: boolean;
  /** Of its newest run; 0: none yet. */
  runNumber: number;
}

/** One execution of a workflow for one event. A re-run is another attempt of the same run. */
export interface Run {
  readonly id: number;
  readonly workflow: Workflow;
  readonly repository: Repository;
  /** Counted per workflow. */
  readonly number: number;
  readonly checkSuiteId: number;
  /** The event's name. */
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** GITHUB_REF */
  readonly ref: string;
  /** GITHUB_SHA */
  readonly sha: Sha;
  /** What a listing calls the run's head: of a pull request its own branch and commit. */
  readonly head: { readonly branch: string; readonly sha: Sha };
  readonly actor: string;
  readonly tokenKind: TokenKind;
  readonly createdAt: number;
  /** In their order; the last one is the current one. */
  readonly attempts: Attempt[];
  updatedAt: number;
  status: Progress;
  /** Undefined until the run is completed. */
  conclusion: Conclusion | undefined;
  /** Somebody asked for its cancellation. */
  cancelled: boolean;
}

export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly startedAt: number;
  readonly jobs: Job[];
  readonly artifacts: Artifact[];
  /** What the artifact service calls this attempt. */
  readonly backendId: string;
}

export interface Job {
  readonly id: number;
  /** As GitHub shows it: `caller / called / job`. */
  readonly name: string;
  readonly createdAt: number;
  status: Progress;
  conclusion: Conclusion | undefined;
  startedAt: number | undefined;
  completedAt: number | undefined;
}

/** Immutable from the moment in which its digest is known. */
export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly mimeType: string;
  readonly createdAt: number;
  /** Undefined while it is being uploaded. */
  finished: { readonly digest: string; readonly content: Buffer } | undefined;
}

/** The attempt that runs, or ran last. */
export function currentAttempt(run: Run): Attempt {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw new Error(`run ${run.id} has no attempt`);
  return attempt;
}
