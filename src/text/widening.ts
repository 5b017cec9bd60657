import type { Widening } from "../decide/widening.ts";
import { checkPath } from "../plan/check-path.ts";
import { plain } from "./plain.ts";
import { count, list } from "./words.ts";

/** How many paths are named to a person. */
const MOST = 30;

/**
 * The entries to add, one a line, as the workstream's file is written; a comma goes after the entry before them in JSON. What
 * no pattern can name is left out.
 */
export function scopeEntries({ file, paths }: Widening, most: number): readonly string[] {
  const patterns = paths.map(patternFor).filter((pattern) => checkPath(pattern).kind === "good");
  const entries = patterns.slice(0, most).map((pattern) => JSON.stringify(pattern));
  if (!file.endsWith(".json")) return entries.map((entry) => `  - ${entry}`);
  return entries.map((entry, index) => `    ${entry}${index === entries.length - 1 ? "" : ","}`);
}

/** The pattern that stands for this very path; what no pattern may hold is any one character. */
function patternFor(path: string): string {
  return path
    .replaceAll(/[*?[\]{}!\\]/g, "\\$&")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "?")
    .replaceAll(/[@+](?=\()|^~(?=\/)|^[A-Za-z](?=:\/)/g, "[$&]");
}

/** What `workstreams explain` says of work that was refused for its paths. */
export function explainWidening(widening: Widening): readonly string[] {
  const { file, key, paths, holders } = widening;
  const more = paths.length > MOST ? [`  and ${paths.length - MOST} more`] : [];
  return [
    ...paths.slice(0, MOST).map((path) => plain(path)),
    ...more.map((line) => line.trim()),
    `to allow ${paths.length === 1 ? "it" : "them"}, add to the end of ${key} in ${plain(file)}, commit it, and retry:`,
    ...scopeEntries(widening, MOST),
    ...holders.map(({ id, state, paths: held }) => {
      const which = held.length === paths.length ? "" : ` ${count(held.length, "path")}: ${list(held.map(plain), 5)}`;
      return `${id} (${state}) may change ${which === "" ? "all of it" : `some of it,${which}`}: it would have to wait`;
    }),
  ];
}
