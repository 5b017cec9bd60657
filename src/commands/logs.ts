import { readLog } from "../agents/log.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { findWorkstream } from "./one-workstream.ts";
import { attemptPaths } from "./paths.ts";
import { openProject } from "./project.ts";
import { look } from "./tick.ts";

/** `workstreams logs <id>`: what an attempt printed, the newest one unless `attempt` names another. */
export async function logs(
  context: CommandContext,
  id: string,
  options: { readonly attempt: number | undefined },
): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const seen = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
  const { attempts } = findWorkstream(seen, id);
  const number = options.attempt ?? attempts.at(-1)?.number;
  const attempt = attempts.find((candidate) => candidate.number === number);
  if (number === undefined || attempt === undefined) {
    const known = attempts.map((each) => each.number).join(", ");
    const what = number === undefined ? "no attempt yet" : `no attempt ${number}`;
    throw new CommandError(1, `${id} has ${what}${known === "" ? "" : `: it has ${known}`}`);
  }
  const { logFile } = attemptPaths(project.paths, id, number);
  const log = readLog(logFile);
  if (log === undefined) throw new CommandError(1, `${id} attempt ${number} left no log on this machine (${logFile})`);
  context.talk(`${id} attempt ${number}: ${logFile}${log.cut ? ", its end" : ""}`);
  if (log.text !== "") context.print(log.text);
  return 0;
}
