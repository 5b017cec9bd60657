import { describe, expect, test } from "vitest";
import type { Widening } from "../../src/decide/widening.ts";
import { compileScope, containsPath } from "../../src/plan/scope.ts";
import { checkPath } from "../../src/plan/check-path.ts";
import { explainWidening, scopeEntries } from "../../src/text/widening.ts";

const WIDENING: Widening = { file: "workstreams/ws-a.yaml", key: "files_scope", paths: ["b.ts", "c.ts"], holders: [] };

describe("the entries that widen a scope", () => {
  test.each([
    ["workstreams/ws-a.yaml", ['  - "b.ts"', '  - "c.ts"']],
    ["workstreams/ws-a.json", ['    "b.ts",', '    "c.ts"']],
  ])("are written as %s is", (file, lines) => {
    expect(scopeEntries({ ...WIDENING, file }, 30)).toEqual(lines);
    expect(scopeEntries({ ...WIDENING, file }, 1)).toHaveLength(1);
  });

  test.each([
    "!bang",
    "[id].tsx",
    "{a,b}",
    "a*?.ts",
    "back\\slash",
    "new\nline",
    'quote"s',
    "#hash: x",
    "..[x]",
    " blank ",
    "a+(b).md",
    "x@(1)",
    "!(y)",
    "~/x",
    "C:/x",
    "a:b",
    "left\u202eright",
  ])("stand for the very path, as a pattern that is good: %j", (path) => {
    const [line = ""] = scopeEntries({ ...WIDENING, paths: [path] }, 1);
    const written: unknown = JSON.parse(line.replace(/^ *- /, ""));
    if (typeof written !== "string") throw new Error(`${line} is no string`);
    const checked = checkPath(written);
    expect(checked.kind).toBe("good");
    expect(checked.kind === "good" && containsPath([checked.pattern], path)).toBe(true);
    expect(compileScope([written], "sensitive").covering).toHaveLength(1);
  });
});

test("what no pattern can name is left out", () => {
  expect(scopeEntries({ ...WIDENING, paths: ["a".repeat(1001), "b.ts"] }, 30)).toEqual(['  - "b.ts"']);
});

test("explain names all paths, the lines, and who would have to wait", () => {
  const holders = [
    { id: "ws-b", state: "ready", paths: ["b.ts"] },
    { id: "ws-c", state: "running", paths: ["b.ts", "c.ts"] },
  ] as const;
  expect(explainWidening({ ...WIDENING, holders })).toEqual([
    "b.ts",
    "c.ts",
    "to allow them, add to the end of files_scope in workstreams/ws-a.yaml, commit it, and retry:",
    '  - "b.ts"',
    '  - "c.ts"',
    "ws-b (ready) may change some of it, 1 path: b.ts: it would have to wait",
    "ws-c (running) may change all of it: it would have to wait",
  ]);
});
