import { describe, expect, test } from "vitest";
import {
  checkPattern,
  containsPath,
  distinctPatterns,
  literallyNames,
  matchesGlob,
  matchingPattern,
  normalisePattern,
  overlap,
  pathOutside,
  uniteScopes,
} from "../../src/plan/scope.ts";
import { HAS_PLAN_30, readPlan30 } from "../support/plan-30.ts";

describe("two patterns", () => {
  test.each([
    // Literal paths cover what is below them.
    ["src/a.ts", "src/a.ts", "src/a.ts"],
    ["src", "src/a.ts", "src/a.ts"],
    ["src/a", "src/ab", undefined],
    ["src/", "src", "src/a"],
    ["src/", "src/", "src/a"],
    ["src/api/", "src/web/", undefined],
    ["docs/adr", "docs/adr/0005.md", "docs/adr/0005.md"],
    // Wildcards inside a segment.
    ["src/*.ts", "src/a*", "src/a.ts"],
    ["src/*.ts", "src/*.js", undefined],
    ["src/*", "src/a/b", undefined],
    ["a?c", "ab?", "abc"],
    ["a?c", "ab", undefined],
    ["*a*b", "b*a", undefined],
    ["*a*b*", "b*a", "baba"],
    ["*", ".env", ".env"],
    ["error_*.py", "error_context.py", "error_context.py"],
    // Any number of segments.
    ["src/**", "**/*.ts", "src/.ts"],
    ["**/test/**", "src/*/test/x", "src/a/test/x"],
    ["a/**/b", "a/b", "a/b"],
    ["a/**/b/**/c", "a/b/*", "a/b/c"],
    ["**", "**", "a"],
    ["**/a", "**/b", undefined],
    ["a/**", "a", "a/a"],
    ["a/**", "b/**", undefined],
    // A file in the place of a directory takes away what is below.
    ["d?r", "dir/", "dir"],
    ["d?r", "dir/**", "dir"],
    ["d?r", "dir/*", undefined],
    // Classes.
    ["[a-c]x", "[c-e]x", "cx"],
    ["[a-c]x", "[d-e]x", undefined],
    ["[!a]x", "ax", undefined],
    ["[!a]x", "[ab]x", "bx"],
    ["a[!b]c", "a/c", undefined],
    ["[\\]]", "\\]", "]"],
    // Braces stand for several patterns.
    ["{src,docs}/a", "docs/a", "docs/a"],
    ["{src,docs}", "docs/a", "docs/a"],
    ["a{,.bak}", "a.bak", "a.bak"],
    ["{a,b{c,d}}/x", "bd/x", "bd/x"],
    ["{a,b}/x", "{c,d}/x", undefined],
    ["src/{a,b/c}/*.ts", "src/b/c/d.ts", "src/b/c/d.ts"],
    // Escapes.
    ["a\\*b", "a*b", "a*b"],
    ["a\\*b", "acb", undefined],
    ["\\{a,b\\}", "a", undefined],
    ["pages/\\[id\\].tsx", "pages/?id?.tsx", "pages/[id].tsx"],
    ["gr\u{fc}n/\u{1f600}", "gr?n/?", "gr\u{fc}n/\u{1f600}"],
  ])("%s and %s: %s", (a, b, witness) => {
    expect(overlap([a], [b])?.witness).toBe(witness);
    expect(overlap([b], [a])?.witness?.length).toBe(witness?.length);
  });

  test("name the pair that shares the shortest path", () => {
    const found = overlap(["docs/guide.md", "src/"], ["src/long/path.ts", "src/a.ts", "test/"]);
    expect(found).toEqual({ a: "src/", b: "src/a.ts", witness: "src/a.ts", isDecided: true });
  });

  test.each([
    [["src/"], ["*", "src/index.ts"], "src/index.ts"],
    [["src/"], ["*"], "src"],
    [["{a/b,b}[!a]"], ["{*,b}/**"], "a/bb"],
    [["src/", "!src/a/"], ["*", "src/index.ts"], "src/index.ts"],
    [["**/", "!x"], ["**/"], "a"],
  ])("a folder alone is no witness where a path below it is one: %j and %j: %s", (a, b, witness) => {
    expect(overlap(a, b)?.witness).toBe(witness);
    expect(overlap(b, a)?.witness).toBe(witness);
  });

  test("an invalid pattern overlaps with anything and covers nothing", () => {
    expect(overlap(["src/[a"], ["docs/x"])).toBeDefined();
    expect(containsPath(["src/[a"], "src/[a")).toBe(false);
  });

  test("too intricate to decide counts as an overlap", () => {
    const intricate = (letter: string): string => `${`*${letter}`.repeat(490)}${letter}?z`;
    const [a, b] = [intricate("a"), intricate("b")];
    expect(overlap([a], [b])).toMatchObject({ a, b, isDecided: false });
    // Where two others of their patterns certainly share a path, that is the answer.
    expect(overlap([a, "src/"], [b, "src/x"])).toMatchObject({ a: "src/", b: "src/x", isDecided: true });
  });
});

