import { mkdir } from "node:fs/promises";
import { openGit } from "./git.ts";
import type { Git } from "./git.ts";
import { openRepository } from "./repository.ts";
import type { Repository } from "./repository.ts";

/** Where a mirror's refs come from and go to. */
export interface Remote {
  readonly url: string;
  /** Value of the `Authorization` header that git sends there. */
  readonly authorization: string;
}

/**
 * A repository that follows a remote one. Its `git` sees no credentials and nothing that the machine has configured:
 * files of agents say by their attributes which filters and merge drivers they want, and none of the machine's shall run
 * on them. Files of Git LFS stay the pointers that they are in the repository.
 */
export interface Mirror extends Repository {
  /** Git with the credentials, by way of the machine's proxies and certificates: for ls-remote, fetch and push alone. */
  readonly remote: Git;
}

/**
 * A bare mirror in `directory`, made where it is missing. The credentials are in the environment of those git processes
 * that need them and nowhere else: neither on disk nor on a command line.
 */
export async function openMirror(directory: string, remote: Remote): Promise<Mirror> {
  await mkdir(directory, { recursive: true });
  const init = ["init", "--quiet", "--bare", "--template=", "--initial-branch=main"];
  await openGit(directory, {}, "none").write(init);
  const opened = await openRepository(directory, "none");
  if (opened.kind !== "repository") throw new Error(opened.message);
  return { ...opened, remote: openGit(opened.gitDir, { ...credentials(remote), GIT_DIR: opened.gitDir }) };
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
