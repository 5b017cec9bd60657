import type { Change, Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { readObjects } from "./cat-file.ts";
import type { Repository } from "./repository.ts";

/**
 * What `to` changes against `from`, both commits or trees, by path; a rename is a deletion and an addition. Bytes of
 * names that are no UTF-8 become U+FFFD.
 */
export async function changesBetween(repository: Repository, from: Sha, to: Sha): Promise<readonly Change[]> {
  const known = changesOf(repository).get(`${from} ${to}`);
  if (known !== undefined) return known;
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=none", from, to];
  const entries = parseRaw((await repository.git.query(args)).toString());
  const asked = entries.filter((entry) => entry.kind !== "deleted" && entry.mode !== SUBMODULE);
  const objects = await readObjects(
    repository,
    asked.map((entry) => ({ want: entry.mode === SYMLINK ? "contents" : "info", name: entry.sha })),
  );
  const objectOf = new Map(asked.map((entry, index) => [entry, objects[index]]));
  const changes = entries.map((entry) => {
    const object = objectOf.get(entry);
    const target = entry.mode === SYMLINK ? object?.content.toString() : undefined;
    return { path: entry.path, kind: entry.kind, mode: entry.mode, bytes: object?.bytes ?? 0, target };
  });
  changesOf(repository).set(`${from} ${to}`, changes);
  return changes;
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
function parseRaw(output: string): readonly Entry[] {
  const fields = output.split("\0");
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
