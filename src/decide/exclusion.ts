import { createScopeIndex } from "../plan/scope-index.ts";
import type { Scope } from "../plan/workstream.ts";

/**
 * Which scopes exclude each other, by numbers: each distinct pattern is a resource. Two scopes share a path if and only
 * if a pattern of one is a pattern of the other or overlaps one of them.
 */
export interface Exclusion {
  /** For each scope the numbers of its patterns, without those that nobody else holds or overlaps. */
  readonly patterns: readonly (readonly number[])[];
  /** For each pattern the other patterns that share a path with it. */
  readonly overlapping: readonly (readonly number[])[];
}

export function findExclusion(scopes: readonly Scope[]): Exclusion {
  const numbers = new Map<string, number>();
  const overlapping: number[][] = [];
  const index = createScopeIndex();
  const holders: number[] = [];
  const patterns = scopes.map((scope) => [...new Set(scope)].map(hold));
  const matters = (number: number): boolean => (holders[number] ?? 0) > 1 || overlapping[number]?.length !== 0;
  return { patterns: patterns.map((own) => own.filter(matters)), overlapping };

  function hold(pattern: string): number {
    const number = numberOf(pattern);
    holders[number] = (holders[number] ?? 0) + 1;
    return number;
  }

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
