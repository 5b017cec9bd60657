/** `command: plan`: one tick. It acts until nothing is left to do, claims what can start, and hands out the matrix. */
import * as core from "@actions/core";
import type { Action } from "../../decide/action.ts";
import { ForgeError } from "../../forge/forge.ts";
import { printAction } from "../../text/action.ts";
import { printEvent } from "../../text/print-event.ts";
import { showClaims } from "../claims.ts";
import type { Claimed } from "../claims.ts";
import type { Project } from "../project.ts";
import { showRefusal } from "../show-attempt.ts";
import type { Scene } from "../perform.ts";
import { act, look } from "../tick.ts";
import type { Look, TickOptions } from "../tick.ts";
import type { PlanInputs } from "./inputs.ts";
import { legsOf } from "./legs.ts";
import type { MatrixLeg } from "./legs.ts";
import { refuseToStart } from "./preflight.ts";
import { createMergeTries } from "./merge-tries.ts";
import { say } from "./say.ts";
import { writeSummary } from "./summary.ts";
import { tellDiagnostics } from "./validate.ts";
import type { Workflow } from "./workflow.ts";

/** More turns than a plan has workstreams that could merge one after the other in one tick. */
const MOST_TURNS = 300;
const OPTIONS: TickOptions = { agents: undefined, merge: undefined, acceptance: "on" };

/** What one tick did. */
export interface Tick {
  readonly last: Look;
  readonly performed: readonly Action[];
  readonly claimed: readonly Claimed[];
  /** What a person has to know or to do. */
  readonly notes: readonly string[];
}

/** Outputs: `any` (true, false), `matrix`, `jobs`; and the step's summary. */
export async function planJob(project: Project, workflow: Workflow, inputs: PlanInputs): Promise<void> {
  const isDry = inputs["dry-run"];
  const first = await look(project, OPTIONS);
  tellDiagnostics(first.reading.plan);
  await refuseToStart(project, first.reading.plan, inputs["token-kind"]);
  const tick = isDry ? dryTick(first) : await turns(project, first);
  const legs = isDry ? [] : legsOf(tick.last, tick.claimed);
  // First of all: a claim whose leg is not handed out would have to be given up again.
  setMatrix(legs, tick.last);
  await tellClaims(project, tick.claimed);
  tellNotes(tick, legs.length);
  await writeSummary(workflow, project, tick, { isDry, legs });
}

/** A tick that could do nothing at all for a refusal is red: nobody looks at the warnings of a green one. */
function tellNotes({ notes, performed, claimed }: Tick, legs: number): void {
  const [first, ...others] = notes;
  const isStuck = performed.length === 0 && claimed.length === 0 && legs === 0;
  if (first !== undefined) (isStuck ? core.setFailed : core.warning)(first);
  for (const note of others) core.warning(note);
}

function dryTick(last: Look): Tick {
  for (const action of last.decision.actions) say(printAction(action));
  return { last, performed: [], claimed: [], notes: [] };
}

/** Looks and acts until a look finds nothing that moves anything; then it claims, which is the last thing. */
async function turns(project: Project, first: Look): Promise<Tick> {
  const performed: Action[] = [];
  const claimed: Claimed[] = [];
  const notes = new Set<string>();
  const merges = createMergeTries();
  for (let turn = 1, seen = first; ; turn++) {
    const refusals: Refusal[] = [];
    const { actions } = seen.decision;
    const acted = await act(sceneOf(project, seen, refusals), actions);
    claimed.push(...acted.claimed);
    performed.push(...actions.filter((action) => isPerformed(action, refusals)));
    for (const refusal of refusals) notes.add(refusal.message);
    await showRefusals(project, seen, refusals);
    const given = merges.note(seen, refusals);
    for (const note of given.notes) notes.add(note);
    const isOver = !acted.lookAgain && !given.lookAgain;
    if (isOver || turn === MOST_TURNS) {
      // GitHub takes so many at once; nothing else may happen that wakes the loop.
      if (acted.statusesLeft > 0) await project.forge.wake();
      return { last: seen, performed, claimed, notes: [...notes] };
    }
    seen = await look(project, { ...OPTIONS, refusedMerges: merges.refused });
  }
}

/** Something that GitHub did not do, and the sentence that says what a person can do. */
interface Refusal {
  /** Undefined: a status. */
  readonly action: Action | undefined;
  readonly message: string;
}

function isPerformed(action: Action, refusals: readonly Refusal[]): boolean {
  if (action.kind === "claim" || action.kind === "verify") return false;
  return !refusals.some((refusal) => refusal.action === action);
}

/** While work can't land nothing is claimed, and the workstream says why: on the claim of what was delivered. */
async function showRefusals(project: Project, { decision }: Look, refusals: readonly Refusal[]): Promise<void> {
  for (const { action, message } of refusals) {
    const latest = action?.kind === "land" ? decision.states.get(action.id)?.attempts.at(-1) : undefined;
    if (latest !== undefined) await showRefusal(project, latest, message);
  }
}

function sceneOf(project: Project, { reading, decision }: Look, refusals: Refusal[]): Scene {
  return {
    project,
    reading,
    states: decision.states,
    tell: (event) => say(printEvent(event)),
    refused: (action, message) => refusals.push({ action, message }),
  };
}

function setMatrix(legs: readonly MatrixLeg[], { reading }: Look): void {
  const { agent, verify } = reading.plan.config.jobs;
  core.setOutput("any", legs.length > 0);
  core.setOutput("matrix", JSON.stringify(legs));
  core.setOutput("jobs", JSON.stringify({ agent: jobOf(agent), verify: jobOf(verify) }));
}

function jobOf({ runsOn, container, setupAction }: Look["reading"]["plan"]["config"]["jobs"]["verify"]): object {
  return { "runs-on": runsOn, container: container ?? "", "setup-action": setupAction };
}

/** Statuses are for people: a claim holds without them. */
async function tellClaims(project: Project, claimed: readonly Claimed[]): Promise<void> {
  try {
    await showClaims(project, claimed);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    core.warning(error.message);
  }
}
