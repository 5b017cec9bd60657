import { REST } from "./scope-automaton.ts";
import type { PathState } from "./scope-automaton.ts";
import type { CharSet } from "./scope-class.ts";
import { automatonOf } from "./scope-parts.ts";
import type { CompiledScope } from "./scope-patterns.ts";
import { step, withSkips } from "./scope-walk.ts";

/** Whether a path is in a scope; `as-directory`: only as the directory of the paths that are meant. */
export type Membership = "no" | "as-directory" | "yes";

/**
 * All that a scope's patterns can be at after one beginning of a path: whether that path is in the scope, exclusions and
 * all, and where each further character leads.
 */
export interface ScopeState {
  /** The same number: the same state. */
  readonly number: number;
  readonly membership: Membership;
  /** No path that goes on from here is in the scope. */
  readonly isDead: boolean;
  /** How many places in the patterns it stands for: what it costs to go on from here. */
  readonly size: number;
  /** What tells characters apart here. */
  readonly reads: readonly CharSet[];
  read(code: number): ScopeState;
}

/** The state before the first character. Further ones are made when they are first reached. */
export function readScope({ covering, exclusions }: CompiledScope): ScopeState {
  const automaton: PathState[] = [];
  /** For each state the pattern that it belongs to: its rank, and whether it covers. */
  const owners: { readonly rank: number; readonly covers: boolean }[] = [];
  const first: number[] = [];
  for (const [parts, isCovering] of [[covering, true] as const, [exclusions, false] as const]) {
    for (const { part, rank } of parts) {
      first.push(automaton.length);
      for (const state of automatonOf(part)) {
        automaton.push(state);
        owners.push({ rank, covers: isCovering });
      }
    }
  }
  const states = new Map<string, ScopeState>();
  return stateOf(withSkips(automaton, first, true));

  function stateOf(reached: readonly number[]): ScopeState {
    const at = withoutOverruled(reached);
    const key = at.join();
    const state = states.get(key) ?? createState(at);
    states.set(key, state);
    return state;
  }

  /** Where a pattern covers whatever follows, those before it have no say any more; nor have others beside it that cover. */
  function withoutOverruled(at: readonly number[]): readonly number[] {
    let last: { readonly each: number; readonly rank: number; readonly covers: boolean } | undefined;
    for (const each of at) {
      const owner = owners[each];
      if (automaton[each] !== REST || owner === undefined || owner.rank <= (last?.rank ?? -1)) continue;
      last = { each, ...owner };
    }
    if (last === undefined) return at;
    const { each, rank, covers } = last;
    const left = at.filter((other) => other === each || (owners[other]?.rank ?? 0) > rank);
    return covers && left.every((other) => owners[other]?.covers) ? [each] : left;
  }

  function createState(at: readonly number[]): ScopeState {
    const next = new Map<number, ScopeState>();
    return {
      number: states.size,
      membership: membershipOf(at),
      isDead: !at.some((each) => owners[each]?.covers),
      size: at.length,
      reads: [...new Set(at.map((each) => automaton[each]?.reads ?? []))],
      read(code) {
        const state = next.get(code) ?? stateOf(step(automaton, at, code));
        next.set(code, state);
        return state;
      },
    };
  }

  /** The last pattern that covers the path decides. */
  function membershipOf(at: readonly number[]): Membership {
    let excluded = -1;
    for (const each of at) {
      const owner = owners[each];
      if (owner !== undefined && !owner.covers && automaton[each]?.ends !== "no") {
        excluded = Math.max(excluded, owner.rank);
      }
    }
    let found: Membership = "no";
    for (const each of at) {
      const owner = owners[each];
      if (owner === undefined || !owner.covers || owner.rank < excluded) continue;
      const ends = automaton[each]?.ends ?? "no";
      if (ends === "yes") return "yes";
      if (ends === "as-directory") found = ends;
    }
    return found;
  }
}
