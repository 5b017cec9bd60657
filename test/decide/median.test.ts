import * as fc from "fast-check";
import { expect, test } from "vitest";
import { median, robustDeviation } from "../../src/decide/median.ts";

test.each([
  ["one", [3], 3],
  ["the one in the middle, in any order", [9, 1, 4], 4],
  ["the mean of two", [1, 2, 4, 100], 3],
])("the median is %s", (_, numbers, expected) => {
  expect(median(numbers)).toBe(expected);
});

test("of nothing there is no median and no deviation", () => {
  expect([median([]), robustDeviation([])]).toEqual([undefined, undefined]);
});

test("the deviation is that of normally distributed numbers, and a wild one does not move it", () => {
  expect(robustDeviation([-1, 0, 1])).toBeCloseTo(1.4826);
  expect(robustDeviation([-1, 0, 1000])).toBeCloseTo(1.4826);
  expect(robustDeviation([5, 5, 5, 9])).toBe(0);
});

const numbers = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 });

test("no median is outside of its numbers, whatever their order", () => {
  fc.assert(
    fc.property(numbers, (each) => {
      const found = median(each) ?? Number.NaN;
      expect(found).toBeGreaterThanOrEqual(Math.min(...each));
      expect(found).toBeLessThanOrEqual(Math.max(...each));
      expect(median(each.toReversed())).toBe(found);
    }),
  );
});
