import { columns } from "./plain.ts";
import { graphemes } from "./words.ts";

const INDENT = "  ";
const NARROWEST = 20;
/** A number and its unit stay together. */
const BETWEEN_WORDS = / (?!(?:s|min|h|d|%)(?!\w))/;

/**
 * A plain sentence in lines of at most `width` columns, and never less than 20: broken between words, a word that is longer
 * than a line within. All but the first are indented.
 */
export function wrapColumns(text: string, width: number): readonly string[] {
  const most = Math.max(width, NARROWEST);
  if (columns(text) <= most) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BETWEEN_WORDS).flatMap((each) => breakWord(each, most - INDENT.length))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columns(longer) <= most) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = INDENT + word;
  }
  return [...lines, line];
}

function breakWord(word: string, most: number): readonly string[] {
  if (columns(word) <= most) return [word];
  const parts: string[] = [];
  let part = "";
  for (const character of graphemes(word)) {
    if (columns(part + character) > most) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}
