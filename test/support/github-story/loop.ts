/** The loop's runs, moved by hand: a tick, then each leg, job by job, in the order that a test wants. */
import { LOOP, ORCHESTRATE, WORKSTREAM } from "../../workflows/workflow-files.ts";
import { toText } from "../../workflows/evaluate.ts";
import type { Conclusion, Run } from "../github/actions/model.ts";
import { currentAttempt } from "../github/actions/model.ts";
import { runJob } from "./run-job.ts";
import type { JobDone, Machine } from "./run-job.ts";
import type { Fate } from "./step.ts";
import { isRunOver, openCalls, readyJobs } from "./workflow-call.ts";
import type { WorkflowCall } from "./workflow-call.ts";

/** The jobs before the matrix, and what they left. */
export interface Tick {
  readonly run: Run;
  /** Undefined: the job was skipped. */
  readonly record: JobDone | undefined;
  readonly plan: JobDone | undefined;
  readonly legs: readonly Leg[];
}

/** An entry of the matrix. */
export interface Leg {
  readonly id: string;
  readonly attempt: number;
  /** Of a verify-only leg; else empty. */
  readonly head: string;
  readonly call: WorkflowCall;
  /** Which attempt of the run it belongs to. */
  readonly runAttempt: number;
}

export type LegJob = "agent" | "verify" | "publish";

/** What becomes of a leg's jobs; by default each comes to its own end. */
export type Fates = Readonly<Partial<Record<LegJob, Fate>>>;

export interface Loop {
  /** Executes a queued run up to its matrix. `superseded`: a newer one waits, so that its plan job is never started. */
  start(
    run: Run,
    options?: { readonly record?: Fate; readonly plan?: Fate; readonly superseded?: boolean },
  ): Promise<Tick>;
  /** Runs what is left of a leg's jobs; the answer is the last one's. */
  finish(leg: Leg, fates?: Fates): Promise<JobDone>;
  /** Runs one job of a leg. */
  job(leg: Leg, id: LegJob, fate?: Fate): Promise<JobDone>;
  /** A person re-runs one job of a run that is over: the same run, its next attempt. */
  again(leg: Leg, id: LegJob): Promise<JobDone>;
  /** A person cancels a run: what runs is killed, what must always run still does. */
  cancel(run: Run): void;
  /** GitHub loses a run: nothing of it is run any more. */
  lose(run: Run): void;
  /** Legs with jobs that can start, oldest first. */
  open(): readonly Leg[];
}

export function createLoop(machine: Machine, secrets: Readonly<Record<string, string>>): Loop {
  const { actions } = machine;
  const legs: Leg[] = [];

  async function start(run: Run, { superseded = false, ...fates }: Parameters<Loop["start"]>[1] = {}): Promise<Tick> {
    const caller = openRun(run, secrets);
    const [orchestrate] = readyJobs(actions, caller).flatMap((id) => openCalls(caller, id, ORCHESTRATE));
    const done = orchestrate === undefined ? {} : await runUpTo(superseded ? "record" : "plan", orchestrate, fates);
    const own = orchestrate === undefined ? [] : openMatrix(orchestrate);
    legs.push(...own);
    for (const leg of own) readyJobs(actions, leg.call);
    if (superseded) actions.runs.finish(run, "cancelled");
    else closeRun(run);
    return { run, record: done["record"], plan: done["plan"], legs: own };
  }

  /** What has been run, by the job's id; `last` is the last of them. */
  async function runUpTo(
    last: "record" | "plan",
    call: WorkflowCall,
    fates: Readonly<Partial<Record<string, Fate>>>,
  ): Promise<Readonly<Partial<Record<string, JobDone>>>> {
    const done: Record<string, JobDone> = {};
    for (const id of last === "record" ? ["record"] : ["record", "plan"]) {
      if (readyJobs(actions, call).includes(id)) done[id] = await runJob(machine, call, id, fates[id]);
    }
    return done;
  }

  function openMatrix(call: WorkflowCall): readonly Leg[] {
    return readyJobs(actions, call).includes(MATRIX) ? openCalls(call, MATRIX, WORKSTREAM).map(toLeg) : [];
  }

  async function job(leg: Leg, id: LegJob, fate?: Fate): Promise<JobDone> {
    const done = await runJob(machine, leg.call, id, fate);
    readyJobs(actions, leg.call);
    closeRun(leg.call.run);
    return done;
  }

  async function finish(leg: Leg, fates: Fates = {}): Promise<JobDone> {
    let last: JobDone | undefined;
    for (let id = jobOf(leg); id !== undefined; id = jobOf(leg)) last = await job(leg, id, fates[id]);
    if (last === undefined) throw new Error(`${leg.id} has nothing to run`);
    return last;
  }

  function jobOf(leg: Leg): LegJob | undefined {
    const id = isLost(leg) ? undefined : readyJobs(actions, leg.call)[0];
    return LEG_JOBS.find((known) => known === id);
  }

  function closeRun(run: Run): void {
    if (run.status === "completed") return;
    const own = legs.filter(({ call }) => call.run === run);
    if (own.some((leg) => jobOf(leg) !== undefined) || !isRunOver(run)) return;
    actions.runs.finish(run, concludeRun(run));
  }

  return {
    start,
    finish,
    job,
    async again(leg, id) {
      const { call } = leg;
      actions.runs.addAttempt(call.run);
      const before = LEG_JOBS.slice(0, LEG_JOBS.indexOf(id));
      const kept = [...call.results].filter(([other]) => before.some((one) => one === other));
      const runAttempt = call.run.attempts.length;
      const again = { ...leg, runAttempt, call: { ...call, results: new Map(kept), listed: new Map() } };
      legs.push(again);
      readyJobs(actions, again.call);
      return job(again, id);
    },
    cancel(run) {
      run.cancelled = true;
      for (const step of machine.running.get(run) ?? []) step.kill();
    },
    lose: (run) => actions.runs.finish(run, "failure"),
    open: () => legs.filter((leg) => jobOf(leg) !== undefined),
  };
}

/** The job of orchestrate.yml that calls workstream.yml, once for each leg. */
const MATRIX = "workstream";
const LEG_JOBS: readonly LegJob[] = ["agent", "verify", "publish"];

function openRun(run: Run, secrets: Readonly<Record<string, string>>): WorkflowCall {
  const { repository, event, payload } = run;
  const github = { repository: repository.fullName, event_name: event, event: payload };
  const inputs = payload["inputs"] ?? {};
  const empty = { results: new Map(), listed: new Map() };
  return { run, file: LOOP, prefix: "", contexts: { github, inputs, secrets }, ...empty };
}

function toLeg(call: WorkflowCall): Leg {
  const inputs = new Map(Object.entries(Object(call.contexts["inputs"])));
  const [id, head] = [toText(inputs.get("id")), toText(inputs.get("head"))];
  return { id, attempt: Number(inputs.get("attempt")), head, call, runAttempt: call.run.attempts.length };
}

/** Its run was ended by GitHub itself, or started again. */
function isLost({ call, runAttempt }: Leg): boolean {
  return call.run.status === "completed" || call.run.attempts.length !== runAttempt;
}

function concludeRun(run: Run): Conclusion {
  if (run.cancelled) return "cancelled";
  const results = currentAttempt(run).jobs.map(({ conclusion }) => conclusion);
  if (results.includes("failure")) return "failure";
  return results.every((result) => result === "skipped") ? "skipped" : "success";
}
