import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Every file below a folder but git's own, with its content and the time of its last change. */
export async function readFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const own = files.filter((path) => !path.startsWith(join(folder, ".git", "/")));
  const read = own.toSorted().map(async (path): Promise<[string, string]> => {
    const { mtimeMs } = await stat(path);
    return [path.slice(folder.length + 1), `${mtimeMs} ${await readFile(path, "latin1")}`];
  });
  return new Map(await Promise.all(read));
}
