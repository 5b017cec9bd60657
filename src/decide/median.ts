/** The middle one, or the mean of the two in the middle: a few wild ones do not move it. Undefined of none. */
export function median(numbers: readonly number[]): number | undefined {
  const sorted = Float64Array.from(numbers).toSorted();
  const above = sorted[Math.floor(sorted.length / 2)];
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  return above === undefined || below === undefined ? undefined : below + (above - below) / 2;
}

/** Makes the median distance from the median of normally distributed numbers their standard deviation. */
const NORMAL = 1.4826;

/** The standard deviation as the median distance from the median tells it, so that a few wild ones do not. Undefined of none. */
export function robustDeviation(numbers: readonly number[]): number | undefined {
  const middle = median(numbers);
  if (middle === undefined) return undefined;
  const distance = median(numbers.map((each) => Math.abs(each - middle)));
  return distance === undefined ? undefined : distance * NORMAL;
}
