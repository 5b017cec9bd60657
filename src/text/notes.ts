/** What people said of a pull request, as a claim carries it to the next attempt: quoted, with their names. */
import type { Remark } from "../state/remark.ts";
import { markdownCode } from "./markdown.ts";
import { promptLines } from "./prompt-text.ts";
import { printTime } from "./time.ts";
import { cut } from "./words.ts";

/** Most characters of all notes of a claim. */
export const NOTES_LENGTH = 8_000;
/** Most characters of one remark, and of a name or path. */
const REMARK_LENGTH = 3_000;
const NAME_LENGTH = 250;

const LEFT_OUT = "Older remarks are left out.";

/**
 * Notes of earlier claims, and after them what was said since. The oldest are left out where there is no room. Remarks
 * without a word are none.
 */
export function printNotes(earlier: string, remarks: readonly Remark[]): string {
  const entries = [...splitNotes(earlier), ...remarks.flatMap(printRemark)];
  const kept: string[] = [];
  let length = LEFT_OUT.length;
  for (const entry of entries.toReversed()) {
    length += entry.length + 2;
    if (length > NOTES_LENGTH) return [LEFT_OUT, ...kept].join("\n\n");
    kept.unshift(entry);
  }
  return kept.join("\n\n");
}

/** Every line that somebody wrote is quoted: what follows an empty line without a quotation mark begins the next one. */
function splitNotes(notes: string): readonly string[] {
  return notes.split(/\n\n(?!>)/).filter((entry) => entry !== "" && entry !== LEFT_OUT);
}

function printRemark({ who, at, path, line, text }: Remark): readonly string[] {
  const words = promptLines(text).trim();
  if (words === "") return [];
  const place = path === undefined ? "" : `, on ${code(path)}${line === undefined ? "" : ` line ${line}`}`;
  const quoted = `> ${cut(words, REMARK_LENGTH).replaceAll("\n", "\n> ")}`.replaceAll(/^> $/gm, ">");
  return [`${code(who)}, ${printTime(at)}${place}:\n\n${quoted}`];
}

function code(text: string): string {
  return markdownCode(cut(text, NAME_LENGTH));
}
