/** How a scope would have to be wider for what was changed outside of it, and whom that would stand in the way of. */
import { compareIds } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { containsPath, isExclusion } from "../plan/scope.ts";
import type { Scope } from "../plan/workstream.ts";
import type { Attempt, Change } from "../state/facts.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { pathsOutside } from "./contract.ts";

/** How its scope would have to be wider, and who else may change these paths. */
export interface Widening {
  /** The workstream's file, at the base of its claim. */
  readonly file: string;
  /** The list to whose end the paths have to be added: what comes later in the scope decides. */
  readonly key: "files_scope" | "files_create";
  readonly paths: readonly string[];
  readonly holders: readonly PathHolder[];
}

/** A workstream that is not over and whose scope holds some of the paths. */
export interface PathHolder {
  readonly id: string;
  readonly state: StateName;
  readonly paths: readonly string[];
}

/** Undefined where nothing was changed that a wider scope would allow. */
export function wideningOf(
  { id, claim, contract }: Attempt,
  changes: readonly Change[],
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
): Widening | undefined {
  const paths = pathsOutside(changes, contract);
  if (paths.length === 0) return undefined;
  const key = contract.workstream?.filesCreate.some(isExclusion) ? "files_create" : "files_scope";
  return { file: claim.file, key, paths, holders: holdersOf(paths, id, plan, states) };
}

const OVER: ReadonlySet<StateName> = new Set(["completed", "cancelled", "failed"]);

function holdersOf(
  paths: readonly string[],
  own: string,
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
): readonly PathHolder[] {
  const { case: pathCase } = plan.config.scopes;
  const held = (scope: Scope): readonly string[] => paths.filter((path) => containsPath(scope, path, pathCase));
  return [...states.values()]
    .filter(({ id, state }) => id !== own && !OVER.has(state))
    .map(({ id, state, holds }) => ({ id, state, paths: held(holds ?? plan.workstreams.get(id)?.scope ?? []) }))
    .filter((holder) => holder.paths.length > 0)
    .toSorted((a, b) => compareIds(a.id, b.id));
}
