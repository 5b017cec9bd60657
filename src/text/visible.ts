/** Control, direction and other format characters; not the joiner that emoji are made with. */
const HIDDEN = /(?!\u{200D})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Any text as one line on which nothing is hidden: a tab is two spaces, a line feed `␊`, U+202E `<U+202E>`. */
export function visible(text: string): string {
  return text.toWellFormed().replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\t") return "  ";
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "␡";
    return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
