/** Performs what `decide` decided, one action after the other; each may be repeated without harm. */
import { killLeftovers } from "../agents/leftovers.ts";
import { ForgeError } from "../forge/forge.ts";
import { changesBetween } from "../git/diff.ts";
import type { Action } from "../decide/action.ts";
import type { Config } from "../plan/config.ts";
import type { Attempt, End, Sha } from "../state/facts.ts";
import type { Failure } from "../state/failure.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { CONTEXTS, GATES_COMMENT, PULL_LABEL, branchName } from "../state/names.ts";
import type { RunEvent } from "../text/event.ts";
import { printGateComment } from "../text/gate-comment.ts";
import { describeGate } from "../text/gate.ts";
import { mergeMessage, pullBody, pullTitle } from "../text/pull.ts";
import { attemptPaths } from "./paths.ts";
import type { Project } from "./project.ts";
import { endAttempt, pushDelivered } from "./publish.ts";
import { salvage, salvagedHead } from "./salvage.ts";
import type { Salvaged } from "./salvage.ts";
import { showEnd } from "./show-attempt.ts";
import type { Reading } from "./read-project.ts";
import { tidyAttempt } from "./tidy.ts";

/** How long a left-over process has to end by itself. */
const GRACE_MS = 2000;

/** What performing needs to know beside the action itself. */
export interface Scene {
  readonly project: Project;
  readonly reading: Reading;
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly tell: (event: RunEvent) => void;
  /** Gets what the forge refuses, with the sentence that says what a person can do; without it a refusal rejects. */
  readonly refused?: (action: Action | undefined, message: string) => void;
}

/** What landing needs to know. */
export interface LandingScene extends Pick<Scene, "project" | "tell"> {
  readonly config: Pick<Config, "reviewers" | "draft">;
}

/** Claims are performed by claims.ts, all together; a verify-only job by verify-head.ts. */
export type SingleAction = Exclude<Action, { kind: "claim" | "status" | "verify" }>;
export type StatusAction = Extract<Action, { kind: "status" }>;

/** Writes the verdicts of a tick all at once; the answer is how many the forge left for the next tick. */
export async function writeStatuses(scene: Scene, actions: readonly StatusAction[]): Promise<number> {
  if (actions.length === 0) return 0;
  const { left, refused } = await scene.project.forge.setStatuses(
    actions.map(({ sha, context, state, reason }) => ({ sha, context, state, description: describeGate(reason) })),
  );
  const at = scene.project.surroundings.now();
  for (const { pull, context, state, reason } of actions)
    scene.tell({ at, kind: "gate", pull, context, state, reason });
  for (const message of refused) scene.refused?.(undefined, message);
  return left;
}

export async function perform(scene: Scene, action: SingleAction): Promise<void> {
  switch (action.kind) {
    case "end":
      return performEnd(scene, action);
    case "close":
      return scene.project.forge.close(action.pull);
    case "land":
      return performLand(scene, action);
    case "comment":
      return scene.project.forge.comment(action.pull, GATES_COMMENT, printGateComment(action), action.how);
    case "start-ci":
      return performStartCi(scene, action);
    case "enqueue":
      return scene.project.forge.enqueue(action.pull, action.head, action.how);
    case "merge":
      return performMerge(scene, action);
    default:
      return action satisfies never;
  }
}

/** The status that says so is written once it is true: it keeps the next tick from starting it again. */
async function performStartCi(scene: Scene, action: Extract<Action, { kind: "start-ci" }>): Promise<void> {
  const { workflow, branch, head: sha, pull } = action;
  try {
    await scene.project.forge.dispatch(workflow, branch, sha);
  } catch (error) {
    // It was allowed for this head and for no other: the next tick sees the new one.
    if (error instanceof ForgeError && error.kind === "head-moved") return;
    throw error;
  }
  const reason = { kind: "ci-started", workflow } as const;
  await writeStatuses(scene, [{ kind: "status", pull, sha, context: CONTEXTS.ci, state: "pending", reason }]);
}

