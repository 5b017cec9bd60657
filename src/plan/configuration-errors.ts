import { templatePaths } from "./check-templates.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Plan } from "./plan.ts";
import { CONFIG_PATHS } from "./source.ts";

/** What makes the configuration wrong: then the defaults hold, and nobody works. A file that it only names blocks its own. */
export function configurationErrors({ diagnostics }: Plan): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ file, severity, code }) => severity === "error" && code !== "missing-template" && CONFIG_PATHS.includes(file),
  );
}

/** What is doubtful in the configuration and in the templates that it names: something may not be as it was meant. */
export function configurationWarnings({ diagnostics, config }: Plan): readonly Diagnostic[] {
  const files = new Set([...CONFIG_PATHS, ...templatePaths(config)]);
  return diagnostics.filter(({ file, severity }) => severity === "warning" && files.has(file));
}
