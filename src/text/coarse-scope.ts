import type { CoarseScope } from "../decide/coarse-scopes.ts";
import { printHours } from "./hours.ts";
import { count, list } from "./words.ts";

/** What is said of a scope that keeps many others waiting. `files`: those that its pattern covers today, if that is known. */
export function printCoarseScope(
  { workstream, pattern, others, makespan, without }: CoarseScope,
  files: readonly string[] | undefined,
): { readonly message: string; readonly hint: string } {
  const cost = `the plan takes ${printHours(makespan)}, without its overlaps ${printHours(without)}`;
  const today = files === undefined ? "" : `; ${pattern} covers ${printFiles(files)}`;
  return {
    message: `${workstream.id} keeps ${count(others, "other")} waiting by this pattern: ${cost}${today}`,
    hint: "Narrow it to what the workstream changes, or take paths away from it by patterns that begin with !.",
  };
}

function printFiles(files: readonly string[]): string {
  if (files.length === 0) return "no file today";
  return `${count(files.length, "file")} today, ${files.length > 3 ? "among them " : ""}${list(files.slice(0, 3))}`;
}
