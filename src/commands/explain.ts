import { printExplanation } from "../text/explain.ts";
import { explanationToJson } from "../text/explanation.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { findWorkstream } from "./one-workstream.ts";
import { printJson } from "./print-json.ts";
import { openProject } from "./project.ts";
import { look } from "./tick.ts";

/** `workstreams explain <id>`: why it runs, waits or failed, down to the root of the chain. */
export async function explain(
  context: CommandContext,
  id: string,
  options: { readonly json: boolean },
): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const seen = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
  findWorkstream(seen, id);
  const clock = { now: context.surroundings.now() };
  const { plan } = seen.reading;
  const { states } = seen.decision;
  if (options.json) printJson(context, explanationToJson(id, plan, states, clock));
  else context.print(printExplanation(id, plan, states, clock));
  return 0;
}
