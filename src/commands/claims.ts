/** Claiming: all claims of a tick and the moved epoch, in one transaction. */
import { randomBytes } from "node:crypto";
import { writeCommits } from "../git/commits.ts";
import type { RefUpdate } from "../git/refs.ts";
import type { Action } from "../decide/action.ts";
import { digestOf } from "../plan/digest.ts";
import type { Plan } from "../plan/plan.ts";
import type { Claim, Snapshot } from "../state/facts.ts";
import { CONTEXTS, EPOCH_REF, attemptRef, printRef } from "../state/names.ts";
import { printClaim, printEpoch } from "../state/records.ts";
import { queuedDescription } from "../text/attempt-status.ts";
import type { Project } from "./project.ts";

export type ClaimAction = Extract<Action, { kind: "claim" }>;

/** A claim that holds, with the action it came from. */
export interface Claimed {
  readonly action: ClaimAction;
  readonly claim: Claim;
}

/**
 * Claims everything or nothing, each with the notes of the same place: undefined where another tick moved the epoch since
 * `snapshot` was read. Then the facts have to be read again.
 */
export async function claimAll(
  project: Project,
  plan: Plan,
  snapshot: Snapshot,
  actions: readonly ClaimAction[],
  notes: readonly string[],
): Promise<readonly Claimed[] | undefined> {
  const at = project.surroundings.now();
  const records = actions.map((action, index) => claimRecord(project, action, plan, { at, notes: notes[index] ?? "" }));
  const commits = await writeCommits(project.repository, [
    ...records.map((record) => ({ parents: [snapshot.base.sha], message: printClaim(record, nonce()) })),
    {
      parents: [snapshot.epoch ?? snapshot.base.sha],
      message: printEpoch(project.base, actions.length, nonce()),
    },
  ]);
  const claimed = records.flatMap((record, index): readonly Claimed[] => {
    const { id: _, number: __, ...claim } = record;
    const action = actions[index];
    const sha = commits[index];
    if (action === undefined || sha === undefined) return [];
    return [{ action, claim: { ...claim, sha, base: snapshot.base.sha } }];
  });
  const epoch = commits.at(-1);
  if (epoch === undefined || claimed.length !== actions.length) throw new Error("git wrote too few commits");
  const updates = [
    { ref: EPOCH_REF, old: snapshot.epoch ?? ("none" as const), new: epoch },
    ...claimed.flatMap(claimUpdates),
  ];
  if ((await project.refs.update(updates)) === "stale") return undefined;
  return claimed;
}

/** Says on each claim who works on it now: for people, so that nothing has to wait for it. */
export async function showClaims(project: Project, claimed: readonly Claimed[]): Promise<void> {
  await project.forge.setStatuses(claimed.map(queuedStatus));
}

function claimRecord(
  project: Project,
  action: ClaimAction,
  plan: Plan,
  own: Pick<Claim, "at" | "notes">,
): Parameters<typeof printClaim>[0] {
  const workstream = plan.workstreams.get(action.id);
  const agent = plan.config.agents.find(({ id }) => id === action.agent);
  if (workstream === undefined) throw new Error(`${action.id} is claimed but not in the plan`);
  return {
    id: action.id,
    number: action.attempt,
    agent: action.agent,
    tool: action.tool,
    pattern: action.pattern,
    digest: workstream.digest,
    file: workstream.file,
    ...own,
    runner: project.runner,
    replaces: action.replaces,
    answers: action.answers,
    resumed: action.resumed,
    agentDigest: agent && digestOf(agent),
  };
}

/** The branch's commits that the attempt will replace stay reachable, whoever made them. */
function claimUpdates({ action, claim }: Claimed): readonly RefUpdate[] {
  const claimUpdate: RefUpdate = { ref: attemptRef(action.id, action.attempt, "claim"), old: "none", new: claim.sha };
  if (claim.replaces === undefined) return [claimUpdate];
  const saved = printRef({ kind: "saved", id: action.id, head: claim.replaces });
  return [claimUpdate, { ref: saved, old: undefined, new: claim.replaces }];
}

function queuedStatus({ action, claim }: Claimed): Parameters<Project["forge"]["setStatuses"]>[0][number] {
  const description = queuedDescription(action.attempt, action.agent);
  return { sha: claim.sha, context: CONTEXTS.attempt, state: "pending", description };
}

function nonce(): string {
  return randomBytes(8).toString("hex");
}
