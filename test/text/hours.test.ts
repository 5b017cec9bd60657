import { describe, expect, test } from "vitest";
import { printDuration, printExpected, printHours } from "../../src/text/hours.ts";

describe("times for people", () => {
  test.each([
    [0, "0 h"],
    [12, "12 h"],
    [0.25, "0.25 h"],
    [0.1 + 0.2, "0.3 h"],
    [73.333334, "73.33 h"],
  ])("%f hours of work: %s", (hours, expected) => {
    expect(printHours(hours)).toBe(expected);
  });

  test.each([
    [0, "0 h"],
    [1e-9, "0 h"],
    [20 / 3600, "20 s"],
    [0.05, "3 min"],
    [0.1, "0.1 h"],
    [43, "43 h"],
  ])("%f hours expected: %s", (hours, expected) => {
    expect(printExpected(hours)).toBe(expected);
  });

  const minute = 60_000;
  test.each([
    [-5, "0.0 s"],
    [0, "0.0 s"],
    [3_200, "3.2 s"],
    [9_949, "9.9 s"],
    [9_950, "10 s"],
    [59_499, "59 s"],
    [59_500, "1 min"],
    [3 * minute + 20_000, "3 min 20 s"],
    [60 * minute, "1 h"],
    [80 * minute, "1 h 20 min"],
    [24 * 60 * minute, "1 d"],
    [51 * 60 * minute, "2 d 3 h"],
  ])("%i ms: %s", (milliseconds, expected) => {
    expect(printDuration(milliseconds)).toBe(expected);
  });
});
