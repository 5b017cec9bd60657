import type { Repository } from "./repository.ts";

/** The name of the remote's default branch, such as `main`; undefined where the remote has no commits yet. */
export async function readRemoteHead(repository: Repository, url: string): Promise<string | undefined> {
  const output = await repository.git.read(["ls-remote", "--symref", "--", url, "HEAD"]);
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(output)?.[1];
}
