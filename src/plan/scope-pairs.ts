import { createPartIndex } from "./part-index.ts";
import type { HeldPart } from "./part-index.ts";
import { isExclusion, overlap } from "./scope.ts";
import type { PathCase } from "./scope.ts";
import type { Scope } from "./workstream.ts";

/** Two scopes that share a path, by their places in the list; `a` is the smaller one. */
export interface ScopePair {
  readonly a: number;
  readonly b: number;
}

/**
 * All pairs of scopes that share a path, as they are asked for: by `b`, then by `a`; no scope is looked at before its turn.
 * Exact. `matters`: whether a pair is wanted at all, asked in the order of `b` before anything is made of it.
 */
export function* overlappingPairs(
  scopes: readonly Scope[],
  pathCase: PathCase,
  matters: (a: number, b: number) => boolean = () => true,
): Generator<ScopePair> {
  const index = createPartIndex(pathCase);
  for (const [b, scope] of scopes.entries()) {
    const found = new Set<number>();
    const collect = ({ holders }: HeldPart): void => {
      for (const a of holders) if (a !== b && matters(a, b)) found.add(a);
    };
    for (const part of index.add(scope)) {
      collect(part);
      part.sharing?.forEach(collect);
    }
    if (found.size === 0) continue;
    for (const a of [...found].toSorted((x, y) => x - y)) {
      if (isPair(scope, scopes[a] ?? [], pathCase)) yield { a, b };
    }
  }
}

/** Their covering patterns share a path already. */
function isPair(a: Scope, b: Scope, pathCase: PathCase): boolean {
  return !(a.some(isExclusion) || b.some(isExclusion)) || overlap(a, b, pathCase) !== undefined;
}
