import { ANY_BUT_SLASH, intersect, readable, subtract } from "./scope-class.ts";
import type { CharSet } from "./scope-class.ts";
import { pathTo, STEP_LIMIT } from "./scope-meet.ts";
import type { Meeting, Read } from "./scope-meet.ts";
import { readScope } from "./scope-reader.ts";
import type { Membership, ScopeState } from "./scope-reader.ts";
import type { CompiledScope } from "./scope-patterns.ts";
import { SLASH } from "./scope-walk.ts";

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
  /** A segment begins here: nothing was read yet, or a slash. */
  readonly atSegment: boolean;
}

/** Walks through both scopes at once, breadth first. */
function search(a: CompiledScope, b: CompiledScope, { judge, isHopeless }: Question): Meeting {
  const steps: Step[] = [{ a: readScope(a), b: readScope(b), atSegment: true, code: 0, before: undefined }];
  const seen = new Set<string>();
  let directory: Step | undefined;
  // The list grows while it is walked.
  for (const step of steps) {
    if (steps.length > STEP_LIMIT) return { kind: "unknown" };
    const found = step.atSegment ? "no" : judge(step.a.membership, step.b.membership);
    if (found === "yes") return { kind: "path", path: pathTo(step) };
    if (found === "as-directory") directory ??= step;
    for (const next of nextSteps(step)) {
      const key = `${next.a.number} ${next.b.number} ${next.atSegment}`;
      if (seen.has(key) || isHopeless(next.a, next.b)) continue;
      seen.add(key);
      steps.push(next);
    }
  }
  return directory === undefined ? { kind: "none" } : { kind: "path", path: pathTo(directory) };
}

function nextSteps(step: Step): readonly Step[] {
  const { a, b, atSegment } = step;
  const codes = representatives(new Set([...a.reads, ...b.reads]));
  return [...codes, ...(atSegment ? [] : [SLASH])].map((code) => ({
    a: a.read(code),
    b: b.read(code),
    atSegment: code === SLASH,
    code,
    before: step,
  }));
}

/** One character for each way in which the sets tell characters apart, those in none of them included; never a slash. */
function representatives(sets: ReadonlySet<CharSet>): readonly number[] {
  let cells: readonly CharSet[] = [ANY_BUT_SLASH];
  for (const set of sets) {
    cells = cells.flatMap((cell) => [intersect(cell, set), subtract(cell, set)]).filter((cell) => cell.length > 0);
  }
  return cells.flatMap((cell) => readable(cell) ?? []);
}
