import { stripVTControlCharacters } from "node:util";

/** Text of several lines for a terminal: no escape sequence and no control character but the ends of lines survives. */
export function plainLines(text: string): string {
  return stripVTControlCharacters(text.toWellFormed()).replaceAll(/[^\P{Cc}\n]/gu, " ");
}
