import type { Finding } from "../plan/finding.ts";
import { columns, padColumns, plain } from "./plain.ts";
import { count, list } from "./words.ts";

/** Two workstreams, and a path that both may write. */
export interface OverlapRow {
  readonly a: string;
  readonly b: string;
  readonly witness: string;
  /** They are too intricate to decide: one of them alone may write the path. */
  readonly undecided?: true;
}

/** One line for each pair: the ids, and the path. */
export function printOverlaps(rows: readonly OverlapRow[]): string {
  const widest = (key: "a" | "b"): number => rows.reduce((most, row) => Math.max(most, columns(row[key])), 0);
  const [a, b] = [widest("a"), widest("b")];
  return rows
    .map(
      (row) => `${padColumns(row.a, a)}  ${padColumns(row.b, b)}  ${plain(row.witness)}${row.undecided ? DOUBT : ""}`,
    )
    .join("\n");
}

/** `files`: those with errors, at least one. */
export function printLeftOut(files: ReadonlySet<string>): string {
  const [have, them] = files.size === 1 ? ["has", "it"] : ["have", "them"];
  const names = list(Array.from(files, plain));
  return `${names} ${have} errors, and what can't be read of ${them} is left out: see \`workstreams validate\``;
}

/** How many pairs there are, and which were looked for. */
export function summariseOverlaps(pairs: number, all: boolean): string {
  const found = `${count(pairs, "pair")} ${pairs === 1 ? "overlaps" : "overlap"}`;
  if (all) return pairs === 0 ? "No two workstreams overlap." : `${found}, in some order or none.`;
  if (pairs === 0) return "No two workstreams overlap without one waiting for the other.";
  return `${found}, and neither waits for the other: add a dependency, or narrow one scope.`;
}

const DOUBT = " (too intricate to decide)";

/** Whether two scopes share a path, as `overlap --json` says it. */
export interface OverlapAnswer {
  readonly overlap: boolean;
  /** Null where there is none. */
  readonly witness: string | null;
  /** They are too intricate to decide: they count as overlapping, and one of them alone may cover the witness. */
  readonly undecided?: true;
}

/** The answer about two patterns. */
export function printAnswer({ witness, undecided }: OverlapAnswer): string {
  if (witness === null) return "no path is in both";
  if (undecided) return `too intricate to decide, so they count as overlapping; one of them covers ${plain(witness)}`;
  return `both cover ${plain(witness)}`;
}

/** Why a pattern that somebody asks about is refused; `patterns`: all that stand with it. */
export function printWrongPattern({ at, message, hint }: Finding, patterns: readonly string[]): string {
  const index = at.kind === "text" ? 0 : at.path.at(-1);
  const column = at.kind === "value" && at.part !== undefined ? `, column ${at.part.offset + 1}` : "";
  const pattern = typeof index === "number" ? JSON.stringify(patterns[index]) : "";
  return plain(`the pattern ${pattern}${column}: ${message}. ${hint}`);
}
