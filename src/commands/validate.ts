import { diagnosticsToJson, printDiagnostics, printValid } from "../text/diagnostic.ts";
import { plain } from "../text/plain.ts";
import { list } from "../text/words.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { readWorkingPlan } from "./working-tree.ts";

/** `workstreams validate`: everything that is wrong or doubtful in the plan's files. Errors make it fail. */
export async function validate(context: CommandContext, options: { readonly json: boolean }): Promise<ExitCode> {
  const { plan, ignored } = await readWorkingPlan(context.directory);
  const { diagnostics } = plan;
  if (options.json) printJson(context, diagnosticsToJson(diagnostics));
  else context.print(printDiagnostics(diagnostics, context.terminal.color));
  if (!options.json && diagnostics.length === 0) {
    context.talk(printValid(plan.workstreams.size));
  }
  if (ignored.length > 0) context.talk(plain(`not part of the plan, for want of ws- in front: ${list(ignored, 5)}`));
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}
