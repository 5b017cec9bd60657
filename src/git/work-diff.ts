/** What an attempt changed, in short and as text: for people and prompts, never to be applied. */
import type { Sha } from "../state/facts.ts";
import { readObjects } from "./cat-file.ts";
import type { DiffRange } from "./diff.ts";
import type { Repository } from "./repository.ts";

/** Most lines of the differences that are read. */
const MOST_LINES = 150;
/** A file that is larger on one of the sides, in bytes, is counted and not shown. */
const MOST_BYTES = 256 * 1024;

export interface WorkDiff {
  readonly files: readonly FileLines[];
  /** The first lines of the difference; empty where nothing in it is text. */
  readonly patch: string;
}

/** Lines that came and went; undefined where git takes the file for no text. */
export interface FileLines {
  readonly path: string;
  readonly added: number | undefined;
  readonly deleted: number | undefined;
}

/** By path; a rename is a deletion and an addition. Attributes and settings of nobody's start a program. */
export async function readWorkDiff(repository: Repository, range: DiffRange): Promise<WorkDiff> {
  const files = parseCounts((await diffTree(repository, range, ["-z", "--numstat"])).split("\0"));
  const shown = await showable(repository, range, files);
  if (shown.length === 0) return { files, patch: "" };
  const patch = await diffTree(repository, range, ["--patch", "--irreversible-delete"], shown);
  // A file that somebody's attributes call text, whatever it is.
  if (patch.includes("\0")) return { files, patch: "" };
  const lines = patch.trimEnd().split("\n");
  return {
    files,
    patch: lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "…"].join("\n") : lines.join("\n"),
  };
}

const SAFE = ["-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=none"];

async function diffTree(
  repository: Repository,
  { from, to }: DiffRange,
  how: readonly string[],
  paths: readonly string[] = [],
): Promise<string> {
  const args = ["--literal-pathspecs", "diff-tree", ...SAFE, ...how, from, to, "--", ...paths];
  return (await repository.git.query(args)).toString();
}

/** `<added> TAB <deleted> TAB <path>`, with dashes for what is no text. */
function parseCounts(records: readonly string[]): readonly FileLines[] {
  return records.flatMap((record) => {
    const [, added = "", deleted = "", path = ""] = /^(\d+|-)\t(\d+|-)\t([^]+)$/.exec(record) ?? [];
    return path === "" ? [] : [{ path, added: toCount(added), deleted: toCount(deleted) }];
  });
}

function toCount(text: string): number | undefined {
  return text === "-" ? undefined : Number(text);
}

/** The first files of text that are enough to fill the lines, without those that are too large. */
async function showable(
  repository: Repository,
  range: DiffRange,
  files: readonly FileLines[],
): Promise<readonly string[]> {
  const texts = files.filter(({ added }) => added !== undefined).slice(0, MOST_LINES);
  const small = await areSmall(repository, range.from, range.to, texts);
  const shown: string[] = [];
  let lines = 0;
  for (const [index, { path, added = 0, deleted = 0 }] of texts.entries()) {
    if (lines >= MOST_LINES) break;
    if (small[index] !== true) continue;
    shown.push(path);
    lines += added + deleted;
  }
  return shown;
}

async function areSmall(
  repository: Repository,
  from: Sha,
  to: Sha,
  files: readonly FileLines[],
): Promise<readonly boolean[]> {
  const names = files.flatMap(({ path }) => [`${from}:${path}`, `${to}:${path}`]);
  const objects = await readObjects(
    repository,
    names.map((name) => ({ want: "info", name })),
  );
  return files.map((_, index) => {
    const sides = objects.slice(2 * index, 2 * index + 2);
    return sides.every((object) => (object?.bytes ?? 0) <= MOST_BYTES) && sides.some((object) => object !== undefined);
  });
}
