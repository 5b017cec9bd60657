import * as core from "@actions/core";
import type { Diagnostic } from "../../plan/diagnostic.ts";
import type { Plan } from "../../plan/plan.ts";
import { printValid } from "../../text/diagnostic.ts";
import { count } from "../../text/words.ts";
import { readWorkingPlan } from "../working-tree.ts";
import { say } from "./say.ts";

/** `command: validate` of the action: each diagnostic as an annotation at its line; errors fail the step. */
export async function validateInWorkflow(directory: string): Promise<void> {
  const { plan } = await readWorkingPlan(directory);
  tellDiagnostics(plan);
  const errors = plan.diagnostics.filter(({ severity }) => severity === "error").length;
  core.setOutput("errors", errors);
  core.setOutput("warnings", plan.diagnostics.length - errors);
  if (errors > 0) core.setFailed(`${count(errors, "error")} in the workstream files: see the annotations`);
  else say(printValid(plan.workstreams.size));
}

/** Each problem of the plan as an annotation at its line. */
export function tellDiagnostics({ diagnostics }: Plan): void {
  for (const diagnostic of diagnostics) annotate(diagnostic);
}

function annotate({ severity, message, hint, file, line, column, code }: Diagnostic): void {
  const place = { file, startLine: line, startColumn: column, title: code };
  const text = `${message}. ${hint}`;
  if (severity === "error") core.error(text, place);
  else core.warning(text, place);
}
