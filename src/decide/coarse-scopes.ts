import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import { foldCase } from "../plan/scope-case.ts";
import { compileScope, isExclusion, overlapOf } from "../plan/scope.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Scope, Workstream } from "../plan/workstream.ts";
import { findUnorderedPairs } from "../plan/workstream-pairs.ts";
import { findLowerBound, LIST_ONLY, scheduleProblem, SHORT_SEARCH } from "./schedule.ts";
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

/** So many scopes are weighed, of so many that have most hours of others in their way. */
const CANDIDATES = 10;
const LOOKED_AT = 100;
/** So many are worth telling, and only if this share of the plan's time is theirs. */
const TOLD = 5;
const SHARE = 0.1;
/** Two scopes that meet are a pair like any other, and told as one. */
const LEAST_OTHERS = 2;

/**
 * The scopes that cost the plan most time, the worst first. `files`: those that there are today. Undefined: the plan is too
 * large to weigh them.
 */
export function findCoarseScopes(
  plan: Plan,
  agents: readonly AgentConfig[],
  files: readonly string[],
): readonly CoarseScope[] | undefined {
  if (plan.workstreams.size > MOST_WEIGHED) return undefined;
  const problem = stateProblem(wholePlan(plan, agents));
  // Mostly something else takes the time: then no scope has to be weighed.
  const least = findLowerBound(withoutOverlaps(problem, () => true));
  if (!isWorthTelling(scheduleProblem(problem, LIST_ONLY).makespan, least)) return [];
  const candidates = findCandidates(plan, foldersOf(files, plan.config.scopes.case));
  if (candidates.length === 0) return [];
  const makespan = scheduleProblem(problem, SHORT_SEARCH).makespan;
  const found = candidates.flatMap((candidate): CoarseScope[] => {
    const alone = withoutOverlaps(problem, ({ id }) => id === candidate.workstream.id);
    const without = scheduleProblem(alone, SHORT_SEARCH).makespan;
    return isWorthTelling(makespan, without) ? [{ ...candidate, makespan, without }] : [];
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
    if (workstream === undefined || !which(workstream)) return own;
    return own.filter((resource) => resource >= problem.scopeResources);
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

type Candidate = Omit<CoarseScope, "makespan" | "without">;

/** Those that are in the way of most hours of others by a pattern that is to blame for it. */
function findCandidates(plan: Plan, folders: ReadonlySet<string>): readonly Candidate[] {
  const blocked = [...blockedBy(plan)].toSorted(([, a], [, b]) => hoursOf(b) - hoursOf(a));
  const found: Candidate[] = [];
  for (const [workstream, others] of blocked.slice(0, LOOKED_AT)) {
    const worst = worstPattern(workstream, others, folders, plan.config.scopes.case);
    if (worst !== undefined && worst.others >= LEAST_OTHERS) found.push({ workstream, ...worst });
    if (found.length === CANDIDATES) break;
  }
  return found;
}

function hoursOf(workstreams: readonly Workstream[]): number {
  return workstreams.reduce((sum, { estimate }) => sum + estimate, 0);
}

type Worst = Pick<CoarseScope, "pattern" | "covering" | "others">;

/** No pattern is to blame that names files: one that several have to change is named by all of them. */
function worstPattern(
  { scope }: Workstream,
  others: readonly Workstream[],
  folders: ReadonlySet<string>,
  pathCase: PathCase,
): Worst | undefined {
  const known = others.map((other) => ({ other, compiled: compileScope(other.scope, pathCase) }));
  let worst: (Worst & { readonly hours: number }) | undefined;
  for (const [index, pattern] of scope.entries()) {
    if (isExclusion(pattern) || namesFiles(pattern, folders, pathCase)) continue;
    const covering = [pattern, ...scope.slice(index + 1).filter(isExclusion)];
    const own = compileScope(covering, pathCase);
    const waiting = known.filter(({ compiled }) => overlapOf(own, compiled) !== undefined);
    const hours = hoursOf(waiting.map(({ other }) => other));
    if (hours > (worst?.hours ?? 0)) worst = { pattern, covering, others: waiting.length, hours };
  }
  return worst && { pattern: worst.pattern, covering: worst.covering, others: worst.others };
}

/** Whether a pattern is the path of a file, or of several in braces. A path that is not there yet is taken for a file's. */
function namesFiles(pattern: string, folders: ReadonlySet<string>, pathCase: PathCase): boolean {
  return compileScope([pattern], pathCase).covering.every(
    ({ part }) => part.isLiteral && !part.text.endsWith("/") && !folders.has(part.prefix.join("/")),
  );
}

/** All folders that hold a file, in one spelling where case is ignored. */
function foldersOf(files: readonly string[], pathCase: PathCase): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    const path = pathCase === "insensitive" ? foldCase(file) : file;
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      // Those above it are there already.
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
