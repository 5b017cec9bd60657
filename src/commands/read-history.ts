import { readRefs } from "../git/refs.ts";
import { openRepository } from "../git/repository.ts";
import type { Plan } from "../plan/plan.ts";
import { deriveStates } from "../state/derive.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { ALL_ATTEMPTS } from "../state/names.ts";
import type { CommandContext } from "./context.ts";
import { openProject } from "./project.ts";
import { readProject } from "./read-project.ts";

/**
 * What became of the workstreams of the repository that holds the folder; undefined where nothing has ever started. `given`:
 * the plan to look at, instead of the base branch's.
 */
export async function readHistory(
  context: CommandContext,
  given?: Plan,
): Promise<ReadonlyMap<string, WorkstreamState> | undefined> {
  const repository = await openRepository(context.directory);
  if (repository.kind !== "repository" || (await readRefs(repository, [ALL_ATTEMPTS])).length === 0) return undefined;
  const { plan, snapshot } = await readProject(await openProject(context.directory, context.surroundings));
  return deriveStates(given ?? plan, snapshot);
}
