/** The status on an attempt's claim: what people see of it. */
import type { Attempt, End } from "../state/facts.ts";
import { CONTEXTS } from "../state/names.ts";
import { attemptDescription, landingRefused } from "../text/attempt-status.ts";
import type { Project } from "./project.ts";

export async function showEnd(project: Project, attempt: Pick<Attempt, "claim" | "number">, end: End): Promise<void> {
  const state = end.outcome === "delivered" ? "success" : "failure";
  const description = attemptDescription(attempt, end);
  await project.forge.setStatuses([{ sha: attempt.claim.sha, context: CONTEXTS.attempt, state, description }]);
}

/** The work is safe on its branch: every tick tries again to open the pull request, and claims nothing before. */
export async function showRefusal(
  project: Project,
  { claim, number }: Pick<Attempt, "claim" | "number">,
  why: string,
): Promise<void> {
  const description = landingRefused(number, why);
  await project.forge.setStatuses([{ sha: claim.sha, context: CONTEXTS.attempt, state: "error", description }]);
}
