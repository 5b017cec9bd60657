import { ANY_BUT_SLASH, compareReadable, intersect, readable, subtract } from "./scope-class.ts";
import type { CharSet } from "./scope-class.ts";
import { pathTo } from "./scope-meet.ts";
import type { Meeting, Read } from "./scope-meet.ts";
import { readScope } from "./scope-reader.ts";
import type { Membership, ScopeState } from "./scope-reader.ts";
import type { CompiledScope } from "./scope-patterns.ts";
import { IN_NAME, placeAfter, SEGMENT_START, SLASH } from "./scope-walk.ts";
import type { SegmentPlace } from "./scope-walk.ts";

/** A shortest path in both scopes, exclusions and all. */
export function pathInBoth(a: CompiledScope, b: CompiledScope): Meeting {
  return search(a, b, {
    judge: (inA, inB) => (inA === "yes" ? inB : inB === "no" ? "no" : inA),
    isHopeless: (first, second) => first.isDead || second.isDead,
  });
}

/** A shortest path that only the first scope holds. */
export function pathInFirstOnly(a: CompiledScope, b: CompiledScope): Meeting {
  return search(a, b, {
    judge: (inA, inB) => (inB === "no" ? inA : "no"),
    isHopeless: (first) => first.isDead,
  });
}

interface Question {
  /** Whether a path is an answer, by whether the scopes hold it; `as-directory`: where there is no other. */
  readonly judge: (inA: Membership, inB: Membership) => Membership;
  /** No path that goes on from here can be an answer. */
  readonly isHopeless: (a: ScopeState, b: ScopeState) => boolean;
}

interface Step extends Read {
  readonly a: ScopeState;
  readonly b: ScopeState;
  readonly place: SegmentPlace;
}

/** So many places in the patterns are looked at before it is given up, which takes less than half a second. */
const LIMIT = 400_000;

/** Walks through both scopes at once, breadth first. */
function search(a: CompiledScope, b: CompiledScope, { judge, isHopeless }: Question): Meeting {
  const steps: Step[] = [{ a: readScope(a), b: readScope(b), place: SEGMENT_START, code: 0, before: undefined }];
  let work = 0;
  const seen = new Set<string>();
  const representatives = createRepresentatives();
  let directory: Step | undefined;
  // The list grows while it is walked.
  for (const step of steps) {
    work += step.a.size + step.b.size;
    if (work > LIMIT) return { kind: "unknown" };
    const found = step.place === IN_NAME ? judge(step.a.membership, step.b.membership) : "no";
    if (found === "yes") return { kind: "path", path: pathTo(step) };
    if (found === "as-directory") directory ??= step;
    const codes = representatives([...step.a.reads, ...step.b.reads]);
    for (const code of step.place === IN_NAME ? [...codes, SLASH] : codes) {
      const next = stepAfter(step, code);
      const key = `${next.a.number} ${next.b.number} ${next.place}`;
      if (seen.has(key) || isHopeless(next.a, next.b)) continue;
      seen.add(key);
      steps.push(next);
    }
  }
  return directory === undefined ? { kind: "none" } : { kind: "path", path: pathTo(directory) };
}

function stepAfter(step: Step, code: number): Step {
  const { a, b, place } = step;
  return { a: a.read(code), b: b.read(code), place: placeAfter(place, code), code, before: step };
}

/**
 * Finds one character for each way in which some sets tell characters apart, those in none of them included; never a
 * slash. Few different sets come up, and again and again.
 */
function createRepresentatives(): (sets: readonly CharSet[]) => readonly number[] {
  const numbers = new Map<CharSet, number>();
  const known = new Map<string, readonly number[]>();
  return (sets) => {
    for (const set of sets) if (!numbers.has(set)) numbers.set(set, numbers.size);
    const distinct = [...new Set(sets)].toSorted((one, other) => (numbers.get(one) ?? 0) - (numbers.get(other) ?? 0));
    const key = distinct.map((set) => numbers.get(set)).join();
    const found = known.get(key) ?? representativesOf(distinct);
    known.set(key, found);
    return found;
  };
}

function representativesOf(sets: readonly CharSet[]): readonly number[] {
  let cells: readonly CharSet[] = [ANY_BUT_SLASH];
  for (const set of sets) {
    cells = cells.flatMap((cell) => [intersect(cell, set), subtract(cell, set)]).filter((cell) => cell.length > 0);
  }
  return cells.flatMap((cell) => readable(cell) ?? []).toSorted(compareReadable);
}
