/** Declared against changed: what each delivered workstream did with the scope that it asked for. */
import { containsPath, isExclusion, matchingPattern } from "../plan/scope.ts";
import type { Change, Contract } from "../state/facts.ts";

/** What an attempt delivered, in an open or a merged pull request. */
export interface Delivery {
  readonly id: string;
  readonly pull: number;
  readonly contract: Pick<Contract, "scope" | "pathCase">;
  /** Of the delivered head against the attempt's base. */
  readonly changes: readonly Change[];
}

export interface Drift {
  readonly id: string;
  readonly pull: number;
  /** How many paths it changed. */
  readonly changed: number;
  /** Those of them that the scope does not declare: companions of others, or a violation. */
  readonly outside: readonly string[];
  /** Patterns of the scope that covered none of them; exclusions are there to cover none. */
  readonly unused: readonly string[];
}

export function driftOf({ id, pull, contract, changes }: Delivery): Drift {
  const { scope, pathCase } = contract;
  const paths = changes.map(({ path }) => path);
  const outside = paths.filter((path) => matchingPattern(scope, path, pathCase) === undefined);
  const inside = paths.filter((path) => !outside.includes(path));
  const unused = scope.filter(
    (pattern) => !isExclusion(pattern) && !inside.some((path) => containsPath([pattern], path, pathCase)),
  );
  return { id, pull, changed: paths.length, outside, unused };
}

/** Whether declared and changed differ at all. */
export function isDrift({ outside, unused }: Drift): boolean {
  return outside.length > 0 || unused.length > 0;
}
