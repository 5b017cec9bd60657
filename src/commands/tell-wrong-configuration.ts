import { configurationErrors } from "../plan/configuration-errors.ts";
import type { Plan } from "../plan/plan.ts";
import { printDiagnostics } from "../text/diagnostic.ts";
import type { CommandContext } from "./context.ts";

/** With a wrong configuration the defaults hold: whoever reads what follows from it has to know. */
export function tellWrongConfiguration(context: CommandContext, plan: Plan): void {
  const wrong = configurationErrors(plan);
  if (wrong.length > 0) context.talk(printDiagnostics(wrong, context.terminal.color));
}
