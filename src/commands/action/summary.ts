/** The step's summary of a tick, and where its links lead. */
import * as core from "@actions/core";
import type { Action } from "../../decide/action.ts";
import type { WorkstreamState } from "../../state/lifecycle.ts";
import type { Leg } from "../../state/names.ts";
import { branchName } from "../../state/names.ts";
import { printStepSummary } from "../../text/step-summary.ts";
import type { StepSummary } from "../../text/step-summary.ts";
import type { Project } from "../project.ts";
import type { MatrixLeg } from "./legs.ts";
import type { Tick } from "./plan-job.ts";
import type { Workflow } from "./workflow.ts";

export interface SummaryOptions {
  readonly isDry: boolean;
  readonly legs: readonly MatrixLeg[];
}

/** Without a summary file, as outside of GitHub, nothing is written. */
export async function writeSummary(
  workflow: Workflow,
  project: Project,
  tick: Tick,
  { isDry, legs }: SummaryOptions,
): Promise<void> {
  if (!workflow.environment["GITHUB_STEP_SUMMARY"]) return;
  const { reading, decision } = tick.last;
  const claims: readonly Action[] = tick.claimed.map(({ action }) => action);
  const text = printStepSummary({
    plan: reading.plan,
    states: withClaims(decision.states, tick),
    pauses: decision.pauses,
    ledger: decision.ledger,
    actions: isDry ? decision.actions : [...tick.performed, ...claims],
    legs: legs.map(toLeg),
    notes: tick.notes,
    links: linksOf(workflow),
    dryRun: isDry,
    now: project.surroundings.now(),
  });
  await core.summary.addRaw(text, true).write();
}

/** The look that led to the claims knew nothing of them. */
function withClaims(states: ReadonlyMap<string, WorkstreamState>, { claimed }: Tick): StepSummary["states"] {
  const after = new Map(states);
  for (const { action } of claimed) {
    const { id, agent, attempt } = action;
    const state = states.get(id);
    if (state !== undefined) after.set(id, { ...state, state: "claimed", reason: { kind: "claimed", agent, attempt } });
  }
  return after;
}

function toLeg({ id, attempt: number, head }: MatrixLeg): Leg {
  return head === "" ? { kind: "attempt", id, number } : { kind: "verify", id, head };
}

function linksOf({ serverUrl, owner, repo }: Workflow): StepSummary["links"] {
  const root = `${serverUrl}/${owner}/${repo}`;
  return { pull: (number) => `${root}/pull/${number}`, branch: (id) => `${root}/tree/${branchName(id)}` };
}
