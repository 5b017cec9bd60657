import { expect, test } from "vitest";
import { plainLines } from "../../src/text/plain-lines.ts";

test.each([
  ["one\n  two", "one\n  two"],
  ["\u001B[31mred\u001B[0m", "red"],
  ["bell\u0007 and return\r", "bell  and return "],
  ["half \uD800", "half \uFFFD"],
])("%j becomes %j", (text, expected) => {
  expect(plainLines(text)).toBe(expected);
});
