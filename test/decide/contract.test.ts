import { describe, expect, test } from "vitest";
import { findViolation, leavesRepository } from "../../src/decide/contract.ts";
import { UNLISTED } from "../../src/state/facts.ts";
import type { Change, Contract } from "../../src/state/facts.ts";

function change(fields: Partial<Change>): Change {
  return { path: "src/a.ts", kind: "modified", mode: "100644", bytes: 10, target: undefined, ...fields };
}

function contract(fields: Partial<Contract>): Contract {
  return {
    scope: ["src/"],
    protectedPaths: [".github/**", "**/AGENTS.md"],
    companions: [],
    pathCase: "sensitive",
    maxFileBytes: 100,
    maxFiles: 3,
    workstream: undefined,
    ...fields,
  };
}

describe("what an attempt may change", () => {
  test.each<[string, Partial<Change>, Partial<Contract>, object | undefined]>([
    ["a path inside the scope", {}, {}, undefined],
    ["a path outside", { path: "docs/a.md" }, {}, { kind: "out-of-scope", paths: ["docs/a.md"] }],
    ["a deletion outside", { path: "docs/a.md", kind: "deleted", mode: "000000" }, {}, { kind: "out-of-scope" }],
    ["a sibling with the same beginning", { path: "srcs/a.ts" }, {}, { kind: "out-of-scope" }],
    ["a file at the limit", { bytes: 100 }, {}, undefined],
    ["a file over the limit", { bytes: 101 }, {}, { kind: "protected", why: "too-large" }],
    ["a submodule", { mode: "160000" }, {}, { kind: "protected", why: "submodule" }],
    [
      "a submodule that is taken away",
      { mode: "160000", kind: "deleted" },
      {},
      { kind: "protected", why: "submodule" },
    ],
    ["a file that becomes executable", { mode: "100755" }, {}, undefined],
    ["one outside that becomes executable", { path: "run.sh", mode: "100755" }, {}, { kind: "out-of-scope" }],
    ["a link inside", { mode: "120000", target: "b.ts" }, {}, undefined],
    ["a link outside", { mode: "120000", target: "../../etc" }, {}, { kind: "protected", why: "link-outside" }],
    ["a link that is longer than any system takes", { mode: "120000" }, {}, { kind: "protected", why: "link-outside" }],
    ["a protected path", { path: ".github/a.yml" }, {}, { kind: "protected", why: "protected-path" }],
    ["a protected path below a folder that is named", { path: "src/AGENTS.md" }, {}, undefined],
    ["a protected path, by wildcard", { path: "src/AGENTS.md" }, { scope: ["src/*"] }, { kind: "protected" }],
    ["a protected path, by everything", { path: ".github/x.yml" }, { scope: ["**"] }, { kind: "protected" }],
    ["a protected path that is named", { path: ".github/x.yml" }, { scope: [".github/x.yml"] }, undefined],
    ["a protected folder that is named", { path: ".github/x.yml" }, { scope: [".github/"] }, undefined],
    ["a path that is excluded", { path: "src/gen/a.ts" }, { scope: ["src/", "!src/gen/"] }, { kind: "out-of-scope" }],
    [
      "a protected path that is excluded",
      { path: ".github/x.yml" },
      { scope: [".github/", "!.github/*.yml"] },
      { kind: "protected" },
    ],
    [
      "a path that protection excludes",
      { path: ".github/x.md" },
      { scope: ["**"], protectedPaths: [".github/**", "!**/*.md"] },
      undefined,
    ],
    ["a path in another case", { path: "SRC/a.ts" }, {}, { kind: "out-of-scope" }],
    ["a path in another case where that is ignored", { path: "SRC/a.ts" }, { pathCase: "insensitive" }, undefined],
    [
      "a protected path in another case where that is ignored",
      { path: ".GitHub/x.yml" },
      { scope: ["**"], pathCase: "insensitive" },
      { kind: "protected", why: "protected-path" },
    ],
    [
      "a protected path in another case where case counts",
      { path: ".GitHub/x.yml" },
      { scope: ["**"] },
      { kind: "protected", why: "protected-path" },
    ],
    ["another case of it that is named", { path: "docs/agents.md" }, { scope: ["docs/"] }, undefined],
    ...[".github./x.yml", ".github /x.yml", ".git\u200Chub/x.yml", ".github::$INDEX_ALLOCATION/x", "a/AGENTS.md:s"].map(
      (path): [string, Partial<Change>, Partial<Contract>, object] => [
        `${JSON.stringify(path)}, which some systems take for a protected path`,
        { path },
        { scope: ["**"] },
        { kind: "protected", path, why: "protected-path" },
      ],
    ),
    ["an empty scope", {}, { scope: [] }, { kind: "out-of-scope" }],
  ])("%s", (_, changed, allowed, expected) => {
    const violation = findViolation([change(changed)], contract(allowed));
    if (expected === undefined) expect(violation).toBeUndefined();
    else expect(violation).toMatchObject(expected);
  });

  test("all paths outside are named, protected ones first", () => {
    const outside = ["x", "y"].map((path) => change({ path }));
    expect(findViolation(outside, contract({}))).toMatchObject({ paths: ["x", "y"] });
    expect(findViolation([...outside, change({ path: ".github/a" })], contract({}))).toMatchObject({
      kind: "protected",
      path: ".github/a",
    });
  });
});

describe("how much an attempt may change", () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => change({ path: `src/${index}` }));

  test("is limited by the number of files, whatever they are", () => {
    expect(findViolation(some(3), contract({}))).toBeUndefined();
    expect(findViolation(some(4), contract({}))).toEqual({ kind: "too-many", most: 3 });
    expect(findViolation([...some(4), change({ path: "x" })], contract({}))).toEqual({ kind: "too-many", most: 3 });
  });

  test("is too much where there was no room to list it", () => {
    expect(findViolation([UNLISTED], contract({ scope: ["**"] }))).toEqual({ kind: "too-many", most: 3 });
  });

  test("matters less than what is protected", () => {
    const [first, ...others] = some(4);
    const changes = [...others, change({ path: ".github/x" }), ...(first === undefined ? [] : [first])];
    expect(findViolation(changes, contract({}))).toMatchObject({ kind: "protected", path: ".github/x" });
  });
});

describe("where a symbolic link leads", () => {
  test.each([
    ["a", "b", false],
    ["a/b", "../c", false],
    ["a/b", "../../c", true],
    ["a/b", "x/../../../c", true],
    ["a/b", "./../c/./d", false],
    ["a", "/etc/passwd", true],
    ["a", "C:\\x", true],
    ["a/b", "..\\..\\c", true],
    ["a", ".git/config", true],
    ["a/b", "../.GIT/hooks", true],
    ["a", "b\0c", true],
    ["a", ".g\u200Cit/config", true],
    ["a", ".git /config", true],
    ["a", "git~1/config", true],
    ["a", ".gitignore", false],
    ["a", "", false],
    // `b` may be a link to `x/y/z`, or to `..`.
    ["a/l", "b/../c", true],
    ["a/l", "../b/../../c", true],
    ["a", "b..c/..d", false],
  ])("%s -> %j leaves: %s", (path, target, leaves) => {
    expect(leavesRepository(path, target)).toBe(leaves);
  });
});
