/** Which open pull requests may get in each other's way, by what they change alone; git then tells of each pair. */
import type { Change, Pull } from "../state/facts.ts";

/** Two pull requests, of which at least one is a workstream's, in the order of their numbers. */
export interface PairToMerge {
  readonly a: Pull;
  readonly b: Pull;
  /** Paths that both change: also one that becomes a folder of the other's. Empty: only git can tell. */
  readonly shared: readonly string[];
}

/**
 * All pairs that share a path, and those without one that git's merge may refuse all the same: one adds a file to a folder that
 * the other one may have renamed. No other two can conflict.
 */
export function findPairs(pulls: readonly Pull[]): readonly PairToMerge[] {
  const open = pulls.filter(({ state }) => state === "open").toSorted((a, b) => a.number - b.number);
  const pairs = new Map<string, { a: Pull; b: Pull; shared: Set<string> }>();
  const meet = (one: Pull, other: Pull, path?: string): void => {
    if (one === other || (one.id === undefined && other.id === undefined)) return;
    const [a, b] = one.number < other.number ? [one, other] : [other, one];
    const key = `${a.number} ${b.number}`;
    const pair = pairs.get(key) ?? { a, b, shared: new Set() };
    pairs.set(key, pair);
    if (path !== undefined) pair.shared.add(path);
  };
  meetOnPaths(open, meet);
  meetInFolders(open, meet);
  const found = Array.from(pairs.values(), ({ a, b, shared }) => ({ a, b, shared: [...shared].toSorted() }));
  return found.toSorted((x, y) => x.a.number - y.a.number || x.b.number - y.b.number);
}

type Meet = (one: Pull, other: Pull, path?: string) => void;

function meetOnPaths(open: readonly Pull[], meet: Meet): void {
  const byPath = indexBy(open, ({ path }) => [path]);
  for (const pull of open) {
    for (const { path } of pull.changes) {
      for (const other of byPath.get(path) ?? []) if (other.number > pull.number) meet(pull, other, path);
      // A file in the one where the other has a folder.
      for (const folder of foldersAbove(path)) for (const other of byPath.get(folder) ?? []) meet(pull, other, path);
    }
  }
}

/** Git moves what is added to a folder after it, when the other side renamed the folder: that is a conflict. */
function meetInFolders(open: readonly Pull[], meet: Meet): void {
  const renaming = open.filter(({ changes }) => changes.some(isAdded) && changes.some(isDeleted));
  const emptied = indexBy(renaming, (change) => (isDeleted(change) ? foldersAbove(change.path) : []));
  if (emptied.size === 0) return;
  for (const pull of open) {
    const folders = new Set(pull.changes.filter(isAdded).flatMap(({ path }) => foldersAbove(path)));
    for (const folder of folders) for (const other of emptied.get(folder) ?? []) meet(pull, other);
  }
}

function isAdded({ kind }: Change): boolean {
  return kind === "added";
}

function isDeleted({ kind }: Change): boolean {
  return kind === "deleted";
}

function indexBy(
  pulls: readonly Pull[],
  keysOf: (change: Change) => readonly string[],
): ReadonlyMap<string, Set<Pull>> {
  const index = new Map<string, Set<Pull>>();
  for (const pull of pulls) {
    for (const key of pull.changes.flatMap(keysOf)) {
      const found = index.get(key);
      if (found === undefined) index.set(key, new Set([pull]));
      else found.add(pull);
    }
  }
  return index;
}

/** `a` and `a/b` of `a/b/c`; the root is above everything and is never renamed. */
function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.push(path.slice(0, at));
  return folders;
}
