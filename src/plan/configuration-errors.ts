import type { Diagnostic } from "./diagnostic.ts";
import type { Plan } from "./plan.ts";
import { CONFIG_PATHS } from "./source.ts";

/** What makes the configuration wrong: then the defaults hold, and nobody works. */
export function configurationErrors({ diagnostics }: Plan): readonly Diagnostic[] {
  return diagnostics.filter(({ file, severity }) => severity === "error" && CONFIG_PATHS.includes(file));
}
