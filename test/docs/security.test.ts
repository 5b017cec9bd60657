/** docs/security.md names tests that exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/security.md"), "utf8");

interface Row {
  readonly threat: string;
  readonly stop: string;
  readonly shown: string;
}

const ROWS: readonly Row[] = DOCUMENT.split("\n")
  .filter((line) => /^\| (?!-|it can|they can|somebody could)/.test(line))
  .map((line) => {
    const [threat = "", stop = "", shown = ""] = line.split("|").slice(1, -1);
    return { threat: threat.trim(), stop: stop.trim(), shown: shown.trim() };
  });

const SHOWN = ROWS.flatMap(({ shown }) => (shown === "" ? [] : shown.split("<br>"))).map((text) => {
  const [, file = "", name = ""] = /^`(test\/[^`]+)` › (.+)$/.exec(text) ?? [];
  return { text, file, name };
});

/** Every text between quotes: titles are written so. */
function titlesIn(file: string): readonly string[] {
  const path = join(ROOT, file);
  const source = existsSync(path) ? readFileSync(path, "utf8") : "";
  return Array.from(source.matchAll(/(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g), ([, , title = ""]) => title);
}

describe("docs/security.md", () => {
  test("says of each threat what stops it, and of one alone that nothing does", () => {
    expect(ROWS.length).toBeGreaterThan(40);
    expect(ROWS.filter(({ stop }) => stop === "")).toEqual([]);
    expect(ROWS.filter(({ shown }) => shown === "").map(({ stop }) => stop)).toEqual([
      "nothing: that is what the review is for, see below",
    ]);
  });

  test.each(SHOWN)("$text", ({ file, name }) => {
    expect(titlesIn(file)).toContain(name);
  });
});
