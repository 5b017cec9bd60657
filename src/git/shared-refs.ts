import type { Sha } from "../state/facts.ts";
import { listRefs, updateRefs } from "./refs.ts";
import type { RefUpdate } from "./refs.ts";
import type { Repository } from "./repository.ts";

/** The refs that everybody shares: those of this repository, or of another one that this one is a mirror of. */
export interface SharedRefs {
  /** Those at or below these full names as lines of name and object, as they are there now. */
  list(prefixes: readonly string[]): Promise<string>;
  /** Brings this repository's copy up to date, and `commits` here, wherever they are from. */
  fetch(prefixes: readonly string[], commits: readonly Sha[]): Promise<void>;
  /** Moves all of them or none, see updateRefs; `stale`: an expected old value did not hold. */
  update(updates: readonly RefUpdate[], message?: string): Promise<"done" | "stale">;
}

/** The repository itself is where everybody looks. */
export function localRefs(repository: Repository): SharedRefs {
  return {
    list: (prefixes) => listRefs(repository, prefixes),
    fetch: () => Promise.resolve(),
    update: (updates, message) => updateRefs(repository, updates, message),
  };
}
