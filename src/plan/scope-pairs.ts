import { createPrefixTree } from "./prefix-tree.ts";
import { compileScope, overlapOf } from "./scope.ts";
import type { CompiledScope, PathCase } from "./scope.ts";
import { sharedPath } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import type { Scope } from "./workstream.ts";

/** Two scopes that share a path, by their places in the list; `a` is the smaller one. */
export interface ScopePair {
  readonly a: number;
  readonly b: number;
}

/**
 * All pairs of scopes that share a path, as they are asked for: by `a`, then by `b`. Exact. `matters`: whether a pair is
 * wanted at all, asked in the order of `a` before anything is made of it.
 */
export function* overlappingPairs(
  scopes: readonly Scope[],
  pathCase: PathCase,
  matters: (a: number, b: number) => boolean = () => true,
): Generator<ScopePair> {
  const compiled = scopes.map((scope) => compileScope(scope, pathCase));
  const parts = indexParts(compiled);
  for (const [a, scope] of compiled.entries()) {
    const found = new Set<number>();
    for (const { part } of scope.covering) {
      for (const other of parts.sharing(part)) addLater(found, other.holders, a, matters);
    }
    if (found.size === 0) continue;
    for (const b of [...found].toSorted((x, y) => x - y)) {
      if (isPair(scope, compiled[b] ?? NOTHING)) yield { a, b };
    }
  }
}

const NOTHING: CompiledScope = { covering: [], exclusions: [] };

/** Their covering patterns share a path already. */
function isPair(a: CompiledScope, b: CompiledScope): boolean {
  return (a.exclusions.length === 0 && b.exclusions.length === 0) || overlapOf(a, b) !== undefined;
}

/** Those of some ascending numbers that are greater than `a`. */
function addLater(
  found: Set<number>,
  numbers: readonly number[],
  a: number,
  matters: (a: number, b: number) => boolean,
): void {
  for (let at = numbers.length - 1; at >= 0; at -= 1) {
    const number = numbers[at] ?? a;
    if (number <= a) return;
    if (matters(a, number)) found.add(number);
  }
}

/** A part of patterns, and the scopes that have it, ascending. */
interface HeldPart {
  readonly part: PatternPart;
  readonly holders: number[];
  /** Those that share a path with it; found when it is first asked. */
  sharing: readonly HeldPart[] | undefined;
}

interface PartIndex {
  all(): Iterable<HeldPart>;
  /** The parts of all scopes that share a path with one of them, that one among them. */
  sharing(part: PatternPart): readonly HeldPart[];
}

/** The distinct parts of all patterns of the scopes, kept so that those that share a path are found fast. */
export function indexParts(scopes: readonly CompiledScope[]): PartIndex {
  const held = new Map<string, HeldPart>();
  const tree = createPrefixTree<HeldPart>();
  for (const [number, { covering }] of scopes.entries()) {
    for (const { part } of covering) {
      const known = held.get(part.text);
      if (known === undefined) {
        const own: HeldPart = { part, holders: [number], sharing: undefined };
        held.set(part.text, own);
        tree.add(part.prefix, own);
      } else if (known.holders.at(-1) !== number) {
        known.holders.push(number);
      }
    }
  }
  return {
    all: () => held.values(),
    sharing(part) {
      const own = held.get(part.text);
      if (own === undefined) return [];
      own.sharing ??= tree
        .related(part.prefix)
        .filter((other) => other === own || sharedPath(part, other.part) !== undefined);
      return own.sharing;
    },
  };
}
