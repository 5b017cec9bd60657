import { foldCase } from "./scope-case.ts";
import { partsOf, sharedPath } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import { indexParts } from "./scope-pairs.ts";
import type { ScopePair } from "./scope-pairs.ts";
import { compileScope, overlap } from "./scope.ts";
import type { Scope } from "./workstream.ts";

/** Pairs of scopes that share a path only where case is ignored, as they are asked for; each once. */
export function* findCasePairs(scopes: readonly Scope[]): Generator<ScopePair> {
  // Patterns without capitals mean the same to each other either way.
  if (scopes.every((scope) => scope.every(isSmall))) return;
  const parts = indexParts(scopes.map((scope) => compileScope(scope, "insensitive")));
  const seen = new Set<string>();
  for (const { part, holders } of parts.all()) {
    if (isSmall(part.text)) continue;
    for (const other of parts.sharing(part)) {
      if (sharesAnyway(part, other.part)) continue;
      for (const pair of combine(holders, other.holders)) {
        const key = `${pair.a} ${pair.b}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (isByCaseOnly(scopes[pair.a] ?? [], scopes[pair.b] ?? [])) yield pair;
      }
    }
  }
}

/** A range may hold capitals without naming one. */
function isSmall(pattern: string): boolean {
  return !pattern.includes("[") && foldCase(pattern) === pattern;
}

function sharesAnyway(a: PatternPart, b: PatternPart): boolean {
  const others = partsOf(b.text, "sensitive");
  return partsOf(a.text, "sensitive").some((part) => others.some((other) => sharedPath(part, other) !== undefined));
}

function* combine(first: readonly number[], second: readonly number[]): Generator<ScopePair> {
  for (const one of first) {
    for (const other of second) if (one !== other) yield { a: Math.min(one, other), b: Math.max(one, other) };
  }
}

function isByCaseOnly(a: Scope, b: Scope): boolean {
  return overlap(a, b, "sensitive") === undefined && overlap(a, b, "insensitive") !== undefined;
}
