import { plain } from "./plain.ts";
import { STATUS_LENGTH, cut } from "./words.ts";

/**
 * One line of at most 140 characters: what is the case, made plain, then the first advice that fits beside all of it,
 * or none.
 */
export function sentence(what: string, ...advice: readonly string[]): string {
  const line = plain(what);
  const fitting = advice.find((each) => line.length + 2 + each.length <= STATUS_LENGTH);
  return fitting === undefined ? cut(line, STATUS_LENGTH) : `${line}; ${fitting}`;
}

/** The shortest beginning of a sentence that is worth showing beside an advice. */
const LEAST = 60;

/** Like `sentence`, but cuts what is the case to make room: for details of any length, whose end matters less. */
export function detailedSentence(what: string, ...advice: readonly string[]): string {
  const line = plain(what);
  const fits = advice.some((each) => line.length + 2 + each.length <= STATUS_LENGTH);
  const beside = advice.find((each) => LEAST + 2 + each.length <= STATUS_LENGTH);
  if (fits || beside === undefined) return sentence(line, ...advice);
  return `${cut(line, STATUS_LENGTH - beside.length - 2)}; ${beside}`;
}
