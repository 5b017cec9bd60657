import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import { compileScope, isExclusion, overlapOf } from "../plan/scope.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Scope, Workstream } from "../plan/workstream.ts";
import { findUnorderedPairs } from "../plan/workstream-pairs.ts";
import { findLowerBound, findMakespan } from "./schedule.ts";
import { stateProblem } from "./schedule-problem.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";
import { wholePlan } from "./whole-plan.ts";

/** A scope that keeps so many others waiting that the whole plan takes longer. */
export interface CoarseScope {
  readonly workstream: Workstream;
  /** The pattern by which it keeps most of them waiting. */
  readonly pattern: string;
  /** The same with the exclusions that follow it. */
  readonly covering: Scope;
  /** How many others may write a path of that pattern, in no order. */
  readonly others: number;
  /** Hours that the plan takes as it is, and if the workstream overlapped with nobody. */
  readonly makespan: number;
  readonly without: number;
}

/** Simulating a larger plan again and again takes too long. */
export const MOST_WEIGHED = 2_000;

/** So many scopes are weighed, those first that have most hours of others in their way. */
const CANDIDATES = 10;
/** So many are worth telling, and only if this share of the plan's time is theirs. */
const TOLD = 5;
const SHARE = 0.1;
/** Two scopes that meet are a pair like any other, and told as one. */
const LEAST_OTHERS = 2;

/** The scopes that cost the plan most time, the worst first. Undefined: the plan is too large to weigh them. */
export function findCoarseScopes(plan: Plan, agents: readonly AgentConfig[]): readonly CoarseScope[] | undefined {
  if (plan.workstreams.size > MOST_WEIGHED) return undefined;
  const problem = stateProblem(wholePlan(plan, agents));
  // Mostly something else takes the time: then no scope has to be weighed.
  const least = findLowerBound(withoutOverlaps(problem, () => true));
  if (!isWorthTelling(findMakespan(problem, "quick"), least)) return [];
  const blocked = blockedBy(plan);
  if (blocked.size === 0) return [];
  const makespan = findMakespan(problem, "thorough");
  const found = mostBlocking(blocked).flatMap(([workstream, others]): CoarseScope[] => {
    const worst = worstPattern(workstream, others, plan.config.scopes.case);
    if (worst === undefined || worst.others < LEAST_OTHERS) return [];
    const alone = withoutOverlaps(problem, ({ id }) => id === workstream.id);
    const without = findMakespan(alone, "thorough");
    return isWorthTelling(makespan, without) ? [{ workstream, ...worst, makespan, without }] : [];
  });
  return found.toSorted((a, b) => a.without - b.without).slice(0, TOLD);
}

function isWorthTelling(makespan: number, without: number): boolean {
  return makespan - without > makespan * SHARE;
}

/** The same, but some workstreams are in nobody's way. */
function withoutOverlaps(problem: ScheduleProblem, which: (workstream: Workstream) => boolean): ScheduleProblem {
  const patterns = problem.exclusion.patterns.map((own, number) => {
    const workstream = problem.tasks[number]?.workstream;
    return workstream !== undefined && which(workstream) ? [] : own;
  });
  return { ...problem, exclusion: { ...problem.exclusion, patterns } };
}

type Blocked = ReadonlyMap<Workstream, readonly Workstream[]>;

/** For each workstream the others that it can't run beside, though no dependency says so. */
function blockedBy(plan: Plan): Blocked {
  const blocked = new Map<Workstream, Workstream[]>();
  const add = (one: Workstream, other: Workstream): void => {
    const others = blocked.get(one);
    if (others === undefined) blocked.set(one, [other]);
    else others.push(other);
  };
  for (const { a, b } of findUnorderedPairs(plan)) {
    add(a, b);
    add(b, a);
  }
  return blocked;
}

function mostBlocking(blocked: Blocked): readonly (readonly [Workstream, readonly Workstream[]])[] {
  return [...blocked].toSorted(([, a], [, b]) => hoursOf(b) - hoursOf(a)).slice(0, CANDIDATES);
}

function hoursOf(workstreams: readonly Workstream[]): number {
  return workstreams.reduce((sum, { estimate }) => sum + estimate, 0);
}

/** A file that several have to change is named by all of them: no pattern is to blame for that. */
function worstPattern(
  { scope }: Workstream,
  others: readonly Workstream[],
  pathCase: PathCase,
): Pick<CoarseScope, "pattern" | "covering" | "others"> | undefined {
  const known = others.map((other) => ({ other, compiled: compileScope(other.scope, pathCase) }));
  let worst: (Pick<CoarseScope, "pattern" | "covering" | "others"> & { hours: number }) | undefined;
  for (const [index, pattern] of scope.entries()) {
    if (isExclusion(pattern)) continue;
    const covering = [pattern, ...scope.slice(index + 1).filter(isExclusion)];
    const own = compileScope(covering, pathCase);
    const waiting = known.filter(({ compiled }) => {
      const shared = overlapOf(own, compiled);
      return shared !== undefined && !(shared.b === pattern && isFile(pattern));
    });
    const hours = hoursOf(waiting.map(({ other }) => other));
    if (hours > (worst?.hours ?? 0)) worst = { pattern, covering, others: waiting.length, hours };
  }
  return worst;
}

function isFile(pattern: string): boolean {
  return !/[*?[{]|\/$/.test(pattern);
}
