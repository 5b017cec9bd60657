/** Which open pull requests may get in each other's way, by what they change alone; git then tells of each pair. */
import { foldCase } from "../plan/scope-case.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Change, Pull } from "../state/facts.ts";

/** Two pull requests, of which at least one is a workstream's, in the order of their numbers. */
export interface PairToMerge {
  readonly a: Pull;
  readonly b: Pull;
  /** Paths that both change: also one that becomes a folder of the other's. Empty: only git can tell. */
  readonly shared: readonly string[];
  /** Paths that one adds to a folder which the other one may have renamed; of each folder one. */
  readonly added: readonly string[];
}

/**
 * All pairs that share a path, and those without one that git's merge may refuse all the same: one adds a file to a folder that
 * the other one may have renamed. No other two can conflict.
 */
export function findPairs(pulls: readonly Pull[], pathCase: PathCase): readonly PairToMerge[] {
  const open = pulls.filter(({ state }) => state === "open").toSorted((a, b) => a.number - b.number);
  const pairs = new Map<string, Meeting>();
  const meet = (one: Pull, other: Pull, on: "shared" | "added", path: string): void => {
    if (one === other || (one.id === undefined && other.id === undefined)) return;
    const [a, b] = one.number < other.number ? [one, other] : [other, one];
    const key = `${a.number} ${b.number}`;
    const pair = pairs.get(key) ?? { a, b, shared: new Set(), added: new Set() };
    pairs.set(key, pair);
    pair[on].add(path);
  };
  const fold = pathCase === "insensitive" ? foldCase : (path: string): string => path;
  meetOnPaths(open, fold, meet);
  meetInFolders(open, fold, meet);
  const found = Array.from(pairs.values(), ({ a, b, shared, added }) => ({
    a,
    b,
    shared: [...shared].toSorted(),
    added: [...added].toSorted(),
  }));
  return found.toSorted((x, y) => x.a.number - y.a.number || x.b.number - y.b.number);
}

interface Meeting {
  readonly a: Pull;
  readonly b: Pull;
  readonly shared: Set<string>;
  readonly added: Set<string>;
}

type Meet = (one: Pull, other: Pull, on: "shared" | "added", path: string) => void;
/** One spelling for all paths that count as the same. */
type Fold = (path: string) => string;

function meetOnPaths(open: readonly Pull[], fold: Fold, meet: Meet): void {
  const byPath = indexBy(open, ({ path }) => [fold(path)]);
  for (const pull of open) {
    for (const { path } of pull.changes) {
      const key = fold(path);
      for (const other of byPath.get(key) ?? []) if (other.number > pull.number) meet(pull, other, "shared", path);
      // A file in the one where the other has a folder.
      for (const folder of foldersAbove(key)) {
        for (const other of byPath.get(folder) ?? []) meet(pull, other, "shared", path);
      }
    }
  }
}

/** Git moves what is added to a folder after it, when the other side renamed the folder: that is a conflict. */
function meetInFolders(open: readonly Pull[], fold: Fold, meet: Meet): void {
  const renaming = open.filter(({ changes }) => changes.some(isAdded) && changes.some(isDeleted));
  const emptied = indexBy(renaming, (change) => (isDeleted(change) ? foldersAbove(fold(change.path)) : []));
  if (emptied.size === 0) return;
  for (const pull of open) {
    const added = pull.changes.filter(isAdded);
    const folders = new Map(added.flatMap(({ path }) => foldersAbove(fold(path)).map((folder) => [folder, path])));
    for (const [folder, path] of folders) {
      for (const other of emptied.get(folder) ?? []) meet(pull, other, "added", path);
    }
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
