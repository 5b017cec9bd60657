import { createPrefixTree } from "./prefix-tree.ts";
import { compileScope, overlapOf } from "./scope.ts";
import type { CompiledScope, PathCase } from "./scope.ts";
import type { Scope } from "./workstream.ts";

/** Another scope in the index, and a path that both allow. */
interface Clash {
  readonly id: string;
  readonly witness: string;
}

/** Scopes by id, kept so that those that overlap a given one are found without comparing it with all of them. */
export interface ScopeIndex {
  /** Replaces the scope that the id had. */
  add(id: string, scope: Scope): void;
  remove(id: string): void;
  /** The smallest id whose scope shares a path with `scope`, apart from the id `except`. */
  firstOverlap(scope: Scope, except?: string): Clash | undefined;
  /** All of them, in the order of the ids. */
  overlaps(scope: Scope): Clash[];
}

/** Each pattern hangs in a tree at its literal beginning. */
export function createScopeIndex(pathCase: PathCase = "sensitive"): ScopeIndex {
  const tree = createPrefixTree<string>();
  const scopes = new Map<string, CompiledScope>();
  return { add, remove, firstOverlap, overlaps };

  function add(id: string, scope: Scope): void {
    remove(id);
    const compiled = compileScope(scope, pathCase);
    scopes.set(id, compiled);
    for (const { part } of compiled.covering) tree.add(part.prefix, id);
  }

  function remove(id: string): void {
    for (const { part } of scopes.get(id)?.covering ?? []) tree.remove(part.prefix, id);
    scopes.delete(id);
  }

  function firstOverlap(scope: Scope, except?: string): Clash | undefined {
    for (const clash of clashes(scope)) if (clash.id !== except) return clash;
    return undefined;
  }

  function overlaps(scope: Scope): Clash[] {
    return [...clashes(scope)];
  }

  function* clashes(scope: Scope): Generator<Clash> {
    const compiled = compileScope(scope, pathCase);
    const candidates = new Set<string>();
    for (const { part } of compiled.covering) for (const id of tree.related(part.prefix)) candidates.add(id);
    for (const id of [...candidates].toSorted()) {
      const other = scopes.get(id);
      const found = other && overlapOf(compiled, other);
      if (found !== undefined) yield { id, witness: found.witness };
    }
  }
}
