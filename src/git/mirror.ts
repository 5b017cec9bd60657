import { mkdir } from "node:fs/promises";
import { openGit } from "./git.ts";
import { openRepository } from "./repository.ts";
import type { Repository } from "./repository.ts";

/** Where a mirror's refs come from and go to. */
export interface Remote {
  readonly url: string;
  /** Value of the `Authorization` header that git sends there. */
  readonly authorization: string;
}

/**
 * A bare repository in `directory`, made where it is missing, whose git speaks to the remote with its credentials. They
 * are in the environment of each git process and nowhere else: neither on disk nor on a command line.
 */
export async function openMirror(directory: string, remote: Remote): Promise<Repository> {
  await mkdir(directory, { recursive: true });
  await openGit(directory).write(["init", "--quiet", "--bare", "--initial-branch=main"]);
  const opened = await openRepository(directory);
  if (opened.kind !== "repository") throw new Error(opened.message);
  const variables = { ...credentials(remote), GIT_DIR: opened.gitDir };
  return { ...opened, git: openGit(opened.gitDir, variables) };
}

/** Git's settings by environment, in the order of its own command line. */
function credentials({ url, authorization }: Remote): Readonly<Record<string, string>> {
  const header = `http.${new URL(url).origin}/.extraHeader`;
  const settings = [
    // What the machine has configured for the same place would be sent as well, and GitHub refuses two.
    [header, ""],
    [header, `Authorization: ${authorization}`],
    ["credential.helper", ""],
    // A connection that says nothing for a minute is broken.
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", "60"],
  ];
  const variables = settings.flatMap(([key = "", value = ""], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(settings.length) };
}
