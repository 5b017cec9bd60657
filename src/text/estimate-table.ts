import type { Accuracy } from "../decide/estimate-accuracy.ts";
import { HOUR } from "../state/hour.ts";
import { printDuration } from "./hours.ts";
import { plain } from "./plain.ts";

/** What the delivered attempts say of the estimates. */
export interface EstimateNumbers {
  /** See Estimates. */
  readonly pace: number | undefined;
  readonly spread: number | undefined;
  /** Empty before the first delivery. */
  readonly accuracy: readonly Accuracy[];
}

export const ESTIMATE_COLUMNS = ["Attempts of", "Number", "Median time", "Of written estimates", "Of other estimates"];

/** The cells of the table of accuracy, as plain text. */
export function estimateRows({ accuracy }: EstimateNumbers): readonly (readonly string[])[] {
  return accuracy.map(({ by, name, attempts, medianHours, writtenRatio, unwrittenRatio }) => [
    by === "all" ? "all" : `${by} ${plain(name)}`,
    String(attempts),
    printDuration(medianHours * HOUR),
    printRatio(writtenRatio),
    printRatio(unwrittenRatio),
  ]);
}

/** One or two sentences on pace and spread; empty before the first delivery. */
export function printPace({ pace, spread }: EstimateNumbers): string {
  if (pace === undefined) return "";
  const sentence = `At this plan's pace an estimated hour takes ${printDuration(pace * HOUR)}.`;
  if (spread === undefined) return sentence;
  const [least, most] = [Math.exp(-spread), Math.exp(spread)].map(printRatio);
  return `${sentence} Two of three attempts take ${least} to ${most} what is expected.`;
}

/** "0.4×"; two digits that tell something. */
function printRatio(ratio: number | undefined): string {
  return ratio === undefined ? "–" : `${Number(ratio.toPrecision(2))}×`;
}
