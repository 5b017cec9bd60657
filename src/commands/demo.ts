import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { initRepository } from "../git/init.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { run } from "./run.ts";

export interface DemoOptions {
  readonly agents: number;
  readonly signal: AbortSignal;
}

/** `workstreams demo`: the sample plan from nothing to merged, in a temporary repository, with scripted agents. */
export async function demo(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), "workstreams-demo-"));
  const directory = join(folder, "notes");
  await writeRepository(findHome(context.program), directory, options.agents);
  context.talk(`demo: a repository with the sample plan is in ${directory}`);
  const code = await run(
    { ...context, directory },
    {
      agents: undefined,
      agentCommand: undefined,
      merge: "auto",
      acceptance: "on",
      untilIdle: true,
      json: false,
      report: { folder: undefined },
      signal: options.signal,
    },
  );
  context.talk(`look around: cd ${directory} && git log --oneline --graph`);
  context.print(join(directory, "reports", "workstreams.html"));
  return code;
}

/** The folder of the package, which holds the sample plan and the scripted agent. */
function findHome(program: string): string {
  for (let folder = dirname(program); ; folder = dirname(folder)) {
    if (existsSync(join(folder, AGENT))) return folder;
    if (folder === dirname(folder)) throw new CommandError(2, `the demo needs ${AGENT} beside the program ${program}`);
  }
}

const AGENT = join("demo", "agent.mjs");

async function writeRepository(home: string, directory: string, agents: number): Promise<void> {
  await cp(join(home, "workstreams"), join(directory, "workstreams"), { recursive: true });
  await mkdir(join(directory, ".github"));
  await writeFile(join(directory, ".github", "workstreams.yml"), stringify(demoConfiguration(home, agents)));
  await writeFile(join(directory, "README.md"), "# Notes\n\nWritten by many agents at once.\n");
  await writeFile(join(directory, ".gitignore"), "reports/\n");
  await initRepository(directory, {
    branch: "main",
    message: "Start the notes app",
    settings: { "workstreams.home": join(dirname(directory), "state") },
  });
}

/** The agents are one script, started with an argument array; a failed attempt is retried after a second. */
function demoConfiguration(home: string, agents: number): unknown {
  const command = [process.execPath, join(home, AGENT)];
  return {
    agents: Array.from({ length: agents }, (_, index) => ({ id: `agent-${index + 1}`, type: "command", command })),
    defaults: { backoff_minutes: 1 / 60 },
  };
}
