import { plain } from "./plain.ts";
import { STATUS_LENGTH, cut } from "./words.ts";

/** One line, whole and plain: what is the case, then what to do. */
export function sentence(what: string, advice?: string): string {
  return advice === undefined ? plain(what) : `${plain(what)}; ${plain(advice)}`;
}

/** How a line is put together of what is the case and of advice, of which the first is the fullest. */
export interface Sentences {
  /** The first advice that fits beside all of what is the case, or none. */
  readonly sentence: (what: string, ...advice: readonly string[]) => string;
  /** Cuts what is the case to make room: for details of any length, whose end matters less. */
  readonly detailedSentence: (what: string, ...advice: readonly string[]) => string;
}

/** Nothing is cut. */
export const WHOLE: Sentences = {
  sentence: (what, advice) => sentence(what, advice),
  detailedSentence: (what, advice) => sentence(what, advice),
};

/** At most 140 characters, as GitHub takes them for the description of a status. */
export const FOR_STATUS: Sentences = { sentence: statusSentence, detailedSentence: detailedStatusSentence };

function statusSentence(what: string, ...advice: readonly string[]): string {
  const line = plain(what);
  const fitting = advice.map(plain).find((each) => fits(line.length, each));
  return fitting === undefined ? cut(line, STATUS_LENGTH) : `${line}; ${fitting}`;
}

/** The shortest beginning of a sentence that is worth showing beside an advice. */
const LEAST = 60;

function detailedStatusSentence(what: string, ...advice: readonly string[]): string {
  const line = plain(what);
  const beside = advice.map(plain).find((each) => fits(LEAST, each));
  if (beside === undefined || advice.some((each) => fits(line.length, each))) return statusSentence(line, ...advice);
  return `${cut(line, STATUS_LENGTH - beside.length - 2)}; ${beside}`;
}

function fits(length: number, advice: string): boolean {
  return length + 2 + advice.length <= STATUS_LENGTH;
}
