import { createScopeIndex } from "../plan/scope-index.ts";
import type { Scope } from "../plan/workstream.ts";

/**
 * Which scopes exclude each other, by numbers: each distinct pattern is a resource. Two scopes share a path if and only
 * if a pattern of one is a pattern of the other or overlaps one of them.
 */
export interface Exclusion {
  /** For each scope the numbers of its patterns. */
  readonly patterns: readonly (readonly number[])[];
  /** For each pattern the other patterns that share a path with it. */
  readonly overlapping: readonly (readonly number[])[];
}

export function findExclusion(scopes: readonly Scope[]): Exclusion {
  const numbers = new Map<string, number>();
  const overlapping: number[][] = [];
  const index = createScopeIndex();
  const patterns = scopes.map((scope) => [...new Set(scope)].map(numberOf));
  return { patterns, overlapping };

  function numberOf(pattern: string): number {
    const known = numbers.get(pattern);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(pattern, number);
    const others = index.overlaps([pattern]).map(({ id }) => numberOf(id));
    for (const other of others) overlapping[other]?.push(number);
    overlapping.push(others);
    index.add(pattern, [pattern]);
    return number;
  }
}
