import { plain } from "./plain.ts";

/**
 * What is said where the base was merged into while it is checked out: we never touch a working tree, so its files and
 * its index are those of `before`. Reading the two trees brings them up to date and keeps what the user changed.
 */
export function movedBase(base: string, path: string, before: string): string {
  return (
    `${base} has moved while it is checked out in ${plain(path)}; the files there were left alone. Before you commit ` +
    `there, bring them up to date, your own changes kept: git read-tree -m -u ${before.slice(0, 12)} ${base}`
  );
}
