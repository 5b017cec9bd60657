/** Declared against changed: what each delivered workstream did with the scope that it asked for. */
import { findCompanions } from "../decide/companions.ts";
import { containsPath, isExclusion, matchingPattern } from "../plan/scope.ts";
import type { Change, Contract } from "../state/facts.ts";

/** What an attempt left: in an open or a merged pull request, or refused for its paths. */
export interface Delivery {
  readonly id: string;
  /** Undefined: its work was refused before there was one. */
  readonly pull: number | undefined;
  readonly contract: Pick<Contract, "scope" | "companions" | "pathCase">;
  /** Of what it left against the attempt's base. */
  readonly changes: readonly Change[];
}

export interface Drift {
  readonly id: string;
  /** null: its work was refused before there was one; the report's JSON holds it as it is. */
  readonly pull: number | null;
  /** How many paths it changed. */
  readonly changed: number;
  /** Those of them that the scope does not declare and no companion rule allows. */
  readonly outside: readonly string[];
  /** Those that it does not declare and a companion rule allows. */
  readonly companions: readonly string[];
  /** Patterns of the scope that covered none of them; exclusions are there to cover none. */
  readonly unused: readonly string[];
}

export function driftOf({ id, pull, contract, changes }: Delivery): Drift {
  const { scope, pathCase } = contract;
  const paths = changes.map(({ path }) => path);
  const inside = paths.filter((path) => matchingPattern(scope, path, pathCase) !== undefined);
  const allowed = findCompanions(changes, contract);
  const undeclared = paths.filter((path) => !inside.includes(path));
  const unused = scope.filter(
    (pattern) => !isExclusion(pattern) && !inside.some((path) => containsPath([pattern], path, pathCase)),
  );
  return {
    id,
    pull: pull ?? null,
    changed: paths.length,
    outside: undeclared.filter((path) => !allowed.has(path)),
    companions: undeclared.filter((path) => allowed.has(path)),
    unused,
  };
}

/** Whether declared and changed differ at all. */
export function isDrift({ outside, companions, unused }: Drift): boolean {
  return outside.length + companions.length + unused.length > 0;
}
