/**
 * The jobs of a run as GitHub lists them, told from the workflow files and act's log: act itself says nothing of a job
 * before it starts, and a tick must see that a leg is still to come.
 */
import type { ServerContext } from "../../support/github/context.ts";
import { currentAttempt } from "../../support/github/actions/model.ts";
import type { Job, Run } from "../../support/github/actions/model.ts";
import type { Runs } from "../../support/github/actions/runs.ts";
import type { JobDefinition } from "../../support/github/actions/workflow-file.ts";
import type { JobEvent } from "./act-log.ts";
import { locateCalled } from "./called-workflow.ts";
import type { LocatedWorkflow } from "./called-workflow.ts";
import { resolve } from "./expression.ts";
import type { Contexts } from "./expression.ts";
import { expandLegs } from "./legs.ts";

export interface JobTree {
  /** Lists what can be listed from the start. */
  open(): Promise<void>;
  /** Takes what act said; the order is that of the log. */
  take(event: JobEvent): Promise<void>;
  /** Act is at its end: what never started was skipped. */
  close(): void;
  /** What act calls a job that runs; the name is GitHub's. */
  labelOf(name: string): string | undefined;
}

/** One use of a workflow: the run's own, or a call by a leg of a job. */
interface Scope {
  readonly workflow: LocatedWorkflow;
  /** Before the names of its jobs: `caller / `. */
  readonly prefix: string;
  /** The same in act's log: `caller/`. */
  readonly label: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** By the job's id; a job that is not there waits for what it needs. */
  readonly legs: Map<string, readonly Leg[]>;
}

/** One job, or one instance of a matrix. */
interface Leg {
  readonly label: string;
  readonly name: string;
  /** What GitHub lists; undefined: it calls a workflow, and that one's jobs are listed. */
  readonly job: Job | undefined;
  readonly called: Scope | undefined;
  /** By step, then by name. */
  readonly outputs: Map<string, Map<string, string>>;
  skipped: boolean;
}

export function createJobTree(
  context: Pick<ServerContext, "repositories">,
  runs: Runs,
  run: Run,
  workflow: LocatedWorkflow,
): JobTree {
  const root: Scope = { workflow, prefix: "", label: "", inputs: readInputs(run), legs: new Map() };
  const byLabel = new Map<string, Leg>();

  async function advance(scope: Scope): Promise<void> {
    for (const [id, definition] of scope.workflow.file.jobs) {
      const { legs } = scope;
      if (!legs.has(id) && definition.needs.every((need) => isDone(scope, need))) {
        legs.set(id, await createLegs(scope, id, definition));
      }
      for (const { called } of legs.get(id) ?? []) if (called !== undefined) await advance(called);
    }
  }

  async function createLegs(scope: Scope, id: string, definition: JobDefinition): Promise<readonly Leg[]> {
    const known = { inputs: scope.inputs, needs: readNeeds(scope, definition) };
    const legs: Leg[] = [];
    for (const { title, actTitle, matrix } of expandLegs(id, definition, known)) {
      const leg = await createLeg(scope, definition, title, actTitle, { ...known, matrix });
      byLabel.set(leg.label, leg);
      legs.push(leg);
    }
    return legs;
  }

  async function createLeg(
    scope: Scope,
    definition: JobDefinition,
    title: string,
    actTitle: string,
    known: Contexts,
  ): Promise<Leg> {
    const name = scope.prefix + title;
    const label = `${scope.label}${scope.workflow.name}/${actTitle}`;
    const outputs = new Map<string, Map<string, string>>();
    if (definition.uses === undefined) {
      return { label, name, job: runs.addJob(run, name), called: undefined, outputs, skipped: false };
    }
    const called = await locateCalled(context, scope.workflow, definition.uses);
    const inputs = { ...called.file.callDefaults, ...readWith(definition, known) };
    const inner = { workflow: called, prefix: `${name} / `, label: `${actTitle}/`, inputs, legs: new Map() };
    return { label, name, job: undefined, called: inner, outputs, skipped: false };
  }

  /** A job whose name was not foreseen is listed by the name that act gives it. */
  function findLeg(label: string): Leg {
    const known = byLabel.get(label);
    if (known !== undefined) return known;
    const name = label.split("/").join(" / ");
    const job = runs.addJob(run, name);
    const leg = { label, name, job, called: undefined, outputs: new Map(), skipped: false };
    byLabel.set(label, leg);
    return leg;
  }

  function finish(leg: Leg, result: "success" | "failure" | "skipped"): void {
    leg.skipped = result === "skipped";
    // Of a call that is skipped GitHub lists the call itself, and none of its jobs.
    if (leg.skipped) for (const job of listJobs(leg.called)) runs.dropJob(run, job);
    const job = leg.job ?? (leg.skipped ? runs.addJob(run, leg.name) : undefined);
    if (job !== undefined) runs.finishJob(run, job, result);
  }

  return {
    open: () => advance(root),
    async take(event) {
      const leg = findLeg(event.label);
      if (event.kind === "started" && leg.job !== undefined) runs.startJob(run, leg.job);
      if (event.kind === "output") {
        leg.outputs.set(event.step, (leg.outputs.get(event.step) ?? new Map()).set(event.name, event.value));
      }
      if (event.kind !== "finished") return;
      finish(leg, event.result);
      await advance(root);
    },
    labelOf: (name) =>
      [...byLabel.values()].find(({ job }) => job?.name === name && job.status === "in_progress")?.label,
    close() {
      for (const job of currentAttempt(run).jobs) if (job.status === "queued") runs.finishJob(run, job, "skipped");
    },
  };
}

function isDone(scope: Scope, id: string): boolean {
  const legs = scope.legs.get(id);
  return legs !== undefined && legs.every((leg) => leg.skipped || isOver(leg));
}

function isOver({ job, called }: Leg): boolean {
  if (called === undefined) return job?.status === "completed";
  return [...called.workflow.file.jobs.keys()].every((id) => isDone(called, id));
}

function listJobs(scope: Scope | undefined): readonly Job[] {
  const legs = [...(scope?.legs.values() ?? [])].flat();
  return legs.flatMap(({ job, called }) => [...(job === undefined ? [] : [job]), ...listJobs(called)]);
}

function readInputs(run: Run): Readonly<Record<string, unknown>> {
  const inputs = run.payload["inputs"];
  return typeof inputs === "object" && inputs !== null ? { ...inputs } : {};
}

function readWith(definition: JobDefinition, known: Contexts): Record<string, unknown> {
  const entries = Object.entries(definition.with).map(([name, value]): [string, unknown] => [
    name,
    resolve(value, known),
  ]);
  return Object.fromEntries(entries);
}

/** The outputs of the jobs that this one needs, as far as they come from steps. */
function readNeeds(scope: Scope, { needs }: JobDefinition): Contexts {
  return Object.fromEntries(needs.map((id): [string, unknown] => [id, { outputs: readOutputs(scope, id) }]));
}

function readOutputs(scope: Scope, id: string): Contexts {
  const definition = scope.workflow.file.jobs.get(id);
  const leg = scope.legs.get(id)?.at(-1);
  if (definition === undefined || leg === undefined) return {};
  const steps = Object.fromEntries(
    [...leg.outputs].map(([step, values]) => [step, { outputs: Object.fromEntries(values) }]),
  );
  return Object.fromEntries(
    Object.entries(definition.outputs).map(([name, value]) => [name, resolve(value, { steps })]),
  );
}
