import { createPrefixTree } from "./prefix-tree.ts";
import type { PrefixTree } from "./prefix-tree.ts";
import { foldCase } from "./scope-case.ts";
import { partsOf, sharedPath } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import type { ScopePair } from "./scope-pairs.ts";
import { isExclusion, overlap } from "./scope.ts";
import type { Scope } from "./workstream.ts";

/** Pairs of scopes that share a path only where case is ignored, as they are asked for; each once. */
export function* findCasePairs(scopes: readonly Scope[]): Generator<ScopePair> {
  const tree = indexCapitals(scopes);
  if (tree === undefined) return;
  const seen = new Set<string>();
  for (const [number, scope] of scopes.entries()) {
    for (const other of othersByCase(scope, tree)) {
      const pair = { a: Math.min(number, other), b: Math.max(number, other) };
      const key = `${pair.a} ${pair.b}`;
      if (other === number || seen.has(key)) continue;
      seen.add(key);
      if (isByCaseOnly(scope, scopes[other] ?? [])) yield pair;
    }
  }
}

/** A part with capitals, and the scopes that have it. */
interface HeldPart {
  readonly part: PatternPart;
  readonly holders: number[];
}

/** Two patterns without capitals mean the same to each other either way. Undefined: none has any. */
function indexCapitals(scopes: readonly Scope[]): PrefixTree<HeldPart> | undefined {
  const tree = createPrefixTree<HeldPart>();
  const held = new Map<string, HeldPart>();
  for (const [number, scope] of scopes.entries()) {
    for (const part of coveringParts(scope)) {
      if (isSmall(part.text)) continue;
      const known = held.get(part.text) ?? { part, holders: [] };
      if (!held.has(part.text)) tree.add(part.prefix.map(foldCase), known);
      held.set(part.text, known);
      known.holders.push(number);
    }
  }
  return held.size === 0 ? undefined : tree;
}

function* othersByCase(scope: Scope, tree: PrefixTree<HeldPart>): Generator<number> {
  for (const part of coveringParts(scope)) {
    const prefix = isSmall(part.text) ? part.prefix : part.prefix.map(foldCase);
    for (const other of tree.related(prefix)) if (shareByCaseOnly(part, other.part)) yield* other.holders;
  }
}

function coveringParts(scope: Scope): readonly PatternPart[] {
  return scope.flatMap((pattern) => (isExclusion(pattern) ? [] : partsOf(pattern, "sensitive")));
}

/** A range may hold capitals without naming one. */
function isSmall(pattern: string): boolean {
  return !pattern.includes("[") && foldCase(pattern) === pattern;
}

function shareByCaseOnly(a: PatternPart, b: PatternPart): boolean {
  if (sharedPath(a, b) !== undefined) return false;
  const others = partsOf(b.text, "insensitive");
  return partsOf(a.text, "insensitive").some((part) => others.some((other) => sharedPath(part, other) !== undefined));
}

function isByCaseOnly(a: Scope, b: Scope): boolean {
  return overlap(a, b, "sensitive") === undefined && overlap(a, b, "insensitive") !== undefined;
}
