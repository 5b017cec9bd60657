import type { Change, Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { readObjects } from "./cat-file.ts";
import type { Repository } from "./repository.ts";

/** Two commits, or trees, of which the second is compared with the first. */
export interface DiffRange {
  readonly from: Sha;
  readonly to: Sha;
}

/**
 * What `to` changes against `from`, both commits or trees, by path; a rename is a deletion and an addition. Bytes of
 * names that are no UTF-8 become U+FFFD.
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
  const parts = (await readRaw(repository, ranges)).map(parseRaw);
  const asked = parts.flat().filter((entry) => entry.kind !== "deleted" && entry.mode !== SUBMODULE);
  const objects = await readObjects(
    repository,
    asked.map((entry) => ({ want: entry.mode === SYMLINK ? "contents" : "info", name: entry.sha })),
  );
  const objectOf = new Map(asked.map((entry, index) => [entry, objects[index]]));
  return parts.map((entries) =>
    entries.map((entry) => {
      const object = objectOf.get(entry);
      const target = entry.mode === SYMLINK ? object?.content.toString() : undefined;
      return { path: entry.path, kind: entry.kind, mode: entry.mode, bytes: object?.bytes ?? 0, target };
    }),
  );
}

/** Git's fields for each range: it takes many only as trees. */
async function readRaw(repository: Repository, ranges: readonly DiffRange[]): Promise<readonly (readonly string[])[]> {
  const names = ranges.flatMap(({ from, to }) => [from, to]);
  const trees = await readObjects(
    repository,
    names.map((name) => ({ want: "info", name: `${name}^{tree}` })),
  );
  const lines = ranges.map((range, index) => {
    const [from, to] = trees.slice(2 * index, 2 * index + 2);
    if (from === undefined || to === undefined)
      throw new Error(`${range.from} or ${range.to} is not in the repository`);
    return `${from.sha} ${to.sha}`;
  });
  const args = ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=none"];
  return splitAnswers((await repository.git.query(args, `${lines.join("\n")}\n`)).toString(), lines);
}

/** A line with the two names begins each answer; then come fields, two for each change. */
function splitAnswers(output: string, lines: readonly string[]): readonly (readonly string[])[] {
  const answers: string[][] = [];
  for (const [index, field] of output.split("\0").entries()) {
    // Only a change can be preceded by a line: a path may hold anything.
    const rest = index % 2 === 0 ? takeLines(field, lines, answers) : field;
    if (rest !== "") answers.at(-1)?.push(rest);
  }
  return answers;
}

/** Begins an answer for each line at the start of the field; what is left of it is returned. */
function takeLines(field: string, lines: readonly string[], answers: string[][]): string {
  let rest = field;
  for (let line = lines[answers.length]; line !== undefined; line = lines[answers.length]) {
    if (!rest.startsWith(`${line}\n`)) break;
    rest = rest.slice(line.length + 1);
    answers.push([]);
  }
  return rest;
}

const changesOf = cachePer<readonly Change[]>(1_000);

const SYMLINK = "120000";
const SUBMODULE = "160000";

interface Entry {
  readonly path: string;
  readonly kind: Change["kind"];
  readonly mode: string;
  readonly sha: Sha;
}

/** `:<old mode> <new mode> <old sha> <new sha> <letter> NUL <path> NUL`, again and again. */
function parseRaw(fields: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [old = "", mode = "", , sha = "", letter = ""] = (fields[at] ?? "").split(" ");
    const isSubmodule = mode === SUBMODULE || old === `:${SUBMODULE}`;
    const kind = KINDS[letter] ?? "modified";
    entries.push({ path: fields[at + 1] ?? "", kind, mode: isSubmodule ? SUBMODULE : mode, sha });
  }
  return entries;
}

/** `M` and `T`, a change of type, are modifications. */
const KINDS: Readonly<Record<string, Change["kind"]>> = { A: "added", D: "deleted" };
