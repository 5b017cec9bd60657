import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columns, plain } from "../../src/text/plain.ts";
import { wrapColumns } from "../../src/text/wrap.ts";

describe("a sentence in lines", () => {
  test.each<[string, number, readonly string[]]>([
    ["is one where it fits", 20, ["is one where it fits"]],
    ["ends between words, and goes on indented", 24, ["ends between words, and", "  goes on indented"]],
    ["keeps a number and its unit: 12 h", 32, ["keeps a number and its unit:", "  12 h"]],
    ["breaks src/a/very/long/path.ts only there", 20, ["breaks", "  src/a/very/long/pa", "  th.ts only there"]],
    ["is never narrower than twenty", 3, ["is never narrower", "  than twenty"]],
  ])("%s", (sentence, width, lines) => {
    expect(wrapColumns(sentence, width)).toEqual(lines);
  });

  test("none is wider than the terminal, and nothing is lost", () => {
    const sentence = fc.string({ unit: "grapheme", maxLength: 200 }).map(plain);
    fc.assert(
      fc.property(sentence, fc.integer({ min: 20, max: 80 }), (text, width) => {
        const lines = wrapColumns(text, width);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});
