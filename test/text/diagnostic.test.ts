import { stripVTControlCharacters } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Diagnostic } from "../../src/plan/diagnostic.ts";
import { diagnosticsToJson, printDiagnostic, printDiagnostics } from "../../src/text/diagnostic.ts";
import { drawExcerpt } from "../../src/text/excerpt.ts";
import { columns } from "../../src/text/plain.ts";
import { visible } from "../../src/text/visible.ts";
import { anyText } from "../support/arbitraries.ts";

const UNKNOWN: Diagnostic = {
  file: "workstreams/ws-a.json",
  line: 3,
  column: 18,
  severity: "error",
  code: "unknown-dependency",
  message: 'no workstream has the id "ws-b"',
  hint: "Did you mean ws-c?",
  excerpt: { text: '  "depends_on": ["ws-b"],', length: 6 },
  related: [],
};

const DOUBLE: Diagnostic = {
  ...UNKNOWN,
  line: 120,
  severity: "warning",
  code: "duplicate-id",
  related: [{ file: "workstreams/ws-b.yaml", line: 1, column: 5, message: "first used here" }],
};

describe("a diagnostic for people", () => {
  test("shows the place, the line, and what to do", () => {
    expect(printDiagnostic(UNKNOWN, false)).toBe(
      [
        'workstreams/ws-a.json:3:18 error unknown-dependency  no workstream has the id "ws-b"',
        '  3 |   "depends_on": ["ws-b"],',
        "    |                  ^^^^^^",
        "  hint: Did you mean ws-c?",
      ].join("\n"),
    );
  });

  test("lists the places that belong to it", () => {
    expect(printDiagnostic(DOUBLE, false).split("\n").slice(2)).toEqual([
      "      |                  ^^^^^^",
      "  workstreams/ws-b.yaml:1:5 first used here",
      "  hint: Did you mean ws-c?",
    ]);
  });

  test("is coloured only when asked, and then says the same", () => {
    const colored = printDiagnostic(UNKNOWN, true);
    expect(colored).toContain("\u001B[31m^^^^^^\u001B[39m");
    expect(stripVTControlCharacters(colored)).toBe(printDiagnostic(UNKNOWN, false));
  });

  test("together they end with a count", () => {
    expect(printDiagnostics([UNKNOWN, DOUBLE, DOUBLE], false)).toMatch(/\n\n1 error and 2 warnings in 1 file\.$/);
    expect(printDiagnostics([], false)).toBe("No problems found.");
  });
});

test("as JSON it has exactly the documented keys", () => {
  expect(diagnosticsToJson([DOUBLE])).toEqual({
    diagnostics: [
      {
        file: "workstreams/ws-a.json",
        line: 120,
        column: 18,
        severity: "warning",
        code: "duplicate-id",
        message: 'no workstream has the id "ws-b"',
        hint: "Did you mean ws-c?",
      },
    ],
  });
});

describe("the underlined line", () => {
  test.each([
    ["plain text", "id: bad", 4, 3, ["id: bad", "    ^^^"]],
    ["tabs, as two spaces each", "\t\tid: bad", 6, 3, ["    id: bad", "        ^^^"]],
    ["wide characters, as two columns", "日本: 語x", 4, 2, ["日本: 語x", "      ^^^"]],
    ["an emoji made of several, as one", "👩‍👩‍👧 x", 9, 1, ["👩‍👩‍👧 x", "   ^"]],
    ["an escape sequence, made visible", "a\u001B[31mb", 1, 5, ["a␛[31mb", " ^^^^^"]],
    ["a direction mark, made visible", "a\u202Eb", 2, 1, ["a<U+202E>b", "         ^"]],
    ["a place behind the end", "abc", 3, 1, ["abc", "   ^"]],
    ["an empty line", "", 0, 1, ["", "^"]],
  ])("%s", (_, line, start, length, [text, underline]) => {
    expect(drawExcerpt(line, start, length)).toEqual({ text, underline });
  });

  test("a very long line is cut around the place", () => {
    const line = `${"a".repeat(5000)}BAD${"z".repeat(5000)}`;
    const { text, underline } = drawExcerpt(line, 5000, 3);
    expect(text).toMatch(/^…a+BADz+…$/);
    expect(columns(text)).toBeLessThanOrEqual(120);
    expect(underline.indexOf("^")).toBe(text.indexOf("BAD"));
    expect(underline.trim()).toBe("^^^");
  });

  test("a very long place is cut too", () => {
    const { text, underline } = drawExcerpt(`x${"b".repeat(5000)}y`, 1, 5000);
    expect(text).toMatch(/^xb+…$/);
    expect(columns(text)).toBe(columns(underline));
  });

  test("whatever the line holds, it fits, shows no control character, and the carets stand below it", () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), fc.integer({ min: 1, max: 40 }), (text, start, length) => {
        const drawn = drawExcerpt(text, Math.min(start, text.length), length);
        expect(drawn.text).toBe(visible(drawn.text));
        expect(columns(drawn.text)).toBeLessThanOrEqual(120);
        expect(drawn.underline).toMatch(/^ *\^+$/);
      }),
    );
  });
});
