import { describe, expect, test } from "vitest";
import { checkPath } from "../../src/plan/check-path.ts";

describe("a path pattern as people write it", () => {
  test.each([
    ["src/a.ts", "src/a.ts"],
    ["./src//a.ts", "src/a.ts"],
    ["src\\a.ts", "src/a.ts"],
    ["lib\\", "lib/"],
    ["\\!src", "\\!src"],
    ["\\[id\\].tsx", "\\[id\\].tsx"],
    ["\\{x\\}", "\\{x\\}"],
    ["!\\!src", "!\\!src"],
    ["..\\[x", "..\\[x"],
    ["a:b", "a:b"],
    ["~x", "~x"],
    ["a".repeat(1000), "a".repeat(1000)],
  ])("%s is kept as %s", (written, pattern) => {
    expect(checkPath(written)).toEqual({ kind: "good", pattern });
  });

  test.each([
    ["/src", 0, 1, "the path is absolute"],
    ["\\src", 0, 1, "the path is absolute"],
    ["\\\\server\\share", 0, 2, "the path is absolute"],
    ["C:\\src", 0, 2, "the path starts with a drive letter"],
    ["c:/src", 0, 2, "the path starts with a drive letter"],
    ["~/src", 0, 1, "the path starts in a home directory"],
    ["src/../..", 4, 2, "the path leaves the repository by `..`"],
    ["..\\src", 0, 2, "the path leaves the repository by `..`"],
    ["!/src", 1, 1, "the path is absolute"],
    ["a".repeat(1001), 0, 1001, "the pattern is longer than 1000 characters"],
  ])("%s is refused at %i, %i long: %s", (written, offset, length, message) => {
    expect(checkPath(written)).toMatchObject({ kind: "bad", fault: { offset, length, message } });
  });
});
