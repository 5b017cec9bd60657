import type { Repository } from "./repository.ts";
import { readSetting } from "./repository.ts";

/** The names of the repository's remotes, `origin` first. */
export async function listRemotes(repository: Repository): Promise<readonly string[]> {
  const names = (await repository.git.read(["remote"])).split("\n").filter((name) => name !== "");
  return names.toSorted((a, b) => Number(b === "origin") - Number(a === "origin"));
}

/**
 * What a remote has at or below this prefix now: objects by full name. It is asked with the user's own credentials, and
 * never waits for a person, nor long for a server that says nothing.
 */
export async function listRemoteRefs(
  repository: Repository,
  remote: string,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  const impatient = repository.git.at(repository.gitDir, {
    GIT_DIR: repository.gitDir,
    ...(await sshCommand(repository)),
  });
  const output = await impatient.read([...IMPATIENCE, "ls-remote", "--refs", "--", remote, `${prefix}*`]);
  const lines = output.split("\n").map((line) => line.split("\t"));
  return new Map(lines.flatMap(([sha = "", name]) => (name?.startsWith(prefix) ? [[name, sha]] : [])));
}

const SECONDS = 10;
const IMPATIENCE = ["-c", "http.lowSpeedLimit=1", "-c", `http.lowSpeedTime=${SECONDS}`];

/** What the user has configured for ssh stays. */
async function sshCommand(repository: Repository): Promise<Readonly<Record<string, string>>> {
  if ((await readSetting(repository, "core.sshCommand")) !== undefined) return {};
  return { GIT_SSH_COMMAND: `ssh -o BatchMode=yes -o ConnectTimeout=${SECONDS}` };
}
