import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FOR_STATUS, WHOLE, sentence } from "../../src/text/sentence.ts";
import { count, cut, graphemes, list } from "../../src/text/words.ts";

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
  ["a\r\nb", 3, "a…"],
  ["a\nbc", 3, "a…"],
  ["ae\u0301bc", 3, "a…"],
])("%s cut to %d is %s", (text, max, shown) => {
  expect(cut(text, max)).toBe(shown);
  expect(shown.length).toBeLessThanOrEqual(max);
});

describe("a sentence and its advice", () => {
  test("the first advice that fits is given", () => {
    expect(FOR_STATUS.sentence("it failed", "x".repeat(140), "try again")).toBe("it failed; try again");
  });

  test("an advice is left out before anything of the sentence is", () => {
    expect(FOR_STATUS.sentence("x".repeat(135), "try again")).toBe("x".repeat(135));
  });

  test("a detail is cut before the advice is left out", () => {
    expect(FOR_STATUS.detailedSentence("x".repeat(300), "try again")).toBe(`${"x".repeat(128)}…; try again`);
  });

  test("elsewhere than in a status all of it is said, with the fullest advice", () => {
    const long = "x".repeat(300);
    expect(sentence(`${long}\n`, "try again")).toBe(`${long}; try again`);
    expect(WHOLE.sentence(long, "try again", "again")).toBe(`${long}; try again`);
    expect(WHOLE.detailedSentence(long, "try again", "again")).toBe(`${long}; try again`);
    expect(WHOLE.detailedSentence(long)).toBe(long);
  });
});

test.each([
  ["a b~\n!", ["a", " ", "b", "~", "\n", "!"]],
  ["a\r\nb", ["a", "\r\n", "b"]],
  ["e\u0301x", ["e\u0301", "x"]],
  ["", []],
])("the characters of %j", (text, characters) => {
  expect(graphemes(text)).toEqual(characters);
});

test("a text that needs no segmenter is taken apart as by one", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("\n", "\r", "\t", "\0", " ", "~", "a", "\u0301", "👩", "\u200D") }),
      (text) => {
        expect(graphemes(text)).toEqual(Array.from(segmenter.segment(text), ({ segment }) => segment));
      },
    ),
  );
});