/** Ends what is left of the attempt's processes, saves what its worktree holds, then records the end. */
async function performEnd(scene: Scene, action: Extract<Action, { kind: "end" }>): Promise<void> {
  const attempt = findAttempt(scene.states, action.id, action.attempt);
  if (attempt === undefined) return;
  const { project } = scene;
  const paths = attemptPaths(project.paths, action.id, action.attempt);
  await killLeftovers(paths.groupFile, GRACE_MS);
  const { workstream } = attempt.contract;
  const left = await salvage(project, {
    workstream: workstream ?? { id: action.id, title: action.id },
    number: action.attempt,
    agent: attempt.claim.agent,
    claim: attempt.claim.sha,
    tree: paths.tree,
  });
  const end: End = {
    outcome: action.outcome,
    failure: withKept(action.failure, left),
    counted: action.counted,
    startedAt: attempt.claim.at,
    at: project.surroundings.now(),
    head: undefined,
    acceptance: "none",
    output: "",
    usage: undefined,
  };
  const task = { workstream: { id: action.id }, number: action.attempt, claim: attempt.claim };
  const standing = await endAttempt(project, task, end, salvagedHead(left));
  await showEnd(project, attempt, standing);
  await tidyAttempt(project, paths);
  scene.tell(endEvent(attempt, standing));
}

function withKept(failure: Failure, left: Salvaged): Failure {
  if (left.kind !== "kept") return failure;
  return { ...failure, detail: `${failure.detail}; what the agent left is in ${left.folder}` };
}

export function endEvent(attempt: Pick<Attempt, "id" | "number" | "claim">, end: End): RunEvent {
  return {
    at: end.at,
    kind: "attempt-ended",
    id: attempt.id,
    attempt: attempt.number,
    agent: attempt.claim.agent,
    outcome: end.outcome,
    failure: end.failure,
    durationMs: end.at - end.startedAt,
    usage: end.usage,
  };
}

async function performLand(scene: Scene, action: Extract<Action, { kind: "land" }>): Promise<void> {
  const attempt = findAttempt(scene.states, action.id, action.attempt);
  if (attempt?.end === undefined) return;
  const { config } = scene.reading.plan;
  const hasLanded = await landAttempt({ ...scene, config }, attempt, action.head);
  // Its publish was refused, or killed before it could say anything.
  if (hasLanded) await showEnd(scene.project, attempt, { ...attempt.end, failure: undefined });
}

/**
 * Opens the attempt's pull request, or brings the open one up to date. False where somebody moved the branch meanwhile:
 * the next tick sees the new head and judges that.
 */
export async function landAttempt(scene: LandingScene, attempt: Attempt, head: Sha): Promise<boolean> {
  const { workstream } = attempt.contract;
  const { id } = attempt;
  if (workstream === undefined) return false;
  await pushDelivered(scene.project, attempt);
  const changes = await changesBetween(scene.project.repository, attempt.claim.sha, head);
  const draft = {
    branch: branchName(id),
    head,
    title: pullTitle(workstream),
    body: pullBody({
      workstream,
      contract: attempt.contract,
      attempt: attempt.number,
      agent: attempt.claim.agent,
      acceptance: attempt.end?.head === head ? attempt.end.acceptance : "none",
      usage: attempt.end?.usage,
      changes,
    }),
    labels: [PULL_LABEL, ...(workstream.track === undefined ? [] : [workstream.track])],
    reviewers: scene.config.reviewers,
    draft: scene.config.draft,
  };
  try {
    const pull = await scene.project.forge.land(draft);
    scene.tell({ at: scene.project.surroundings.now(), kind: "landed", id, attempt: attempt.number, pull });
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "head-moved") throw error;
    return false;
  }
  return true;
}

async function performMerge(scene: Scene, action: Extract<Action, { kind: "merge" }>): Promise<void> {
  const { project, reading } = scene;
  const title = reading.plan.workstreams.get(action.id)?.title ?? action.id;
  const attempt = scene.states.get(action.id)?.pull?.attempt ?? 0;
  const message = mergeMessage({ id: action.id, title, pull: action.pull, attempt });
  const result = await project.forge.merge(action.pull, action.head, message, reading.snapshot.base.sha);
  if (result.kind !== "merged") return;
  const { afterMergeWorkflow } = reading.plan.config;
  // What the default token merges starts no run by itself.
  if (afterMergeWorkflow !== undefined) await startAfterMerge(scene, action, afterMergeWorkflow);
  scene.tell({ at: project.surroundings.now(), kind: "merged", id: action.id, pull: action.pull });
}

/** The merge is made: that nothing follows it is for people to know, and keeps nothing else from being done. */
async function startAfterMerge(scene: Scene, action: Action, workflow: string): Promise<void> {
  try {
    await scene.project.forge.dispatch(workflow, scene.project.base);
  } catch (error) {
    if (scene.refused === undefined || !(error instanceof ForgeError) || error.kind !== "refused") throw error;
    scene.refused(action, error.message);
  }
}

function findAttempt(states: Scene["states"], id: string, number: number): Attempt | undefined {
  return states.get(id)?.attempts.find((attempt) => attempt.number === number);
}
