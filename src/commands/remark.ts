/** What a person says of a workstream's pull request on this machine; on GitHub people write it on its pages. */
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { userName } from "./intent.ts";
import { findWorkstream } from "./one-workstream.ts";
import { openProject } from "./project.ts";
import { look } from "./tick.ts";

/** `workstreams review <id> <words>`: kept beside the pull request, and shown to the agent of the next attempt. */
export async function remark(context: CommandContext, id: string, words: string): Promise<ExitCode> {
  if (words.trim() === "") throw new CommandError(2, `say something about ${id}: the words are empty`);
  const project = await openProject(context.directory, context.surroundings);
  const seen = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
  const { pull, state } = findWorkstream(seen, id);
  if (pull === undefined || pull.state === "merged") {
    throw new CommandError(
      1,
      `${id} has no pull request to speak of: it is ${state}; see \`workstreams explain ${id}\``,
    );
  }
  await project.forge.say(pull.number, await userName(project), words);
  context.talk(`noted on #${pull.number} of ${id}; \`workstreams retry ${id}\` starts another attempt, which is told`);
  return 0;
}
