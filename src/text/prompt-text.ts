/** Text of others in a prompt: whatever it holds, it stays text. */
import { stripVTControlCharacters } from "node:util";

/** Lines of text: no escape sequence and no control character but tabs and the ends of lines survives. */
export function promptLines(text: string): string {
  return stripVTControlCharacters(text.replaceAll(/\r\n?/g, "\n").toWellFormed()).replaceAll(/[^\P{Cc}\n\t]/gu, " ");
}

/** The same as a block of code that nothing in it can end. */
export function promptBlock(text: string): string {
  const lines = promptLines(text);
  let longest = 2;
  for (const [run] of lines.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const mark = "`".repeat(longest + 1);
  return `${mark}\n${lines}\n${mark}`;
}
