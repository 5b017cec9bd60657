import { randomUUID } from "node:crypto";
import { followLog } from "../../agents/follow-log.ts";

/**
 * Shows what a program writes into a log file while `run` goes on. The runner takes none of it for a command: between the
 * two lines it reads no commands at all.
 */
export async function showLog<T>(file: string, run: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  const following = followLog(file, (text) => void process.stdout.write(text));
  try {
    return await run();
  } finally {
    await following.stop();
    process.stdout.write(`\n::${token}::\n`);
  }
}