describe("one path", () => {
  test.each([
    [["src/"], "src/a/b.ts", "src/"],
    [["src/"], "src", "src/"],
    [["src/"], "srcs", undefined],
    [["docs/a.md", "**/*.md"], "docs/a.md", "docs/a.md"],
    [["**/*.md"], "docs/a.md", "**/*.md"],
    [["src/*.ts"], "src/a/b.ts", undefined],
    [[], "a", undefined],
  ])("%j covers %s by %s", (scope, path, expected) => {
    expect(matchingPattern(scope, path)).toBe(expected);
    expect(containsPath(scope, path)).toBe(expected !== undefined);
  });

  test.each([
    [".github/workflows/ci.yml", ".github/workflows/ci.yml", true],
    [".github/", ".github/workflows/ci.yml", true],
    ["{.github,docs}/", ".github/workflows/ci.yml", true],
    [".github/**", ".github/workflows/ci.yml", false],
    ["**", ".github/workflows/ci.yml", false],
    ["a\\*", "a*", true],
  ])("%s names %s literally: %s", (written, path, expected) => {
    expect(literallyNames([written], path)).toBe(expected);
  });

  test("globs of ids", () => {
    expect(matchesGlob("ws-0?-*", "ws-07-parser")).toBe(true);
    expect(matchesGlob("ws-{api,web}-*", "ws-cli-a")).toBe(false);
  });
});

describe("exclusions", () => {
  test.each<[string[], string, string | undefined]>([
    [["src/", "!src/gen/"], "src/a.ts", "src/"],
    [["src/", "!src/gen/"], "src/gen/a.ts", undefined],
    [["src/", "!src/gen/"], "src/gen", undefined],
    [["src/", "!src/gen/", "src/gen/a.ts"], "src/gen/a.ts", "src/gen/a.ts"],
    [["src/", "!src/gen/", "src/gen/a.ts", "!**/*.ts"], "src/gen/a.ts", undefined],
    [["!src/gen/", "src/"], "src/gen/a.ts", "src/"],
    [["!src/gen/"], "src/gen/a.ts", undefined],
    [["src/", "!src/[a"], "src/x.ts", undefined],
    [["\\!a"], "!a", "\\!a"],
  ])("%j covers %s by %s", (scope, path, expected) => {
    expect(matchingPattern(scope, path)).toBe(expected);
    expect(literallyNames(scope, path)).toBe(expected !== undefined);
  });

  test("name the patterns that share the witness", () => {
    expect(overlap(["src/*", "!src/a", "docs/"], ["src/?", "docs/b"])).toEqual({
      a: "src/*",
      b: "src/?",
      witness: "src/b",
      isDecided: true,
    });
    expect(overlap(["a/", "!a/*/", "b/long/path"], ["a/x", "b/"])).toEqual({
      a: "b/long/path",
      b: "b/",
      witness: "b/long/path",
      isDecided: true,
    });
  });

  test("too intricate to decide counts as an overlap, and as not inside", () => {
    const wild = (letter: string): string => `${`*${letter}`.repeat(150)}*`;
    const undecided = overlap([wild("a"), `!${wild("b")}`], [wild("c"), "!**/*a*"]);
    expect(undecided).toMatchObject({ a: wild("a"), b: wild("c"), isDecided: false });
    expect(pathOutside([wild("a"), `!${wild("b")}`], [`${wild("a")}c*`, `!${wild("c")}`, wild("a")])).toBeDefined();
  });

  test.each<[string[], string[]]>([
    [
      ["a", "b", "a"],
      ["a", "b"],
    ],
    [
      ["a", "!b", "a"],
      ["!b", "a"],
    ],
    [
      ["a", "!b", "c", "!b"],
      ["a", "c", "!b"],
    ],
  ])("%j listed once is %j", (patterns, expected) => {
    expect(distinctPatterns(patterns)).toEqual(expected);
  });

  test("are left out where several scopes are held at once, because what one takes away another may need", () => {
    expect(uniteScopes([])).toEqual([]);
    expect(
      uniteScopes([
        ["src/", "!src/a"],
        ["src/", "!src/a"],
      ]),
    ).toEqual(["src/", "!src/a"]);
    expect(
      uniteScopes([
        ["src/", "!src/a"],
        ["src/", "docs/"],
      ]),
    ).toEqual(["src/", "docs/"]);
  });
});

describe("one scope inside another", () => {
  test.each<[string[], string[], string | undefined]>([
    [["src/a.ts"], ["src/"], undefined],
    [["src/"], ["src/**"], undefined],
    [["src/**/*.ts"], ["src/", "!**/*.js"], undefined],
    [["a", "b"], ["{a,b}"], undefined],
    [["[a-c]"], ["a*", "b*", "c*"], undefined],
    [["a?"], ["a[!x]", "ax"], undefined],
    [[], [], undefined],
    [["src/"], [], "src/a"],
    [["src/"], ["src/*.ts"], "src/a"],
    [["src/*"], ["src/*.ts", "src/?"], "src/aa"],
    [["src/"], ["src/", "!src/gen/"], "src/gen"],
    [["src/"], ["src/", "!src/gen/*"], "src/gen/a"],
    [["**"], ["*/**"], undefined],
    [["*/**"], ["*"], "a/a"],
  ])("%j in %j: only %s is not", (a, b, outside) => {
    expect(pathOutside(a, b)).toBe(outside);
  });
});

