import { columns } from "./plain.ts";
import { visible } from "./visible.ts";
import { graphemes } from "./words.ts";

/** Terminal columns shown of a line before the offending text, and of that text with what follows it. */
const BEFORE = 50;
const BEHIND = 70;
/** UTF-16 units looked at on each side: a minified file is one line of any length. */
const REACH = 1000;

/** One line and, below it, carets under a part of it; `start` and `length` in UTF-16 units of the raw line. */
export function drawExcerpt(line: string, start: number, length: number): { text: string; underline: string } {
  const end = start + length;
  const before = lastColumns(visible(line.slice(Math.max(0, start - REACH), start)), BEFORE, start > REACH);
  const marked = firstColumns(visible(line.slice(start, Math.min(end, start + REACH))), BEHIND, length > REACH);
  const rest = BEHIND - columns(marked);
  const behind = rest <= 0 ? "" : firstColumns(visible(line.slice(end, end + REACH)), rest, line.length > end + REACH);
  return {
    text: `${before}${marked}${behind}`,
    underline: " ".repeat(columns(before)) + "^".repeat(Math.max(1, columns(marked))),
  };
}

function firstColumns(text: string, most: number, isCut: boolean): string {
  if (!isCut && columns(text) <= most) return text;
  return `${take(graphemes(text), most - 1).join("")}…`;
}

function lastColumns(text: string, most: number, isCut: boolean): string {
  if (!isCut && columns(text) <= most) return text;
  return `…${take(graphemes(text).toReversed(), most - 1)
    .toReversed()
    .join("")}`;
}

/** As many of the characters as fit, from the first on. */
function take(characters: readonly string[], most: number): readonly string[] {
  let taken = 0;
  const past = characters.findIndex((character) => (taken += columns(character)) > most);
  return past < 0 ? characters : characters.slice(0, past);
}
