import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Remark } from "../../src/state/remark.ts";
import { NOTES_LENGTH, printNotes } from "../../src/text/notes.ts";
import { anyInstant, anyText } from "../support/arbitraries.ts";
import { T0 } from "../support/builders.ts";

function remark(text: string, fields: Partial<Remark> = {}): Remark {
  return { who: "mona", at: T0, path: undefined, line: undefined, text, ...fields };
}

describe("printNotes", () => {
  test("quotes each with its name, time and place", () => {
    const remarks = [
      remark("Use the other parser.\r\n\r\nPlease."),
      remark("Too long", { path: "src/a.ts", line: 3 }),
      remark("Why?", { path: "a `b`.ts" }),
    ];
    expect(printNotes("", remarks)).toMatchInlineSnapshot(`
      "\`mona\`, 2026-03-02 08:00 UTC:

      > Use the other parser.
      >
      > Please.

      \`mona\`, 2026-03-02 08:00 UTC, on \`src/a.ts\` line 3:

      > Too long

      \`mona\`, 2026-03-02 08:00 UTC, on \`\`a \`b\`.ts\`\`:

      > Why?"
    `);
  });

  test("says nothing of what has no words", () => {
    expect(printNotes("", [])).toBe("");
    expect(printNotes("", [remark(" \n\t"), remark("\u001B[31m")])).toBe("");
  });

  test("adds what is new to what was said before", () => {
    const first = printNotes("", [remark("one\n\nmore of one")]);
    const both = printNotes(first, [remark("two")]);
    expect(both).toBe(printNotes("", [remark("one\n\nmore of one"), remark("two")]));
    expect(printNotes(both, [])).toBe(both);
  });

  test("leaves the oldest out where there is no room, and says so once", () => {
    const many = Array.from({ length: 20 }, (_, index) => remark(`${index} ${"x".repeat(900)}`));
    const notes = printNotes(printNotes("", many.slice(0, 15)), many.slice(15));
    expect(notes.length).toBeLessThanOrEqual(NOTES_LENGTH);
    expect(notes.match(/Older remarks are left out\./g)).toHaveLength(1);
    expect(notes).toContain("> 19 x");
    expect(notes).not.toContain("> 3 x");
  });

  test("keeps the beginning of one that is very long", () => {
    const notes = printNotes("", [remark(`Important. ${"y".repeat(100_000)}`)]);
    expect(notes).toContain("> Important. yyy");
    expect(notes.length).toBeLessThan(3_200);
  });

  const anyRemark: fc.Arbitrary<Remark> = fc.record({
    who: anyText,
    at: anyInstant,
    path: fc.option(anyText, { nil: undefined }),
    line: fc.option(fc.nat(), { nil: undefined }),
    text: anyText,
  });

  test("whatever is said, each line of it is quoted, and printed notes can be carried on", () => {
    fc.assert(
      fc.property(fc.array(anyRemark), fc.array(anyRemark), (earlier, since) => {
        const before = printNotes("", earlier);
        const notes = printNotes(before, since);
        expect(notes).toBe(printNotes("", [...earlier, ...since]));
        expect(notes.length).toBeLessThanOrEqual(NOTES_LENGTH);
        for (const line of notes.split("\n")) expect(line).toMatch(/^(?:>|`.*UTC.*:$|Older remarks|$)/s);
      }),
    );
  });
});
