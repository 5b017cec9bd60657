import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columns, cutColumns, padColumns, plain } from "../../src/text/plain.ts";
import { anyCharacter } from "../support/arbitraries.ts";

describe("text of others can't act on a terminal", () => {
  test.each([
    ["colours", "\u001B[31mred\u001B[0m", "red"],
    ["a link", "\u001B]8;;http://example.com\u0007here\u001B]8;;\u0007", "here"],
    ["clearing the screen", "\u001B[2Jgone?", "gone?"],
    ["a bell and a backspace", "a\u0007b\u0008c", "a b c"],
    ["lines", "one\r\ntwo\n\n three ", "one two three"],
    ["direction marks", "safe\u202Etxt.exe", "safetxt.exe"],
    ["half a character", "a\uD800b", "a\uFFFDb"],
    ["an emoji with joiners stays whole", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
  ])("%s", (_, text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  test("whatever it is, what is left is one line without control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), (text) => {
        expect(plain(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
      }),
      { numRuns: 200 },
    );
  });
});

describe("terminal columns", () => {
  test("a wide character takes two, a colour none", () => {
    expect(columns("漢字")).toBe(4);
    expect(columns("\u001B[31mab\u001B[39m")).toBe(2);
    expect(padColumns("漢", 4)).toBe("漢  ");
  });

  test.each([
    ["abcdef", 6, "abcdef"],
    ["abcdef", 5, "abcd…"],
    ["漢字漢字", 5, "漢字…"],
    ["漢字漢字", 4, "漢…"],
    ["abc", 0, ""],
  ])("%s cut to %d columns is %s", (text, max, shown) => {
    expect(cutColumns(text, max)).toBe(shown);
  });
});
