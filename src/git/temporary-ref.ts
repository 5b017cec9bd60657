import { randomBytes } from "node:crypto";
import type { Sha } from "../state/facts.ts";
import type { Repository } from "./repository.ts";

/** What temporary refs are called: commands that know commits only by a ref get one for as long as they run. */
export const TEMPORARY_REF = /^refs\/workstreams\/tmp\/[0-9a-f]{16}$/;

/** Gives a commit a name for as long as `run` takes. */
export async function withRef<T>(repository: Repository, commit: Sha, run: (ref: string) => Promise<T>): Promise<T> {
  const ref = `refs/workstreams/tmp/${randomBytes(8).toString("hex")}`;
  await repository.git.write(["update-ref", ref, commit]);
  try {
    return await run(ref);
  } finally {
    await repository.git.write(["update-ref", "-d", ref]);
  }
}
