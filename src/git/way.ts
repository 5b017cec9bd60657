/** What a head's own commits hold, also where it is gone again in the head: it becomes part of the history all the same. */
import type { CommitRange } from "./bundle.ts";
import { readObjects } from "./cat-file.ts";
import type { Repository } from "./repository.ts";

/** More objects than any change has that could be reviewed: their names alone are more than this. */
const LIMITS = { bytes: 256 * 1024 * 1024, mebibytes: 1024, seconds: 300 };

/** The size of the largest file on the way that is larger than `most`, in bytes; undefined: there is none. */
export async function largestOnTheWay(
  repository: Repository,
  { head, claim }: CommitRange,
  most: number,
): Promise<number | undefined> {
  const filter = [`--filter=blob:limit=${most + 1}`, "--filter-print-omitted", "--no-object-names"];
  const output = await repository.git.query(["rev-list", "--objects", ...filter, head, `^${claim}`], undefined, LIMITS);
  const names = output.toString("latin1").match(/(?<=^~)[0-9a-f]{40}$/gm) ?? [];
  const files = await readObjects(
    repository,
    names.map((name) => ({ want: "info", name })),
  );
  return files.reduce<number | undefined>((largest, file) => Math.max(largest ?? 0, file?.bytes ?? 0), undefined);
}

/** Whether any commit on the way changes something at or below a path. */
export async function isTouchedOnTheWay(
  repository: Repository,
  { head, claim }: CommitRange,
  path: string,
): Promise<boolean> {
  const args = ["rev-list", "--max-count=1", "--full-history", head, `^${claim}`, "--", `:(literal,top)${path}`];
  return (await repository.git.query(args, undefined, LIMITS)).length > 0;
}
