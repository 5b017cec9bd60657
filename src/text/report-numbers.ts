/** Numbers as a report shows them; an en dash where there is none yet. */

/** "93 %"; 100 % only where nothing is missing. */
export function printRate(rate: number | undefined): string {
  return rate === undefined ? "–" : `${Math.floor(rate * 100 + 1e-9)} %`;
}

/** "2.7". */
export function printNumber(number: number | undefined): string {
  return number === undefined ? "–" : number.toFixed(1);
}

/** "2.7×". */
export function printFactor(factor: number | undefined): string {
  return factor === undefined ? "–" : `${factor.toFixed(1)}×`;
}