describe("where case is ignored", () => {
  test.each([
    ["src/A.ts", "SRC/a.TS", true],
    ["src/[A-C]*", "src/b", true],
    ["src/[!A]", "src/a", false],
    ["src/[!A]", "src/B", true],
    ["gr\u{dc}n", "GR\u{fc}N", true],
    ["\u{212a}", "k", true],
    ["\u{3a3}", "\u{3c2}", true],
    ["stra\u{df}e", "STRASSE", false],
    ["\u{10400}", "\u{10428}", true],
  ])("%s and %s are the same: %s", (a, b, same) => {
    expect(overlap([a], [b], "insensitive") !== undefined).toBe(same);
    expect(containsPath([a], b, "insensitive")).toBe(same);
    expect(overlap([`${a}?`], [`${b}*`], "insensitive") !== undefined).toBe(same);
  });

  test("a witness is written as the longer of two paths has it", () => {
    expect(overlap(["SRC/"], ["src/App.tsx"], "insensitive")?.witness).toBe("src/App.tsx");
  });
});

describe("writing patterns", () => {
  test.each([
    ["src\\core\\a.ts", "src/core/a.ts"],
    ["./src//a", "src/a"],
    ["././a", "a"],
    ["src\\\\a", "src\\\\a"],
    ["a\\*b\\c", "a\\*b/c"],
    ["src\\", "src/"],
    ["src/**", "src/**"],
    ["!.\\src//a", "!src/a"],
    ["\\!src", "\\!src"],
  ])("%s is kept as %s", (written, kept) => {
    expect(normalisePattern(written)).toBe(kept);
    expect(normalisePattern(kept)).toBe(kept);
  });

  test.each([
    ["src/[a-z]{x,y}/**/*.ts", undefined],
    ["a(b)/@c/100%", undefined],
    ["a/\\!b", undefined],
    ["", "0+0 the pattern is empty"],
    ["!src", undefined],
    ["!", "1+0 the pattern is empty"],
    ["!!src", "1+1 an exclusion begins with one !"],
    ["!(a|b)", "0+2 !(...) is not part of the pattern language"],
    ["!/etc", "1+1 the path is absolute"],
    ["!src/[b", "5+1 this [ is never closed"],
    ["/etc", "0+1 the path is absolute"],
    ["C:/a", "0+2 the path is absolute"],
    ["a/../b", "2+2 the path goes up by `..`"],
    ["a/{..,b}/c", "3+2 the path goes up by `..`"],
    ["a/./b", "2+1 the path holds a segment `.`"],
    ["a/[b", "2+1 this [ is never closed"],
    ["a/[]", "2+2 this [] names no character"],
    ["a/[z-a]", "2+5 this range runs backwards"],
    ["a/[b/c]", "2+5 this [] holds a slash, which it can't match"],
    ["a{b", "1+1 this { is never closed"],
    ["a{b}", "1+3 these braces hold no alternatives"],
    ["a{1..3}", "1+6 these braces hold no alternatives"],
    ["a,b}", "3+1 this } closes nothing"],
    ["a\\", "1+1 a backslash at the end escapes nothing"],
    ["src/!(a)", "4+2 !(...) is not part of the pattern language"],
    ["a\tb", "1+1 the pattern holds a control character"],
    ["{a,b}".repeat(9), "0+45 its braces stand for more than 256 patterns"],
    ["a".repeat(1001), "0+1001 the pattern is longer than 1000 characters"],
  ])("%s: %s", (written, expected) => {
    const found = checkPattern(written);
    expect(found && `${found.column}+${found.length} ${found.message}`).toBe(expected);
  });
});

describe.skipIf(!HAS_PLAN_30)("the plan of 30 (skipped without ../shared/data/plan-30)", () => {
  test("29 pairs overlap: 27 by literal paths, two by a wildcard", () => {
    const plan = readPlan30();
    const pairs = plan.flatMap((a, index) =>
      plan.slice(index + 1).flatMap((b) => {
        const found = overlap(a.scope, b.scope);
        return found === undefined ? [] : [`${a.id.slice(0, 5)} ${b.id.slice(0, 5)} ${found.a} ${found.b}`];
      }),
    );
    expect(pairs).toHaveLength(29);
    expect(pairs.filter((pair) => pair.includes("*"))).toEqual([
      "ws-06 ws-18 scripts/aim_*.py scripts/aim_status.py",
      "ws-12 ws-14 src/pipeline/error_context.py src/pipeline/error_*.py",
    ]);
  });
});
