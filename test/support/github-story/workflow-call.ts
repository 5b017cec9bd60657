/** One use of a workflow in a run: which of its jobs can start, and what each of them is given. */
import type { Actions } from "../github/actions/actions.ts";
import { currentAttempt } from "../github/actions/model.ts";
import type { Conclusion, Job, Run } from "../github/actions/model.ts";
import { holds, resolve, toText } from "../../workflows/evaluate.ts";
import type { Scope } from "../../workflows/evaluate.ts";
import { jobIn } from "../../workflows/workflow-files.ts";
import type { Job as JobText, WorkflowText } from "../../workflows/workflow-files.ts";

export type Texts = Readonly<Record<string, string>>;

/** How a job ended, as the jobs that need it see it. */
export interface JobResult {
  readonly result: Conclusion;
  readonly outputs: Texts;
}

export interface WorkflowCall {
  readonly run: Run;
  readonly file: WorkflowText;
  /** Before the names of its jobs: `loop / `. */
  readonly prefix: string;
  /** `github`, `inputs`, `secrets`. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Of the jobs that are over, by id. */
  readonly results: Map<string, JobResult>;
  /** What GitHub lists of its jobs, by id. */
  readonly listed: Map<string, Job>;
}

/** The ids of the jobs that can start now. They are listed, and so are those that are skipped. */
export function readyJobs(actions: Actions, call: WorkflowCall): readonly string[] {
  const { run, file, results, listed } = call;
  for (const [id, job] of Object.entries(file.jobs)) {
    if (results.has(id) || listed.has(id) || !job.needs.every((need) => results.has(need))) continue;
    const runs = holds(job.if, scopeOf(call, job));
    // A call is not listed itself: its jobs are.
    if (runs && job.uses !== undefined) return [id];
    const entry = actions.runs.addJob(run, call.prefix + titleOf(call, id, job));
    if (runs) {
      listed.set(id, entry);
      continue;
    }
    results.set(id, { result: "skipped", outputs: {} });
    actions.runs.finishJob(run, entry, "skipped");
  }
  return [...listed.keys()].filter((id) => !results.has(id));
}

/** A matrix that is skipped has no values to be named by. */
function titleOf(call: WorkflowCall, id: string, job: JobText): string {
  return job.name === undefined || job.strategy !== undefined ? id : toText(resolve(job.name, scopeOf(call, job)));
}

/** What the expressions of a job see. */
export function scopeOf(call: WorkflowCall, job: JobText, more: Readonly<Record<string, unknown>> = {}): Scope {
  const needs = job.needs.map((need) => [need, call.results.get(need)] as const);
  const results = needs.map(([, done]) => done?.result);
  const { cancelled } = call.run;
  return {
    contexts: { ...call.contexts, ...more, needs: Object.fromEntries(needs) },
    functions: {
      always: () => true,
      cancelled: () => cancelled,
      failure: () => results.includes("failure"),
      success: () => !cancelled && results.every((result) => result === "success"),
    },
  };
}

/** Every text with its expressions replaced. */
export function resolveAll(texts: Readonly<Record<string, unknown>>, scope: Scope): Record<string, unknown> {
  const entries = Object.entries(texts);
  return Object.fromEntries(entries.map(([name, text]) => [name, resolve(toText(text), scope)]));
}

/** The call that a job makes, once for each entry of its matrix. */
export function openCalls(call: WorkflowCall, id: string, file: WorkflowText): readonly WorkflowCall[] {
  const job = jobIn(call.file, id);
  const entries = Object.entries(job.strategy?.matrix ?? {});
  const scope = scopeOf(call, job);
  const combinations = entries.flatMap(([key, values]) => {
    const resolved = resolve(toText(values), scope);
    return Array.isArray(resolved) ? resolved.map((value): Record<string, unknown> => ({ [key]: value })) : [];
  });
  return (entries.length === 0 ? [{}] : combinations).map((matrix) => {
    const own = scopeOf(call, job, { matrix });
    return {
      run: call.run,
      file,
      prefix: `${call.prefix}${toText(resolve(job.name ?? id, own))} / `,
      contexts: {
        github: call.contexts["github"],
        inputs: resolveAll(job.with, own),
        secrets: resolveAll(job.secrets, own),
      },
      results: new Map(),
      listed: new Map(),
    };
  });
}

/** Every job of the run that GitHub lists is over. */
export function isRunOver(run: Run): boolean {
  return currentAttempt(run).jobs.every(({ status }) => status === "completed");
}
