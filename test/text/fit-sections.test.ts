import { describe, expect, test } from "vitest";
import { fitSections } from "../../src/text/fit-sections.ts";
import type { Section } from "../../src/text/fit-sections.ts";

const NOTE = "cut";
const head: Section = { lines: ["head"], end: [], divisible: false };
const long: Section = { lines: ["ä1", "ä2", "ä3"], end: ["end"], divisible: true };
const picture: Section = { lines: ["picture 1", "picture 2"], end: [], divisible: false };
const foot: Section = { lines: ["foot"], end: [], divisible: false };

describe("what is too long", () => {
  test("everything, where it fits", () => {
    expect(fitSections([head, long, foot], 100, NOTE)).toBe("head\n\nä1\nä2\nä3\nend\n\nfoot\n");
  });

  test.each([
    [26, "head\n\nä1\nä2\nend\n\ncut\n"],
    [22, "head\n\nä1\nend\n\ncut\n"],
    [12, "head\n\ncut\n"],
  ])("in %i bytes: whole lines, and never without the end", (max, expected) => {
    const printed = fitSections([head, long, foot], max, NOTE);
    expect(printed).toBe(expected);
    expect(Buffer.byteLength(printed)).toBeLessThanOrEqual(max);
  });

  test("what says nothing by half is left out, what comes after it is not", () => {
    expect(fitSections([head, picture, foot], 22, NOTE)).toBe("head\n\nfoot\n\ncut\n");
  });
});
