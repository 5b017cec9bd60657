import type { Workstream } from "../plan/workstream.ts";
import { previousAttempt } from "../text/previous-attempt.ts";
import { printPrompt } from "../text/prompt.ts";
import type { Look } from "./tick.ts";

/** The prompt of the next attempt: with what went wrong in the last one, and what its dependencies delivered. */
export function attemptPrompt(workstream: Workstream, { reading, decision }: Look): string {
  const { plan } = reading;
  const state = decision.states.get(workstream.id);
  return printPrompt({
    workstream,
    scope: workstream.scope,
    previous: state === undefined ? undefined : previousAttempt(state),
    dependencies: workstream.dependsOn.map((id) => ({ id, title: plan.workstreams.get(id)?.title ?? id })),
  });
}
