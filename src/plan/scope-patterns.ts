import { partsOf } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import type { PathCase } from "./scope-case.ts";
import type { Scope } from "./workstream.ts";

/** A scope taken apart, for whoever compares it often. */
export interface CompiledScope {
  readonly covering: readonly CompiledPart[];
  /** Each takes its paths away from the covering parts of a lower rank. Those that are invalid are left out. */
  readonly exclusions: readonly CompiledPart[];
}

export interface CompiledPart {
  /** As the scope has it, with the `!` of an exclusion. */
  readonly pattern: string;
  /** Place of the pattern in its scope. */
  readonly rank: number;
  readonly part: PatternPart;
}

/** Taken apart once: the same scope is compared with many. */
export function compileScope(scope: Scope, pathCase: PathCase): CompiledScope {
  const known = COMPILED[pathCase].get(scope);
  if (known !== undefined) return known;
  const compiled = takeApart(scope, pathCase);
  COMPILED[pathCase].set(scope, compiled);
  return compiled;
}

const COMPILED: Readonly<Record<PathCase, WeakMap<Scope, CompiledScope>>> = {
  sensitive: new WeakMap(),
  insensitive: new WeakMap(),
};

function takeApart(scope: Scope, pathCase: PathCase): CompiledScope {
  const covering: CompiledPart[] = [];
  const exclusions: CompiledPart[] = [];
  for (const [rank, pattern] of scope.entries()) {
    if (!isExclusion(pattern)) {
      for (const part of partsOf(pattern, pathCase)) covering.push({ pattern, rank, part });
      continue;
    }
    for (const part of partsOf(patternOf(pattern), pathCase)) {
      if (part.isValid) exclusions.push({ pattern, rank, part });
    }
  }
  return { covering, exclusions };
}

/** Whether a pattern takes paths away from those before it. */
export function isExclusion(pattern: string): boolean {
  return pattern.startsWith("!");
}

/** What an exclusion excludes; any other pattern as it is. */
export function patternOf(pattern: string): string {
  return isExclusion(pattern) ? pattern.slice(1) : pattern;
}

/** The same scope without patterns that are listed twice: with exclusions the last one counts, else the first. */
export function distinctPatterns(patterns: readonly string[]): Scope {
  if (!patterns.some(isExclusion)) return [...new Set(patterns)];
  return [...new Set(patterns.toReversed())].toReversed();
}

/** All that at least one of the scopes covers. Where they differ their exclusions are left out, so it may be more. */
export function uniteScopes(scopes: readonly Scope[]): Scope {
  const [first = [], ...others] = scopes;
  if (others.every((scope) => scope.length === first.length && scope.every((each, at) => each === first[at]))) {
    return first;
  }
  return [...new Set(scopes.flat().filter((pattern) => !isExclusion(pattern)))];
}
