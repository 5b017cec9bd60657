import { nearest } from "../plan/nearest.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import type { Look } from "./tick.ts";
import { readWorkingPlan } from "./working-tree.ts";

/** The state of a workstream that a person named; an unknown id is an error that names the nearest one. */
export function findWorkstream({ decision }: Look, id: string): WorkstreamState {
  const state = decision.states.get(id);
  if (state !== undefined) return state;
  const near = nearest(id, [...decision.states.keys()]);
  const hint = near === undefined ? "`workstreams status` lists them" : `did you mean ${near}?`;
  throw new CommandError(1, `there is no workstream ${JSON.stringify(id)}: ${hint}`);
}

/** As `findWorkstream`, for who has the files at hand: one that is only written there, and not committed yet, is told as such. */
export async function findWorkstreamHere(context: CommandContext, seen: Look, id: string): Promise<WorkstreamState> {
  const file = seen.decision.states.has(id) ? undefined : await findFile(context.directory, id);
  if (file === undefined) return findWorkstream(seen, id);
  const { branch } = seen.reading.snapshot.base;
  throw new CommandError(
    1,
    `${id} is in ${file} of the folder, but not on ${branch}, which is what runs: commit it there; ` +
      "`workstreams validate` checks it before",
  );
}

/** The file of the folder's plan that holds a workstream. */
async function findFile(directory: string, id: string): Promise<string | undefined> {
  const found = await readWorkingPlan(directory).catch((error: unknown) => {
    if (error instanceof CommandError) return undefined;
    throw error;
  });
  return found?.plan.workstreams.get(id)?.file ?? found?.plan.problems.get(id)?.file;
}
