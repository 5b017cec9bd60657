import { createPartTree } from "./part-tree.ts";
import type { PartTree } from "./part-tree.ts";
import { foldCase } from "./scope-case.ts";
import { partsOf, sharesPath, withoutCase } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import type { ScopePair } from "./scope-pairs.ts";
import { isExclusion, overlap } from "./scope.ts";
import type { Scope } from "./workstream.ts";

/** Pairs of scopes that share a path only where case is ignored, as they are asked for; each once. */
export function* findCasePairs(scopes: readonly Scope[]): Generator<ScopePair> {
  const tree = indexCapitals(scopes);
  if (tree === undefined) return;
  const othersByCase = createSearch(tree);
  const seen = new Set<string>();
  for (const [number, scope] of scopes.entries()) {
    for (const other of coveringParts(scope)
      .flatMap(othersByCase)
      .flatMap(({ holders }) => holders)) {
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
  readonly folded: PatternPart;
  readonly holders: number[];
}

/** Two patterns without capitals mean the same to each other either way. Undefined: none has any. */
function indexCapitals(scopes: readonly Scope[]): PartTree<HeldPart> | undefined {
  const tree = createPartTree<HeldPart>();
  const held = new Map<string, HeldPart>();
  for (const [number, scope] of scopes.entries()) {
    for (const part of coveringParts(scope)) {
      if (isSmall(part.text)) continue;
      const known = held.get(part.text) ?? { part, folded: withoutCase(part), holders: [] };
      if (!held.has(part.text)) tree.add(known.folded, known);
      held.set(part.text, known);
      known.holders.push(number);
    }
  }
  return held.size === 0 ? undefined : tree;
}

/** What shares a path with a part by case only; looked for once for each text. */
function createSearch(tree: PartTree<HeldPart>): (part: PatternPart) => readonly HeldPart[] {
  const known = new Map<string, readonly HeldPart[]>();
  return (part) => {
    const found = known.get(part.text) ?? search(part);
    known.set(part.text, found);
    return found;
  };

  function search(part: PatternPart): readonly HeldPart[] {
    // Where a part has no capitals, its beginning and its names are folded already.
    let folded = isSmall(part.text) ? undefined : withoutCase(part);
    return tree.related(folded ?? part).filter((other) => {
      if (part.text === other.part.text || sharesPath(part, other.part)) return false;
      folded ??= withoutCase(part);
      return sharesPath(folded, other.folded);
    });
  }
}

function coveringParts(scope: Scope): readonly PatternPart[] {
  return scope.flatMap((pattern) => (isExclusion(pattern) ? [] : partsOf(pattern, "sensitive")));
}

/** A range may hold capitals without naming one. */
function isSmall(pattern: string): boolean {
  return !pattern.includes("[") && foldCase(pattern) === pattern;
}

function isByCaseOnly(a: Scope, b: Scope): boolean {
  return overlap(a, b, "sensitive") === undefined && overlap(a, b, "insensitive") !== undefined;
}
