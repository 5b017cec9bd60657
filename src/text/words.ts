/** Small pieces of sentences. */

/** "3 paths", "1 path". */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** "1st", "2nd", "3rd", "4th", "11th". */
export function ordinal(number: number): string {
  const isTeen = Math.floor((number % 100) / 10) === 1;
  const [ending = "th"] = isTeen ? [] : [["th", "st", "nd", "rd"][number % 10]];
  return `${number}${ending}`;
}

/** "a", "a and b", "a, b and c"; beyond `most` items "a, b and 3 more". */
export function list(items: readonly string[], most = 3, word: "and" | "or" = "and"): string {
  const kept = items.length > most ? items.slice(0, Math.max(1, most - 1)) : items;
  const rest = items.length - kept.length;
  const words = rest > 0 ? [...kept, `${rest} more`] : kept;
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${word} ${words.at(-1)}`;
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The characters as people see them: an emoji with its modifiers, a letter with its accents, is one. */
export function graphemes(text: string): readonly string[] {
  // Each of these is one by itself, and a segmenter takes hundreds of times as long to say so.
  if (/^[\n -~]*$/.test(text)) return text.split("");
  return Array.from(GRAPHEMES.segment(text), (each) => each.segment);
}

/** At most `max` UTF-16 units, which are never fewer than what GitHub counts; a cut text ends with `…`. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = "";
  // What begins further on is not kept, so that of a long text only the beginning is looked at.
  for (const character of graphemes(text.slice(0, Math.max(max, 0) + 1))) {
    if (kept.length + character.length + 1 > max) break;
    kept += character;
  }
  return max < 1 ? "" : `${kept.trimEnd()}…`;
}

/** GitHub's limit for the description of a commit status. */
export const STATUS_LENGTH = 140;

/** The lines that fit into so many characters, whole ones only, so that no markup is left open; `note` says that there are more. */
export function cutLines(lines: readonly string[], max: number, note: string): string {
  const all = lines.join("\n");
  return all.length <= max ? all : all.slice(0, all.lastIndexOf("\n", max - note.length)) + note;
}
