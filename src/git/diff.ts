import { MAX_FILES } from "../plan/config.ts";
import { UNLISTED } from "../state/facts.ts";
import type { Change, Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { readObjects } from "./cat-file.ts";
import type { GitObject } from "./cat-file.ts";
import { SUBMODULE, listRanges } from "./raw-diff.ts";
import type { DiffRange, Entry } from "./raw-diff.ts";
import type { Repository } from "./repository.ts";

export type { DiffRange } from "./raw-diff.ts";

/**
 * What `to` changes against `from`, both commits or trees, by path; a rename is a deletion and an addition. Bytes of
 * names that are no UTF-8 become U+FFFD. Of more changes than any contract allows, or names that make a list of them
 * endless, the first ones, and UNLISTED at the end.
 */
export async function changesBetween(repository: Repository, from: Sha, to: Sha): Promise<readonly Change[]> {
  const [changes = []] = await changesOfRanges(repository, [{ from, to }]);
  return changes;
}

/** The same for any number of ranges, in their order, with the same few processes. */
export async function changesOfRanges(
  repository: Repository,
  ranges: readonly DiffRange[],
): Promise<readonly (readonly Change[])[]> {
  const known = changesOf(repository);
  const keys = ranges.map(({ from, to }) => `${from} ${to}`);
  const found = new Map(keys.map((key) => [key, known.get(key)]));
  const open = ranges.filter((_, index) => found.get(keys[index] ?? "") === undefined);
  for (const [index, changes] of (await readChanges(repository, open)).entries()) {
    const key = `${open[index]?.from} ${open[index]?.to}`;
    found.set(key, changes);
    known.set(key, changes);
  }
  return keys.map((key) => found.get(key) ?? []);
}

async function readChanges(
  repository: Repository,
  ranges: readonly DiffRange[],
): Promise<readonly (readonly Change[])[]> {
  if (ranges.length === 0) return [];
  const listings = await listRanges(repository, ranges, MAX_FILES);
  const asked = listings.flatMap(({ entries }) => entries).filter(hasObject);
  const infos = await readObjects(
    repository,
    asked.map((entry) => ({ want: "info", name: entry.sha })),
  );
  const objectOf = new Map(asked.map((entry, index) => [entry, infos[index]]));
  const targetOf = await readTargets(repository, objectOf);
  return listings.map(({ entries, isCut }) => [
    ...entries.map((entry): Change => {
      const { path, kind, mode } = entry;
      return { path, kind, mode, bytes: objectOf.get(entry)?.bytes ?? 0, target: targetOf.get(entry) };
    }),
    ...(isCut ? [UNLISTED] : []),
  ]);
}

function hasObject({ kind, mode }: Entry): boolean {
  return kind !== "deleted" && mode !== SUBMODULE;
}

const SYMLINK = "120000";
/** PATH_MAX of Linux; no other system has a larger one. */
const LONGEST_TARGET = 4096;

/** Where symbolic links lead. A blob of any size can be called one: what no system takes is not read. */
async function readTargets(
  repository: Repository,
  objects: ReadonlyMap<Entry, GitObject | undefined>,
): Promise<ReadonlyMap<Entry, string>> {
  const links = [...objects].filter(([{ mode }, object]) => mode === SYMLINK && (object?.bytes ?? 0) < LONGEST_TARGET);
  const contents = await readObjects(
    repository,
    links.map(([{ sha }]) => ({ want: "contents", name: sha })),
  );
  return new Map(links.map(([entry], index) => [entry, contents[index]?.content.toString() ?? ""]));
}

const changesOf = cachePer<readonly Change[]>(1_000);
