import { overlappingPairs } from "../plan/scope-pairs.ts";
import { isExclusion } from "../plan/scope.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Scope } from "../plan/workstream.ts";

/**
 * Which scopes exclude each other, by numbers: each distinct pattern is a resource; so is, as a whole, each distinct scope
 * that takes paths away from its patterns. Two scopes share a path if and only if a resource of one is a resource of the
 * other or overlaps one of them.
 */
export interface Exclusion {
  /** For each scope the numbers of its resources, without those that nobody else holds or overlaps. */
  readonly patterns: readonly (readonly number[])[];
  /** For each resource the others that share a path with it. */
  readonly overlapping: readonly (readonly number[])[];
}

export function findExclusion(scopes: readonly Scope[], pathCase: PathCase): Exclusion {
  const numbers = new Map<string, number>();
  const resources: Scope[] = [];
  const holders: number[] = [];
  const held = scopes.map((scope) => resourcesOf(scope).map(hold));
  const overlapping: number[][] = resources.map(() => []);
  for (const { a, b } of overlappingPairs(resources, pathCase)) {
    overlapping[a]?.push(b);
    overlapping[b]?.push(a);
  }
  const matters = (number: number): boolean => (holders[number] ?? 0) > 1 || overlapping[number]?.length !== 0;
  return { patterns: held.map((own) => own.filter(matters)), overlapping };

  function hold(resource: Scope): number {
    const key = resource.join("\n");
    const number = numbers.get(key) ?? numbers.size;
    if (number === resources.length) resources.push(resource);
    numbers.set(key, number);
    holders[number] = (holders[number] ?? 0) + 1;
    return number;
  }
}

function resourcesOf(scope: Scope): readonly Scope[] {
  return scope.some(isExclusion) ? [scope] : Array.from(new Set(scope), (pattern) => [pattern]);
}
