import { describe, expect, test } from "vitest";
import { detailedSentence, sentence } from "../../src/text/sentence.ts";
import { count, cut, list } from "../../src/text/words.ts";

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
  [["a", "b", "c", "d"], "a, b and 2 more"],
])("the list of %j", (items, words) => {
  expect(list(items)).toBe(words);
});

test("a count knows its plural", () => {
  expect([count(0, "path"), count(1, "path"), count(2, "entry", "entries")]).toEqual([
    "0 paths",
    "1 path",
    "2 entries",
  ]);
});

test.each([
  ["short", 5, "short"],
  ["longer", 5, "long…"],
  ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, "👩‍👩‍👧‍👦…"],
  ["a bc", 3, "a…"],
])("%s cut to %d is %s", (text, max, shown) => {
  expect(cut(text, max)).toBe(shown);
  expect(shown.length).toBeLessThanOrEqual(max);
});

describe("a sentence and its advice", () => {
  test("the first advice that fits is given", () => {
    expect(sentence("it failed", "x".repeat(140), "try again")).toBe("it failed; try again");
  });

  test("an advice is left out before anything of the sentence is", () => {
    expect(sentence("x".repeat(135), "try again")).toBe("x".repeat(135));
  });

  test("a detail is cut before the advice is left out", () => {
    expect(detailedSentence("x".repeat(300), "try again")).toBe(`${"x".repeat(128)}…; try again`);
  });
});
