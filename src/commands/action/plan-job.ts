/** `command: plan`: one tick. It acts until nothing is left to do, claims what can start, and hands out the matrix. */
import * as core from "@actions/core";
import type { Action } from "../../decide/action.ts";
import { ForgeError } from "../../forge/forge.ts";
import { printAction } from "../../text/action.ts";
import { printEvent } from "../../text/print-event.ts";
import { showClaims } from "../claims.ts";
import type { Claimed } from "../claims.ts";
import type { Project } from "../project.ts";
import type { Scene } from "../perform.ts";
import { act, look } from "../tick.ts";
import type { Look, Performed, TickOptions } from "../tick.ts";
import type { PlanInputs } from "./inputs.ts";
import { legsOf } from "./legs.ts";
import type { MatrixLeg } from "./legs.ts";
import { refuseToStart } from "./preflight.ts";
import { showRefusal } from "./publish-job.ts";
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
  for (const note of tick.notes) core.warning(note);
  await writeSummary(workflow, project, tick, { isDry, legs });
}

function dryTick(last: Look): Tick {
  for (const action of last.decision.actions) core.info(printAction(action));
  return { last, performed: [], claimed: [], notes: [] };
}

/** Looks and acts until a look finds nothing that moves anything; then it claims, which is the last thing. */
async function turns(project: Project, first: Look): Promise<Tick> {
  const performed: Action[] = [];
  const claimed: Claimed[] = [];
  const notes: string[] = [];
  let options: TickOptions = OPTIONS;
  for (let turn = 1, seen = first; ; turn++) {
    const merges = seen.decision.actions.filter(({ kind }) => kind === "merge");
    const others = seen.decision.actions.filter(({ kind }) => kind !== "merge");
    const scene = sceneOf(project, seen, notes);
    const acted = await actOrTell(scene, others);
    if (typeof acted === "string") return { last: seen, performed, claimed, notes: [...notes, acted] };
    claimed.push(...acted.claimed);
    const refused = await mergeOrTell(scene, merges, performed);
    if (refused !== undefined) {
      notes.push(refused);
      // What can't be merged stands in nobody's way: the rest of the tick goes on without.
      options = { ...OPTIONS, merge: "manual" };
    }
    performed.push(...[...others, ...merges].filter(({ kind }) => kind !== "claim" && kind !== "verify"));
    const isOver = !acted.lookAgain && merges.length === 0;
    if (isOver || turn === MOST_TURNS) return { last: seen, performed, claimed, notes };
    seen = await look(project, options);
  }
}

/** A refusal is for people: nothing is claimed while work can't land, and the workstream says why. */
async function actOrTell(scene: Scene, actions: readonly Action[]): Promise<Performed | string> {
  try {
    return await act(scene, actions);
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "refused") throw error;
    for (const { attempts, state } of scene.states.values()) {
      const latest = attempts.at(-1);
      if (state === "landing" && latest !== undefined) await showRefusal(scene.project, latest, error.message);
    }
    return error.message;
  }
}

/** The answer is why a pull request could not be merged; one that was tried before in this tick is not tried again. */
async function mergeOrTell(
  scene: Scene,
  merges: readonly Action[],
  performed: readonly Action[],
): Promise<string | undefined> {
  const tried = new Set(performed.filter(({ kind }) => kind === "merge").map(printAction));
  const again = merges.map(printAction).find((action) => tried.has(action));
  if (again !== undefined) return `GitHub did not ${again}: its own rules for the branch ask for more`;
  try {
    await act(scene, merges);
    return undefined;
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "refused") throw error;
    return error.message;
  }
}

function sceneOf(project: Project, { reading, decision }: Look, notes: string[]): Scene {
  return {
    project,
    reading,
    states: decision.states,
    tell(event) {
      if (event.kind === "refused") notes.push(event.message);
      else core.info(printEvent(event));
    },
  };
}

function setMatrix(legs: readonly MatrixLeg[], { reading }: Look): void {
  const { agent, verify } = reading.plan.config.jobs;
  core.setOutput("any", legs.length > 0);
  core.setOutput("matrix", JSON.stringify(legs));
  core.setOutput("jobs", JSON.stringify({ agent: jobOf(agent), verify: jobOf(verify) }));
}

function jobOf({ runsOn, container, setupAction }: Look["reading"]["plan"]["config"]["jobs"]["agent"]): object {
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
