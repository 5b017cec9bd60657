import { nearest } from "../plan/nearest.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { CommandError } from "./command-error.ts";
import type { Look } from "./tick.ts";

/** The state of a workstream that a person named; an unknown id is an error that names the nearest one. */
export function findWorkstream({ decision }: Look, id: string): WorkstreamState {
  const state = decision.states.get(id);
  if (state !== undefined) return state;
  const near = nearest(id, [...decision.states.keys()]);
  const hint = near === undefined ? "`workstreams status` lists them" : `did you mean ${near}?`;
  throw new CommandError(1, `there is no workstream ${JSON.stringify(id)}: ${hint}`);
}
