import type { Sha } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { readObjects } from "./cat-file.ts";
import type { Repository } from "./repository.ts";

/** A regular file of a commit. */
export interface RepositoryFile {
  readonly path: string;
  /** The blob's name: the same content has the same. */
  readonly blob: Sha;
  readonly text: string;
}

/**
 * The regular files of a commit at these literal paths or below them, by path; without paths, all. Bytes that are no
 * UTF-8 become U+FFFD. What was read once is not read again.
 */
export async function readFiles(
  repository: Repository,
  commit: Sha,
  paths: readonly string[] = [],
): Promise<readonly RepositoryFile[]> {
  const listings = filesOf(repository);
  const key = [commit, ...paths].join("\0");
  const known = listings.get(key);
  if (known !== undefined) return known;
  const entries = await listFiles(repository, commit, paths);
  const texts = await readBlobs(
    repository,
    entries.map((entry) => entry.blob),
  );
  const files = entries.map(({ path, blob }, index) => ({ path, blob, text: texts[index] ?? "" }));
  listings.set(key, files);
  return files;
}

/** The text of files of any commits, in one process; undefined where a commit has no such file. */
export async function readFilesAt(
  repository: Repository,
  files: readonly { readonly commit: Sha; readonly path: string }[],
): Promise<readonly (string | undefined)[]> {
  return readBlobs(
    repository,
    files.map((file) => `${file.commit}:${file.path}`),
  );
}

const filesOf = cachePer<readonly RepositoryFile[]>(16);
const textOf = cachePer<string>(50_000);

async function listFiles(
  repository: Repository,
  commit: Sha,
  paths: readonly string[],
): Promise<readonly { path: string; blob: Sha }[]> {
  const output = await repository.git.query(["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths]);
  const entries: { path: string; blob: Sha }[] = [];
  for (const record of output.toString().split("\0")) {
    const [, blob, path] = REGULAR_FILE.exec(record) ?? [];
    if (blob !== undefined && path !== undefined) entries.push({ path, blob });
  }
  return entries;
}

const REGULAR_FILE = /^100[0-7]{3} blob ([0-9a-f]{40})\t(.+)$/s;

/** `names` are those of blobs, or `<commit>:<path>`: neither ever changes. */
async function readBlobs(repository: Repository, names: readonly string[]): Promise<readonly (string | undefined)[]> {
  const texts = textOf(repository);
  const known = new Map(names.map((name) => [name, texts.get(name)]));
  const unknown = [...known.keys()].filter((name) => known.get(name) === undefined);
  const objects = await readObjects(
    repository,
    unknown.map((name) => ({ want: "contents", name })),
  );
  for (const [index, name] of unknown.entries()) {
    const object = objects[index];
    if (object?.type !== "blob") continue;
    const text = object.content.toString();
    texts.set(name, text);
    known.set(name, text);
  }
  return names.map((name) => known.get(name));
}
