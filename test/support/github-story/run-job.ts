/** One job of a run: its steps as processes, with a token of exactly its permissions. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ACTION, STEP_ACTION, jobIn } from "../../workflows/workflow-files.ts";
import type { Step } from "../../workflows/workflow-files.ts";
import { holds, resolve, toText } from "../../workflows/evaluate.ts";
import type { Scope } from "../../workflows/evaluate.ts";
import { currentAttempt } from "../github/actions/model.ts";
import type { Run } from "../github/actions/model.ts";
import type { GithubWithActions } from "../github/actions/start.ts";
import { openDoor } from "./door.ts";
import { startStep } from "./step.ts";
import type { Fate, RunningStep, StepDone } from "./step.ts";
import { resolveAll, scopeOf } from "./workflow-call.ts";
import type { JobResult, Texts, WorkflowCall } from "./workflow-call.ts";

/** Where jobs run. */
export interface Machine extends GithubWithActions {
  /** The compiled action. */
  readonly program: string;
  /** Everything of the jobs is in here. */
  readonly folder: string;
  /** Steps that run now, by their run. */
  readonly running: Map<Run, Set<RunningStep>>;
  /** What jobs said, for whoever looks for the cause of a failure. */
  readonly log: string[];
}

export interface JobDone extends JobResult {
  /** Everything that its steps said, with their annotations. */
  readonly said: string;
  /** Of its last step. */
  readonly summary: string;
}

/** The job is listed already. */
export async function runJob(machine: Machine, call: WorkflowCall, id: string, fate: Fate = {}): Promise<JobDone> {
  const { run, results, listed } = call;
  const entry = listed.get(id);
  if (entry === undefined || results.has(id)) throw new Error(`${call.prefix}${id} can't start now`);
  machine.actions.runs.startJob(run, entry);
  const done = await runSteps(machine, call, id, fate);
  results.set(id, { result: done.result, outputs: done.outputs });
  machine.actions.runs.finishJob(run, entry, done.result);
  machine.log.push(`--- run ${run.id}, ${entry.name}: ${done.result}\n${done.said}`);
  return done;
}

async function runSteps(machine: Machine, call: WorkflowCall, id: string, fate: Fate): Promise<JobDone> {
  const job = jobIn(call.file, id);
  const { fullName } = call.run.repository;
  const token = machine.server.createToken({
    login: "github-actions[bot]",
    kind: "actions",
    permissions: fate.permissions ?? job.permissions,
    repository: fullName,
  });
  const steps: Record<string, { readonly outputs: Texts }> = {};
  const github = { ...Object(call.contexts["github"]), token };
  const scope = (): Scope => ({ ...scopeOf(call, job, { steps, github }), functions: STEP_FUNCTIONS });
  const folder = await mkdtemp(join(machine.folder, "job-"));
  const said: string[] = [];
  let last: StepDone | undefined;
  for (const step of job.steps) {
    if (!holds(step.if, scope())) continue;
    last = await runStep({ machine, run: call.run, folder, fate }, step, scope());
    said.push(last.said);
    if (step.id !== undefined) steps[step.id] = { outputs: last.outputs };
    if (last.code !== 0) break;
  }
  const result = concludeJob(call.run, last);
  // A machine that is lost tells nothing any more.
  const outputs = last?.code === null ? {} : toTexts(resolveAll(job.outputs, scope()));
  return { result, outputs, said: said.join("\n"), summary: last?.summary ?? "" };
}

/** After a step that failed no other one is looked at. */
const STEP_FUNCTIONS = { always: () => true, failure: () => false, success: () => true } as const;

function concludeJob(run: Run, last: StepDone | undefined): JobResult["result"] {
  if (last === undefined || last.code === 0) return "success";
  return last.code === null && run.cancelled ? "cancelled" : "failure";
}

interface StepPlace {
  readonly machine: Machine;
  readonly run: Run;
  readonly folder: string;
  readonly fate: Fate;
}

async function runStep(place: StepPlace, step: Step, scope: Scope): Promise<StepDone> {
  if (step.uses !== STEP_ACTION) throw new Error(`the step ${step.name ?? step.uses ?? ""} is not known here`);
  const { machine, run, folder, fate } = place;
  const { url } = machine.server;
  const { killedAfterWrites: mostWrites, beforeWrite, killedWhen } = fate;
  const isDisturbed = mostWrites !== undefined || beforeWrite !== undefined;
  const options = { mostWrites, beforeWrite, onBreak: () => running.kill() };
  const door = isDisturbed ? await openDoor(url, options) : undefined;
  const inputs = toTexts({ ...readDefaults(scope), ...resolveAll(step.with, scope) });
  const running: RunningStep = await startStep(machine.program, folder, {
    ...(await runnerVariables(place, hostName(door?.url ?? url))),
    ...toTexts(resolveAll(step.env, scope)),
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  });
  const all = machine.running.get(run) ?? new Set();
  machine.running.set(run, all.add(running));
  void killedWhen?.().then(() => running.kill());
  const done = await running.done;
  all.delete(running);
  door?.close();
  return done;
}

function readDefaults(scope: Scope): Record<string, unknown> {
  const defaults = Object.entries(ACTION.inputs).map(([name, input]) => [name, resolve(input.default, scope)]);
  return Object.fromEntries(defaults);
}

/** What GitHub's runner gives every step. */
async function runnerVariables({ machine, run, folder }: StepPlace, serverUrl: string): Promise<Texts> {
  const event = join(folder, "event.json");
  await writeFile(event, JSON.stringify(run.payload));
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: folder,
    LC_ALL: "C.UTF-8",
    GITHUB_ACTIONS: "true",
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_API_URL: `${serverUrl}/api/v3`,
    GITHUB_GRAPHQL_URL: `${serverUrl}/api/graphql`,
    GITHUB_REPOSITORY: run.repository.fullName,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_ATTEMPT: String(currentAttempt(run).number),
    GITHUB_ACTOR: run.actor,
    GITHUB_TRIGGERING_ACTOR: run.actor,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: event,
    GITHUB_REF: run.ref,
    GITHUB_SHA: run.sha,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    RUNNER_OS: "Linux",
    RUNNER_ENVIRONMENT: "self-hosted",
    ACTIONS_RESULTS_URL: hostName(machine.server.url),
    ACTIONS_RUNTIME_TOKEN: machine.actions.runtimeToken(run),
  };
}

/** The artifact client speaks with hosts of such a name only. */
function hostName(url: string): string {
  return url.replace("127.0.0.1", "github.localhost");
}

function toTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toText(value)]));
}
