import type { PathState } from "./scope-automaton.ts";
import { includes } from "./scope-class.ts";

/** How the automaton that begins at state 0 reads a path: not, as a path that is meant, or only as the directory of some. */
export function readPath(automaton: readonly PathState[], path: string): PathState["ends"] {
  let at = withSkips(automaton, [0], true);
  for (const character of path) {
    at = step(automaton, at, character.codePointAt(0) ?? 0);
    if (at.length === 0) return "no";
  }
  const ends = at.map((each) => automaton[each]?.ends);
  return ends.find((each) => each === "yes") ?? ends.find((each) => each === "as-directory") ?? "no";
}

/** The states to which these states lead by one character. */
export function step(automaton: readonly PathState[], at: readonly number[], code: number): readonly number[] {
  const next: number[] = [];
  for (const each of at) {
    const state = automaton[each];
    if (state !== undefined && includes(state.reads, code)) next.push(state.loops ? each : each + 1);
  }
  return withSkips(automaton, next, code === SLASH);
}

export const SLASH = 0x2f;
const DOT = 0x2e;

/** How much of a path's segment was read: nothing, one dot, two dots, or a name. */
export type SegmentPlace = 0 | 1 | 2 | 3;

export const SEGMENT_START: SegmentPlace = 0;

/** The only place where a segment may end: no path that git keeps has an empty one, `.` or `..`. */
export const IN_NAME: SegmentPlace = 3;

export function placeAfter(place: SegmentPlace, code: number): SegmentPlace {
  if (code === SLASH) return SEGMENT_START;
  if (code !== DOT) return IN_NAME;
  return place === 0 ? 1 : place === 1 ? 2 : IN_NAME;
}

/** These states and those that follow without reading, each once; both ascend. `atSegment`: a segment begins here. */
export function withSkips(
  automaton: readonly PathState[],
  at: readonly number[],
  atSegment: boolean,
): readonly number[] {
  const found: number[] = [];
  let next = 0;
  for (const each of at) {
    if (each < next) continue;
    next = each;
    do {
      found.push(next);
      next += 1;
    } while (maySkip(automaton[next - 1], atSegment));
  }
  return found;
}

function maySkip(state: PathState | undefined, atSegment: boolean): boolean {
  return state?.skips === "always" || (atSegment && state?.skips === "at-segment");
}
