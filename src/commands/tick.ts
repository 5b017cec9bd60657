import type { Action, Decision } from "../decide/action.ts";
import { ForgeError } from "../forge/forge.ts";
import { decide } from "../decide/decide.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Instant } from "../state/facts.ts";
import { deriveStates } from "../state/derive.ts";
import { describeGate } from "../text/gate.ts";
import { readNotes } from "./claim-notes.ts";
import { claimAll } from "./claims.ts";
import type { ClaimAction, Claimed } from "./claims.ts";
import { perform, writeStatuses } from "./perform.ts";
import type { Scene, SingleAction, StatusAction } from "./perform.ts";
import type { Project } from "./project.ts";
import { readProject } from "./read-project.ts";
import type { Reading } from "./read-project.ts";

export interface TickOptions {
  /** Instead of the configured ones. */
  readonly agents: readonly AgentConfig[] | undefined;
  /** Instead of the configuration's. */
  readonly merge: "manual" | "auto" | undefined;
  readonly acceptance: "on" | "off";
  /** Pull requests that the forge has refused to merge a moment ago. */
  readonly refusedMerges?: ReadonlySet<number>;
}

/** What a tick saw and decided, nothing performed yet. */
export interface Look {
  readonly reading: Reading;
  readonly decision: Decision;
}

/** Read, derive, decide. */
export async function look(project: Project, options: TickOptions): Promise<Look> {
  return decideOn(await readProject(project, options.agents), project.surroundings.now(), options);
}

/** What follows from facts that have been read. */
export function decideOn(reading: Reading, now: Instant, options: TickOptions): Look {
  const { plan, snapshot, canary, unavailable, ci } = reading;
  const derived = deriveStates(plan, snapshot);
  const decision = decide(plan, snapshot, derived, {
    now,
    merge: options.merge ?? plan.config.merge,
    canary,
    unavailable,
    acceptance: options.acceptance,
    ci,
    refusedMerges: options.refusedMerges ?? new Set(),
    describe: describeGate,
  });
  return { reading, decision };
}

/** What performing actions led to. */
export interface Performed {
  /** What this process has to execute now. */
  readonly claimed: readonly Claimed[];
  /** Facts have changed, by us or by somebody who was faster: look again before waiting. */
  readonly lookAgain: boolean;
  /** How many verdicts are left for the next tick. */
  readonly statusesLeft: number;
}

/**
 * Performs actions in their order: verdicts, so that nothing looks free that is not; endings, landings, merges; then the
 * claims all at once. A `verify` takes long and is left to the caller.
 */
export async function act(scene: Scene, actions: readonly Action[]): Promise<Performed> {
  const statuses = actions.filter((action): action is StatusAction => action.kind === "status");
  const claims = actions.filter((action): action is ClaimAction => action.kind === "claim");
  const single = actions.filter((action): action is SingleAction => isSingle(action.kind));
  // Before the statuses: once those are written, nobody asks whether the comment was.
  for (const action of single) if (action.kind === "comment") await performOrRefuse(scene, action);
  const statusesLeft = await writeStatuses(scene, statuses);
  let moved = false;
  for (const action of inOrder(single.filter(({ kind }) => kind !== "comment"))) {
    const done = await performOrRefuse(scene, action);
    if (done && movesOn(action)) moved = true;
  }
  if (claims.length === 0) return { claimed: [], lookAgain: moved, statusesLeft };
  const { plan, snapshot } = scene.reading;
  const notes = await readNotes(scene, claims);
  const claimed = await claimAll(scene.project, plan, snapshot, claims, notes);
  for (const { action, claim } of claimed ?? []) {
    const { id, attempt, agent } = action;
    scene.tell({ at: claim.at, kind: "attempt-claimed", id, attempt, agent });
  }
  return { claimed: claimed ?? [], lookAgain: claimed === undefined || moved, statusesLeft };
}

/** Merges last: whatever else a tick knows is true of the base as it was judged. */
function inOrder(actions: readonly SingleAction[]): readonly SingleAction[] {
  return actions.toSorted((a, b) => Number(a.kind === "merge") - Number(b.kind === "merge"));
}

/** Whether the next look finds other facts because of it. */
function movesOn({ kind }: SingleAction): boolean {
  return kind !== "start-ci" && kind !== "enqueue" && kind !== "comment";
}

/** False where the forge refused it, and whoever asked goes on with the others. */
async function performOrRefuse(scene: Scene, action: SingleAction): Promise<boolean> {
  try {
    await perform(scene, action);
    return true;
  } catch (error) {
    if (scene.refused === undefined || !(error instanceof ForgeError) || error.kind !== "refused") throw error;
    scene.refused(action, error.message);
    return false;
  }
}

function isSingle(kind: Action["kind"]): boolean {
  return kind !== "status" && kind !== "claim" && kind !== "verify";
}
