/** Text of others made harmless for a terminal: no escape sequence, no control or direction character survives. */
import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { graphemes } from "./words.ts";

/** Characters that move what follows them to another place of the line. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Any text as one line. Escape sequences and direction marks vanish, other control characters become a space. */
export function plain(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(DIRECTION, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** The number of terminal columns that a text takes; escape sequences take none. */
export function columns(text: string): number {
  // Tables of thousands of lines spend most of their time here, and nearly all of their texts are plain ASCII.
  return ASCII.test(text) ? text.length : stringWidth(text);
}

const ASCII = /^[\x20-\x7E]*$/;

/** At most `max` terminal columns of a plain text; a cut text ends with `…`. */
export function cutColumns(text: string, max: number): string {
  if (columns(text) <= max) return text;
  let kept = "";
  let taken = 1;
  for (const character of graphemes(text)) {
    taken += columns(character);
    if (taken > max) break;
    kept += character;
  }
  return max < 1 ? "" : `${kept.trimEnd()}…`;
}

/** Filled with spaces on the right up to `width` columns; colours inside are allowed. */
export function padColumns(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}
