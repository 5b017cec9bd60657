import type { Workstream } from "../plan/workstream.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { printPrompt } from "../text/prompt.ts";
import type { PreviousAttempt } from "../text/prompt.ts";
import type { Look } from "./tick.ts";

/** The prompt of the next attempt: with what went wrong in the last one, and what its dependencies delivered. */
export function attemptPrompt(workstream: Workstream, { reading, decision }: Look): string {
  const { plan } = reading;
  return printPrompt({
    workstream,
    scope: workstream.scope,
    previous: previousAttempt(decision.states.get(workstream.id)),
    dependencies: workstream.dependsOn.map((id) => ({ id, title: plan.workstreams.get(id)?.title ?? id })),
  });
}

function previousAttempt(state: WorkstreamState | undefined): PreviousAttempt | undefined {
  const end = state?.attempts.at(-1)?.end;
  const conflict = state?.pull?.state === "open" ? state.pull.mergeability : undefined;
  if (conflict?.kind === "conflict" && end?.outcome === "delivered") {
    const failure = { code: "conflict" as const, detail: conflict.paths.join(", ") };
    return { failure, output: "", conflicts: conflict.paths };
  }
  if (end?.failure === undefined) return undefined;
  return { failure: end.failure, output: end.output, conflicts: [] };
}
