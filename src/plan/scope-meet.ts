import type { PathAutomaton, PathState } from "./scope-automaton.ts";
import { ANY_BUT_SLASH, includes, intersect, readable } from "./scope-class.ts";
import type { CharSet } from "./scope-class.ts";
import { IN_NAME, placeAfter, SEGMENT_START, SLASH } from "./scope-walk.ts";
import type { SegmentPlace } from "./scope-walk.ts";

/** Whether two automata read a path in common. */
export type Meeting =
  /** A shortest one; a path that is only the directory of what one of them means counts where there is no other. */
  | { readonly kind: "path"; readonly path: string }
  /** Proven: the search ran dry. */
  | { readonly kind: "none" }
  /** Given up at the limit: they may. */
  | { readonly kind: "unknown" };

/** So many steps at most, some ten times what two patterns of 200 characters with many wildcards take. */
const LIMIT = 200_000;

/**
 * Walks through both automata at once, breadth first, so that the first path that both can end at is a shortest one. A
 * path has no empty segments: it does not begin or end with a slash, and no two slashes meet.
 */
export function meet(a: PathAutomaton, b: PathAutomaton): Meeting {
  const steps: Step[] = [];
  const seen = new Set<number>();
  let directory: Step | undefined;
  visit(a, b, { at: 0, other: 0, place: SEGMENT_START, code: 0, before: undefined }, seen, steps);
  // The list grows while it is walked.
  for (const step of steps) {
    if (steps.length > LIMIT) return { kind: "unknown" };
    const [first, second] = [stateAt(a, step.at), stateAt(b, step.other)];
    const ends = step.place === IN_NAME ? endsOf(first, second) : "no";
    if (ends === "yes") return { kind: "path", path: pathTo(step) };
    if (ends === "as-directory") directory ??= step;
    for (const code of commonCharacters(first, second, step.place)) {
      const at = step.at + (first.loops ? 0 : 1);
      const other = step.other + (second.loops ? 0 : 1);
      visit(a, b, { at, other, place: placeAfter(step.place, code), code, before: step }, seen, steps);
    }
  }
  return directory === undefined ? { kind: "none" } : { kind: "path", path: pathTo(directory) };
}

/** A pair of states, and the path that led to it. */
interface Step extends Read {
  readonly at: number;
  readonly other: number;
  readonly place: SegmentPlace;
  readonly before: Step | undefined;
}

/** One character of a path, and those before it. */
export interface Read {
  /** Meaningless where nothing is before it. */
  readonly code: number;
  readonly before: Read | undefined;
}

/** The path that was read. */
export function pathTo(last: Read): string {
  const codes: number[] = [];
  for (let read: Read | undefined = last; read?.before !== undefined; read = read.before) codes.push(read.code);
  return codes
    .toReversed()
    .map((code) => String.fromCodePoint(code))
    .join("");
}

/** Notes a step that is new, and those that follow without reading. */
function visit(a: PathAutomaton, b: PathAutomaton, step: Step, seen: Set<number>, steps: Step[]): void {
  const key = (step.at * b.length + step.other) * 4 + step.place;
  if (seen.has(key)) return;
  seen.add(key);
  steps.push(step);
  const { at, other, place, code, before } = step;
  if (maySkip(stateAt(a, at), step)) visit(a, b, { at: at + 1, other, place, code, before }, seen, steps);
  if (maySkip(stateAt(b, other), step)) visit(a, b, { at, other: other + 1, place, code, before }, seen, steps);
}

function maySkip({ skips }: PathState, { place }: Step): boolean {
  return skips === "always" || (skips === "at-segment" && place === SEGMENT_START);
}

function stateAt(automaton: PathAutomaton, index: number): PathState {
  const state = automaton[index];
  if (state === undefined) throw new Error(`an automaton of ${automaton.length} states has no state ${index}`);
  return state;
}

function endsOf(a: PathState, b: PathState): PathState["ends"] {
  if (a.ends === "no" || b.ends === "no") return "no";
  return a.ends === "yes" && b.ends === "yes" ? "yes" : "as-directory";
}

/** One character stands for all that both can read, because all of them lead to the same states; a slash for itself. */
function commonCharacters(a: PathState, b: PathState, place: SegmentPlace): readonly number[] {
  const single = singleOf(a.reads) ?? singleOf(b.reads);
  if (single === undefined) return place === IN_NAME ? common(a.reads, b.reads).all : common(a.reads, b.reads).inside;
  if (place !== IN_NAME && single === SLASH) return [];
  return includes(a.reads, single) && includes(b.reads, single) ? [single] : [];
}

interface Common {
  readonly all: readonly number[];
  /** Without the slash. */
  readonly inside: readonly number[];
}

/** Patterns share few sets of more than one character, and meet them over and over. */
const COMMON = new WeakMap<CharSet, WeakMap<CharSet, Common>>();

function common(a: CharSet, b: CharSet): Common {
  const row = COMMON.get(a) ?? new WeakMap<CharSet, Common>();
  COMMON.set(a, row);
  const known = row.get(b);
  if (known !== undefined) return known;
  const both = intersect(a, b);
  const code = readable(intersect(both, ANY_BUT_SLASH));
  const inside = code === undefined ? [] : [code];
  const found = { all: includes(both, SLASH) ? [...inside, SLASH] : inside, inside };
  row.set(b, found);
  return found;
}

function singleOf(set: CharSet): number | undefined {
  if (set.length !== 1) return undefined;
  const range = set[0];
  return range !== undefined && range[0] === range[1] ? range[0] : undefined;
}
