/** What a step says in its log, where the runner looks for commands in every line (actions/runner, ActionCommand.cs). */
import { randomUUID } from "node:crypto";
import * as core from "@actions/core";
import { followLog } from "../../agents/follow-log.ts";

/** Says something for people. Names and words of others in it are no commands. */
export function say(text: string): void {
  core.info(withoutCommands(text));
}

/** Stands where a command would begin; nobody sees it. */
const BREAK = "\u200B";

/** The runner takes `::` at the start of a line, after any blanks, and `##[` anywhere in it. */
export function withoutCommands(text: string): string {
  return text.replaceAll("##[", `##${BREAK}[`).replaceAll(/^([\s\u0085]*:)(?=:)/gm, `$1${BREAK}`);
}

/** While `run` goes on the runner takes nothing that this process prints for a command, whoever wrote it. */
export async function withCommandsStopped<T>(run: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  try {
    return await run();
  } finally {
    process.stdout.write(`\n::${token}::\n`);
  }
}

/** Shows what a program writes into a log file while `run` goes on. */
export function showLog<T>(file: string, run: () => Promise<T>): Promise<T> {
  return withCommandsStopped(async () => {
    const following = followLog(file, (text) => void process.stdout.write(text));
    try {
      return await run();
    } finally {
      await following.stop();
    }
  });
}
