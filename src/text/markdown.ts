/** Text of others inside Markdown: it stays text, mentions nobody, links nothing, closes no issue and no comment. */
import { plain } from "./plain.ts";

/** Invisible, and enough to keep GitHub from reading a mention, a reference or an address. */
const BREAK = "\u200B";

/** A text as one line of Markdown that shows exactly its words. */
export function markdownText(text: string): string {
  return plain(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*[\]|~$]|(?<!\w)_|_(?!\w)|^[#>+=-]|^\d+(?=[.)])/g, (found) =>
      /\d/.test(found) ? `${found}\\` : `\\${found}`,
    )
    .replace(/@(?=\S)|#(?=\w)|\bgh-(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, (found) => found + BREAK);
}

/** A text as code, whatever backticks it holds; nothing in it is read as markup or as a mention. */
export function markdownCode(text: string): string {
  const code = plain(text);
  const longest = Math.max(0, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = code.startsWith("`") || code.endsWith("`") || code === "" ? " " : "";
  return `${fence}${pad}${code}${pad}${fence}`;
}

/** A sentence of ours in a cell of a table: what stands between backticks stays code. */
export function markdownSentence(text: string): string {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return markdownText(text);
  return parts
    .map((part, index) => (index % 2 === 1 ? markdownCell(part) : keepEnds(part, markdownText(part))))
    .join("");
}

/** `markdownText` trims; between two pieces of code the blanks count. */
function keepEnds(original: string, printed: string): string {
  if (printed === "") return original === "" ? "" : " ";
  return `${/^\s/.test(original) ? " " : ""}${printed}${/\s$/.test(original) ? " " : ""}`;
}

/** A text as code in a cell of a table, where a bar would end the cell even inside code. */
export function markdownCell(text: string): string {
  return markdownCode(text).replaceAll("|", "\\|");
}
