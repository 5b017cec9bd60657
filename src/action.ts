import * as core from "@actions/core";
import { validateInWorkflow } from "./commands/action-validate.ts";

/** The inputs and the workflow's variables, read once. */
const command = core.getInput("command");
const directory = process.env["GITHUB_WORKSPACE"] ?? process.cwd();

try {
  switch (command) {
    case "":
    case "validate":
      await validateInWorkflow(directory);
      break;
    default:
      core.setFailed(`unknown command ${JSON.stringify(command)}: the input \`command\` takes validate`);
  }
} catch (error) {
  core.setFailed(error instanceof Error ? error.message : String(error));
}
