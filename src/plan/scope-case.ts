import { includes, normaliseRanges } from "./scope-class.ts";
import type { CharRange, CharSet } from "./scope-class.ts";

/** Whether paths that differ by case only are two paths, as git keeps them, or one, as some file systems have it. */
export type PathCase = "sensitive" | "insensitive";

/** One spelling for all that differ by case only, character by character: `ß` stays itself. */
export function foldCase(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : Array.from(text, foldCharacter).join("");
}

/** With every character its other cases. */
export function closeOverCase(set: CharSet): CharSet {
  const added = [...families().values()].filter((family) => family.some((code) => includes(set, code))).flat();
  return added.length === 0 ? set : normaliseRanges([...set, ...added.map((code): CharRange => [code, code])]);
}

/** All characters that differ from this one by case only, itself among them. */
export function casesOf(code: number): readonly number[] {
  return families().get(foldCharacter(String.fromCodePoint(code))) ?? [code];
}

// oxlint-disable-next-line no-control-regex -- ASCII is what is meant.
const ASCII = /^[\0-\x7F]*$/;

function foldCharacter(character: string): string {
  const lower = character.toUpperCase().toLowerCase();
  return isSingle(lower) ? lower : character;
}

function isSingle(text: string): boolean {
  return text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}

/** No letter with cases lies beyond. */
const LAST_LETTER = 0x1ffff;

let known: ReadonlyMap<string, readonly number[]> | undefined;

/** By what they fold to, the characters of which there are several; found once, and only where case is ignored. */
function families(): ReadonlyMap<string, readonly number[]> {
  if (known !== undefined) return known;
  const found = new Map<string, number[]>();
  for (let code = 0; code <= LAST_LETTER; code += 1) {
    const character = String.fromCodePoint(code);
    const folded = foldCharacter(character);
    if (folded === character) continue;
    const family = found.get(folded) ?? [folded.codePointAt(0) ?? 0];
    family.push(code);
    found.set(folded, family);
  }
  known = found;
  return found;
}
