import { createPartTree } from "./part-tree.ts";
import type { PathCase } from "./scope-case.ts";
import { partsOf, sharesPath } from "./scope-parts.ts";
import type { PatternPart } from "./scope-parts.ts";
import { isExclusion } from "./scope-patterns.ts";
import type { Scope } from "./workstream.ts";

/** A part of a pattern, and what has it in common with others. */
export interface HeldPart {
  readonly part: PatternPart;
  /** The scopes that have its pattern, by their numbers, ascending. */
  readonly holders: readonly number[];
  /** The other parts so far that share a path with it; most have none. */
  readonly sharing: readonly HeldPart[] | undefined;
}

/** The patterns of many scopes, kept so that those that share a path are found without comparing all of them. */
export interface PartIndex {
  /** Adds the next scope; its number is how many were there before it. The parts of its patterns that cover. */
  add(scope: Scope): readonly HeldPart[];
}

interface GrowingPart extends HeldPart {
  readonly holders: number[];
  sharing: HeldPart[] | undefined;
}

export function createPartIndex(pathCase: PathCase): PartIndex {
  const known = new Map<string, readonly GrowingPart[]>();
  const literals = createPartTree<GrowingPart>();
  const globs = createPartTree<GrowingPart>();
  let count = 0;
  return { add };

  function add(scope: Scope): readonly HeldPart[] {
    const number = count;
    count += 1;
    return scope.flatMap((pattern) => (isExclusion(pattern) ? [] : hold(pattern, number)));
  }

  function hold(pattern: string, number: number): readonly HeldPart[] {
    const parts = known.get(pattern) ?? partsOf(pattern, pathCase).map(addPart);
    known.set(pattern, parts);
    for (const { holders } of parts) if (holders.at(-1) !== number) holders.push(number);
    return parts;
  }

  function addPart(part: PatternPart): GrowingPart {
    const added: GrowingPart = { part, holders: [], sharing: undefined };
    for (const other of part.isLiteral ? literals.beginningAlike(part) : literals.related(part)) compare(added, other);
    for (const other of globs.related(part)) compare(added, other);
    (part.isLiteral ? literals : globs).add(part, added);
    return added;
  }
}

function compare(a: GrowingPart, b: GrowingPart): void {
  if (!sharesPath(a.part, b.part)) return;
  (a.sharing ??= []).push(b);
  (b.sharing ??= []).push(a);
}
