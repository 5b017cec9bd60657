import { graphToJson, printMermaid } from "../text/mermaid.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { readWorkingPlan } from "./working-tree.ts";

/** `workstreams graph`: the plan's dependencies as a picture or as data. */
export async function graph(
  context: CommandContext,
  options: { readonly format: "mermaid" | "json" },
): Promise<ExitCode> {
  const { plan } = await readWorkingPlan(context.directory);
  if (options.format === "json") printJson(context, graphToJson(plan));
  else context.print(printMermaid(plan));
  return 0;
}
