import { canEverRun } from "../plan/agent-fit.ts";
import { dependenciesOf } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import type { Attempt, Pull, Snapshot } from "./facts.ts";
import type { Reason, WorkstreamState } from "./lifecycle.ts";
import { ownState } from "./own-state.ts";
import { readWishes } from "./wishes.ts";

/**
 * Every workstream's state, from the plan and the facts alone: a fresh clone derives the same. Ids come in the plan's
 * order; after them those whose file is gone while an attempt or a pull request of theirs is still live.
 */
export function deriveStates(plan: Plan, snapshot: Snapshot): ReadonlyMap<string, WorkstreamState> {
  const own = ownStates(plan, snapshot);
  const derived = new Map<string, WorkstreamState>();
  for (const id of dependenciesFirst(plan, own.keys())) {
    const state = own.get(id);
    if (state !== undefined) derived.set(id, withSurroundings(state, { plan, snapshot, derived }));
  }
  return new Map([...own.keys()].map((id) => [id, derived.get(id)] as const).filter(isPresent));
}

function isPresent(entry: readonly [string, WorkstreamState | undefined]): entry is readonly [string, WorkstreamState] {
  return entry[1] !== undefined;
}

function ownStates(plan: Plan, snapshot: Snapshot): ReadonlyMap<string, WorkstreamState> {
  const wishes = readWishes(snapshot.intents);
  const pulls = pullsById(snapshot.pulls);
  const states = new Map<string, WorkstreamState>();
  for (const id of idsOf(plan, snapshot)) {
    const state = ownState({
      id,
      plan,
      workstream: plan.workstreams.get(id),
      attempts: snapshot.attempts.get(id) ?? [],
      pulls: pulls.get(id) ?? [],
      branch: snapshot.branches.get(id),
      isStray: snapshot.strays.has(id),
      isContained: isContained(snapshot, id),
      wishes: wishes(id),
    });
    states.set(id, state);
  }
  return states;
}

function isContained({ attempts, contained }: Snapshot, id: string): boolean {
  const head = attempts.get(id)?.at(-1)?.end?.head;
  return head !== undefined && contained.has(head);
}

function idsOf(plan: Plan, snapshot: Snapshot): ReadonlySet<string> {
  const planned = [...plan.workstreams.keys(), ...plan.problems.keys()].toSorted();
  const ids = new Set(planned);
  const gone = [...snapshot.attempts].filter(([id]) => !ids.has(id)).filter(([, attempts]) => isUnended(attempts));
  for (const [id] of gone) ids.add(id);
  for (const pull of snapshot.pulls) if (pull.id !== undefined && pull.state === "open") ids.add(pull.id);
  return ids;
}

function isUnended(attempts: readonly Attempt[]): boolean {
  return attempts.at(-1)?.end === undefined;
}

function pullsById(pulls: readonly Pull[]): ReadonlyMap<string, readonly Pull[]> {
  const byId = new Map<string, Pull[]>();
  for (const pull of pulls.toSorted((a, b) => a.number - b.number)) {
    if (pull.id === undefined) continue;
    const list = byId.get(pull.id);
    if (list === undefined) byId.set(pull.id, [pull]);
    else list.push(pull);
  }
  return byId;
}

/**
 * Each id after its dependencies, without recursion: plans can be deep. On a cycle the order does not matter, because
 * its members are blocked by the cycle itself.
 */
function dependenciesFirst(plan: Plan, ids: Iterable<string>): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const root of ids) {
    const path = seen.has(root) ? [] : [{ id: root, open: openDependencies(plan, root) }];
    seen.add(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.open.pop();
      if (next === undefined) {
        order.push(top.id);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push({ id: next, open: openDependencies(plan, next) });
      }
    }
  }
  return order;
}

function openDependencies(plan: Plan, id: string): string[] {
  return plan.graph.hasNode(id) ? dependenciesOf(plan.graph, id).toReversed() : [];
}

interface Surroundings {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly derived: ReadonlyMap<string, WorkstreamState>;
}

/** What has not started yet depends on others: on its dependencies, an agent that can run it, and what may be pushed. */
function withSurroundings(state: WorkstreamState, { plan, snapshot, derived }: Surroundings): WorkstreamState {
  if (state.state !== "ready" && state.state !== "retrying") return state;
  const blocking =
    dependencyReason(state.id, plan, derived) ?? agentReason(state.id, plan) ?? pushReason(state.id, plan, snapshot);
  if (blocking === undefined) return state;
  return { ...state, state: blocking.kind === "dependencies" ? "waiting" : "blocked", reason: blocking };
}

function dependencyReason(id: string, plan: Plan, derived: ReadonlyMap<string, WorkstreamState>): Reason | undefined {
  if (!plan.graph.hasNode(id)) return undefined;
  const dependencies = dependenciesOf(plan.graph, id).map((dependency) => derived.get(dependency));
  const open = dependencies.filter((dependency) => dependency !== undefined).filter((one) => one.state !== "completed");
  const dead = open.find((one) => one.state === "blocked" || one.state === "failed" || one.state === "cancelled");
  if (dead !== undefined) return deadReason(dead);
  return open.length === 0 ? undefined : { kind: "dependencies", waitingFor: open.map((one) => one.id) };
}

function deadReason(dependency: WorkstreamState): Reason {
  const { id, reason, state } = dependency;
  if (reason.kind === "merge-gone") return reason;
  const root = reason.kind === "dependency" ? reason.root : id;
  const ended = state === "failed" || state === "cancelled" ? state : "blocked";
  return { kind: "dependency", dependency: id, root, state: ended };
}

function agentReason(id: string, plan: Plan): Reason | undefined {
  const workstream = plan.workstreams.get(id);
  const { agents } = plan.config;
  if (workstream === undefined || agents.length === 0) return undefined;
  if (canEverRun(workstream, agents)) return undefined;
  return { kind: "no-agent", tool: workstream.tool, track: workstream.track };
}

const WORKFLOW_FILE = /^\.github\/workflows(?:\/|$)/;

/** Said before it costs anything: GitHub refuses the push of a workflow file by the default token, with all of the work. */
function pushReason(id: string, plan: Plan, { pushesWorkflows }: Snapshot): Reason | undefined {
  if (pushesWorkflows) return undefined;
  const path = plan.workstreams.get(id)?.scope.find((pattern) => WORKFLOW_FILE.test(pattern));
  return path === undefined ? undefined : { kind: "workflow-files", path };
}
