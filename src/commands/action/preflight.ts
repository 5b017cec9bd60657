/** What is refused before a tick of a workflow does anything. */
import { configurationErrors } from "../../plan/configuration-errors.ts";
import type { Plan } from "../../plan/plan.ts";
import { TOKEN_SECRET } from "../../plan/secrets.ts";
import { CommandError } from "../command-error.ts";
import { refuseBranchInTheWay } from "../preflight.ts";
import type { Project } from "../project.ts";

/** A configuration that says something else than it means is no base to start work from. */
export async function refuseToStart(project: Project, plan: Plan, token: "default" | "app"): Promise<void> {
  if (configurationErrors(plan).length > 0) {
    throw new CommandError(1, "nothing was started: the configuration is wrong; correct it and push it");
  }
  if (plan.config.token === "app" && token === "default") {
    throw new CommandError(1, `the configuration says \`token: app\`, but there is no secret ${TOKEN_SECRET}: add it`);
  }
  await refuseBranchInTheWay(project);
}
