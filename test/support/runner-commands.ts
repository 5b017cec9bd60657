/** What GitHub's runner takes for commands in the output of a step (actions/runner, ActionCommand.cs). */

export interface RunnerCommand {
  readonly name: string;
  /** The rest of its line, as it was written. */
  readonly data: string;
}

/** As of runner 2.3xx; what is none of these is text, and so is a token that was not announced. */
const KNOWN: ReadonlySet<string> = new Set([
  "set-env",
  "set-output",
  "save-state",
  "add-mask",
  "add-path",
  "add-matcher",
  "remove-matcher",
  "debug",
  "warning",
  "error",
  "notice",
  "group",
  "endgroup",
  "echo",
]);

/** In their order, without those between `stop-commands` and its token. Lines end as .NET has it. */
export function commandsIn(output: string): readonly RunnerCommand[] {
  const found: RunnerCommand[] = [];
  let token: string | undefined;
  for (const line of output.split(/\r\n|\r|\n/)) {
    const command = parse(line, token);
    if (command === undefined) continue;
    if (token !== undefined) token = command.name === token ? undefined : token;
    else if (command.name === "stop-commands") token = command.data.toLowerCase();
    else found.push(command);
  }
  return found;
}

function parse(line: string, token: string | undefined): RunnerCommand | undefined {
  return parseNew(line, token) ?? parseOld(line, token);
}

/** `::name properties::data` after any blanks. */
function parseNew(line: string, token: string | undefined): RunnerCommand | undefined {
  const [, info = "", data = ""] = /^[\s\u0085]*::(.*?)::(.*)$/.exec(line) ?? [];
  return toCommand(info, data, token);
}

/** `##[name properties]data` anywhere in the line. */
function parseOld(line: string, token: string | undefined): RunnerCommand | undefined {
  const [, info = "", data = ""] = /##\[(.*?)\](.*)$/.exec(line) ?? [];
  return toCommand(info, data, token);
}

function toCommand(info: string, data: string, token: string | undefined): RunnerCommand | undefined {
  const name = (info.split(" ", 1)[0] ?? "").toLowerCase();
  return KNOWN.has(name) || name === "stop-commands" || name === token ? { name, data } : undefined;
}
