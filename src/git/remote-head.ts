import type { Mirror } from "./mirror.ts";

/** The name of the remote's default branch, such as `main`; undefined where the remote has no commits yet. */
export async function readRemoteHead(mirror: Mirror, url: string): Promise<string | undefined> {
  const output = await mirror.remote.read(["ls-remote", "--symref", "--", url, "HEAD"]);
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(output)?.[1];
}
