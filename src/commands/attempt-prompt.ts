import type { Plan } from "../plan/plan.ts";
import type { Workstream } from "../plan/workstream.ts";
import { conflictViews, previousAttempt } from "../text/previous-attempt.ts";
import { printPrompt } from "../text/prompt.ts";
import type { Look } from "./tick.ts";

/** The prompt of the next attempt: with what went wrong in the last one, and what its dependencies delivered. */
export function attemptPrompt(workstream: Workstream, { reading, decision }: Look): string {
  const { plan } = reading;
  const { attempts = [], pull } = decision.states.get(workstream.id) ?? {};
  const conflict = pull?.state === "open" && pull.mergeability.kind === "conflict" ? pull.mergeability : undefined;
  return printPrompt({
    workstream,
    scope: workstream.scope,
    companions: plan.config.companions.length > 0,
    previous: previousAttempt({
      attempts,
      conflicts: conflict && conflictViews(conflict.paths, conflict.conflicts ?? []),
    }),
    dependencies: titlesOf(workstream, plan),
  });
}

/** What a workstream depends on, with the titles that the plan gives. */
export function titlesOf({ dependsOn }: Workstream, plan: Plan): readonly { id: string; title: string }[] {
  return dependsOn.map((id) => ({ id, title: plan.workstreams.get(id)?.title ?? id }));
}
