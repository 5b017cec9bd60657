import type { Repository } from "./repository.ts";

/** The name of the remote's default branch, such as `main`; rejects where the remote has none yet. */
export async function readRemoteHead(repository: Repository, url: string): Promise<string> {
  const output = await repository.git.read(["ls-remote", "--symref", "--", url, "HEAD"]);
  const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(output)?.[1];
  if (branch === undefined) throw new Error("the repository has no commits yet: commit the workstream files first");
  return branch;
}
