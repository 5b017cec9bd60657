import { topologicalOrder } from "../plan/graph.ts";
import type { PlanGraph } from "../plan/graph.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Workstream } from "../plan/workstream.ts";
import { canEverRun } from "../plan/agent-fit.ts";
import { findExclusion } from "./exclusion.ts";
import type { Exclusion } from "./exclusion.ts";
import { excludeTracks, findLimitedTracks } from "./limited-tracks.ts";
import type { LimitedTrack } from "./limited-tracks.ts";
import { toTicks } from "./ticks.ts";

/** The state from which a schedule is made. */
export interface ScheduleInput {
  readonly workstreams: ReadonlyMap<string, Workstream>;
  readonly graph: PlanGraph;
  readonly agents: readonly AgentConfig[];
  readonly pathCase: PathCase;
  readonly completed: ReadonlySet<string>;
  /** `elapsed`: hours since it started. It runs on to its estimate, or ends at once where that is exceeded. */
  readonly running: readonly Running[];
  /** Blocked, failed, cancelled: neither they nor what waits for them is scheduled. */
  readonly excluded: ReadonlySet<string>;
  /** Hours; the workstream's own estimate unless given. */
  readonly estimate?: (workstream: Workstream) => number;
  /** By track: how many of its workstreams may run at once; any number unless given. */
  readonly maxParallel?: ReadonlyMap<string, number>;
}

interface Running {
  readonly id: string;
  readonly agent: string;
  readonly elapsed: number;
}

/** Why a workstream that is not completed has no place in the schedule. */
type UnscheduledReason =
  | { readonly kind: "excluded" }
  /** Its file could not be read. */
  | { readonly kind: "unreadable" }
  /** It is on a cycle, or waits for one. */
  | { readonly kind: "cycle" }
  /** No agent can ever take it. */
  | { readonly kind: "no-agent" }
  /** It waits for one that has no place either. */
  | { readonly kind: "dependency"; readonly dependency: string };

export interface Unscheduled {
  readonly id: string;
  readonly why: UnscheduledReason;
}

export interface Task {
  readonly workstream: Workstream;
  /** Tasks of one kind are the same to every agent. */
  readonly kind: number;
  /** How long it still takes. */
  readonly ticks: number;
  /** From its start to the end of the longest chain that it begins, in ticks. */
  readonly level: number;
  readonly dependencies: readonly number[];
  readonly dependents: readonly number[];
}

/** What there is to schedule, by numbers: dependencies come before their dependents. */
export interface ScheduleProblem {
  readonly tasks: readonly Task[];
  /** One workstream of each kind. */
  readonly kinds: readonly Workstream[];
  /** By task number. Its first `scopeResources` are of scopes, the others are tracks of which one task runs at once. */
  readonly exclusion: Exclusion;
  readonly scopeResources: number;
  /** The tracks of which more than one may run at once, but not all. */
  readonly limits: readonly LimitedTrack[];
  readonly agents: readonly AgentConfig[];
  readonly running: readonly { readonly task: number; readonly agent: string; readonly elapsedTicks: number }[];
  readonly unscheduled: readonly Unscheduled[];
}

export function stateProblem(input: ScheduleInput): ScheduleProblem {
  const { workstreams, graph, agents, completed } = input;
  const running = new Map(input.running.map((each) => [each.id, each]));
  const order = topologicalOrder(graph);
  const unscheduled = findUnscheduled(input, order, running);
  const scheduled = order.flatMap((id) => {
    const workstream = workstreams.get(id);
    return workstream === undefined || completed.has(id) || unscheduled.has(id) ? [] : [workstream];
  });
  const numbers = new Map(scheduled.map(({ id }, number) => [id, number]));
  const ticks = new Map(scheduled.map((each) => [each.id, ticksLeft(each, input, running.get(each.id)?.elapsed)]));
  const numbersOf = (ids: readonly string[]): number[] => ids.flatMap((id) => numbers.get(id) ?? []);
  const kinds = new Map<string, { readonly number: number; readonly example: Workstream }>();
  const tasks = scheduled.map((workstream): Unleveled => {
    const { id, tool, track } = workstream;
    const key = JSON.stringify([tool, track]);
    const kind = kinds.get(key) ?? { number: kinds.size, example: workstream };
    kinds.set(key, kind);
    return {
      workstream,
      kind: kind.number,
      ticks: ticks.get(id) ?? 0,
      // What runs waits for nothing any more: a dependency may have been added since.
      dependencies: running.has(id) ? [] : numbersOf(graph.inNeighbors(id)),
      dependents: numbersOf(graph.outNeighbors(id).filter((each) => !running.has(each))),
    };
  });
  const scopes = findExclusion(
    scheduled.map(({ scope }) => scope),
    input.pathCase,
  );
  const limited = findLimitedTracks(input.maxParallel ?? new Map(), scheduled);
  return {
    tasks: addLevels(tasks),
    kinds: Array.from(kinds.values(), ({ example }) => example),
    exclusion: excludeTracks(
      scopes,
      scheduled,
      limited.filter(({ most }) => most === 1),
    ),
    scopeResources: scopes.overlapping.length,
    limits: limited.filter(({ most }) => most > 1),
    agents,
    running: input.running.flatMap(({ id, agent, elapsed }) => {
      const task = numbers.get(id);
      return task === undefined ? [] : [{ task, agent, elapsedTicks: toTicks(elapsed) }];
    }),
    unscheduled: Array.from(unscheduled, ([id, why]) => ({ id, why })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

type Unleveled = Omit<Task, "level">;

function addLevels(tasks: readonly Unleveled[]): readonly Task[] {
  const levels: number[] = [];
  for (const [task, { ticks, dependents }] of [...tasks.entries()].toReversed()) {
    levels[task] = ticks + Math.max(0, ...dependents.map((each) => levels[each] ?? 0));
  }
  return tasks.map((task, number) => ({ ...task, level: levels[number] ?? 0 }));
}

/** `elapsed`: hours; undefined: it does not run yet. */
function ticksLeft(workstream: Workstream, { estimate }: ScheduleInput, elapsed: number | undefined): number {
  // What has not started takes some time: of two that take none, nobody could say which one comes first.
  return Math.max(
    toTicks((estimate?.(workstream) ?? workstream.estimate) - (elapsed ?? 0)),
    elapsed === undefined ? 1 : 0,
  );
}

function findUnscheduled(
  { workstreams, graph, agents, completed, excluded }: ScheduleInput,
  order: readonly string[],
  running: ReadonlyMap<string, Running>,
): ReadonlyMap<string, UnscheduledReason> {
  const found = new Map<string, UnscheduledReason>();
  const ordered = new Set(order);
  for (const id of graph.nodes()) if (!ordered.has(id) && !completed.has(id)) found.set(id, { kind: "cycle" });
  for (const id of order) {
    if (completed.has(id) || running.has(id)) continue;
    const why = ownReason(id) ?? inheritedReason(id);
    if (why !== undefined) found.set(id, why);
  }
  return found;

  function ownReason(id: string): UnscheduledReason | undefined {
    const workstream = workstreams.get(id);
    if (workstream === undefined) return { kind: "unreadable" };
    if (excluded.has(id)) return { kind: "excluded" };
    return canEverRun(workstream, agents) ? undefined : { kind: "no-agent" };
  }

  function inheritedReason(id: string): UnscheduledReason | undefined {
    const dependency = graph
      .inNeighbors(id)
      .toSorted()
      .find((each) => found.has(each));
    return dependency === undefined ? undefined : { kind: "dependency", dependency };
  }
}
