import { describe, expect, test } from "vitest";
import { companionsOf, findCompanions } from "../../src/decide/companions.ts";
import { findViolation } from "../../src/decide/contract.ts";
import { DEFAULT_COMPANIONS } from "../../src/plan/default-companions.ts";
import type { Change, Contract } from "../../src/state/facts.ts";
import { attempt } from "../support/builders.ts";

function changes(...paths: readonly string[]): readonly Change[] {
  return paths.map((path) => ({ path, kind: "modified", mode: "100644", bytes: 1, target: undefined }));
}

function contract(scope: readonly string[], fields: Partial<Contract> = {}): Contract {
  return { ...attempt().contract, scope, companions: DEFAULT_COMPANIONS, ...fields };
}

describe("the built-in companion rules", () => {
  test.each([
    ["package.json", "package-lock.json"],
    ["web/package.json", "web/pnpm-lock.yaml"],
    ["packages/a/package.json", "yarn.lock"],
    ["pyproject.toml", "uv.lock"],
    ["requirements-dev.in", "requirements-dev.txt"],
    ["crates/a/Cargo.toml", "Cargo.lock"],
    ["go.mod", "go.sum"],
    ["api.gemspec", "Gemfile.lock"],
    ["infra/main.tf", "infra/.terraform.lock.hcl"],
    ["src/x.ts", "src/x.test.ts"],
    ["src/x.tsx", "src/__tests__/x.spec.tsx"],
    ["src/x.ts", "src/__tests__/__snapshots__/x.test.ts.snap"],
    ["src/x.ts", "src/__snapshots__/x.test.ts.snap"],
    ["test/x.test.ts", "test/__snapshots__/x.test.ts.snap"],
    ["a/x.py", "a/test_x.py"],
    ["a/x.py", "a/tests/test_x.py"],
    ["a/x.go", "a/x_test.go"],
    ["core/src/main/java/org/acme/Box.java", "core/src/test/java/org/acme/BoxTest.java"],
    ["lib/acme/box.rb", "spec/acme/box_spec.rb"],
    ["lib/box.ex", "test/box_test.exs"],
    ["src/Acme/Box.php", "tests/Acme/BoxTest.php"],
  ])("%s brings %s", (path, companion) => {
    expect(companionsOf(path, DEFAULT_COMPANIONS, "sensitive")).toContain(companion);
  });

  test.each([
    ["src/x.test.ts", "src/x.ts"],
    ["a/x_test.go", "a/x.go"],
    ["a/x.ts", "b/x.test.ts"],
    ["package-lock.json", "package.json"],
    ["a/package.json", "b/package-lock.json"],
    ["my-package.json", "package-lock.json"],
  ])("%s does not bring %s", (path, other) => {
    expect(companionsOf(path, DEFAULT_COMPANIONS, "sensitive")).not.toContain(other);
  });

  test("never leave the repository, nor its folders by a wildcard", () => {
    for (const path of ["a/b/x.ts", "package.json", "lib/.rb", "src/main/java/A.java", "a b/ü(1).go", "x\ny.ts"]) {
      for (const companion of companionsOf(path, DEFAULT_COMPANIONS, "sensitive")) {
        expect(companion.split("/")).not.toEqual(expect.arrayContaining([expect.stringMatching(/^\.{0,2}$/)]));
      }
    }
  });
});

describe("a rule of one's own", () => {
  const of = (when: string | readonly string[], also: string) => [{ when: [when].flat(), also: [also] }];

  test.each([
    ["*.proto", "gen/*.pb.go", "api/box.proto", ["api/gen/box.pb.go"]],
    ["*.proto", "/gen/*.pb.go", "api/box.proto", ["gen/box.pb.go"]],
    ["src/**/*.ts", "/test/**/*.test.ts", "src/a/b/c.ts", ["test/a/b/c.test.ts"]],
    ["src/**/*.ts", "/test/**/*.test.ts", "src/c.ts", ["test/c.test.ts"]],
    ["src/**/*.ts", "*.md", "src/a/b/c.ts", ["src/a/b/c.md"]],
    ["/schema.sql", "/docs/schema.md", "schema.sql", ["docs/schema.md"]],
    ["/schema.sql", "/docs/schema.md", "a/schema.sql", []],
    ["*/i18n/*.json", "/web/*/*.txt", "box/i18n/en.json", ["web/box/en.txt"]],
    ["a.b", "c", "axb", []],
    ["(x)+.ts", "$&.ts", "(x)+.ts", ["$&.ts"]],
    ["*.ts", "$1*", "x.ts", ["$1x"]],
  ])("%s brings %s: of %s %j", (when, also, path, expected) => {
    expect(companionsOf(path, of(when, also), "sensitive")).toEqual(expected);
  });
});

describe("what a companion rule allows", () => {
  test("a path that belongs to a changed one inside the scope", () => {
    const scope = ["src/a.ts", "package.json"];
    const changed = changes("src/a.ts", "src/a.test.ts", "package.json", "package-lock.json");
    expect(findViolation(changed, contract(scope))).toBeUndefined();
    expect([...findCompanions(changed, contract(scope))]).toEqual([
      ["src/a.test.ts", "src/a.ts"],
      ["package-lock.json", "package.json"],
    ]);
  });

  test.each<[string, readonly string[], readonly string[], Partial<Contract>, string[] | undefined]>([
    ["not without the other one", ["package.json"], ["package-lock.json"], {}, ["package-lock.json"]],
    [
      "not beside one that is outside",
      ["a/"],
      ["a/x.ts", "package.json", "yarn.lock"],
      {},
      ["package.json", "yarn.lock"],
    ],
    [
      "not of a companion",
      ["src/x.py"],
      ["src/x.py", "src/test_x.py", "src/test_test_x.py"],
      {},
      ["src/test_test_x.py"],
    ],
    [
      "not what the scope excludes",
      ["src/x.ts", "!**/*.test.ts"],
      ["src/x.ts", "src/x.test.ts"],
      {},
      ["src/x.test.ts"],
    ],
    ["not where they are off", ["package.json"], ["package.json", "yarn.lock"], { companions: [] }, ["yarn.lock"]],
    ["not in another case", ["package.json"], ["package.json", "Yarn.lock"], {}, ["Yarn.lock"]],
    [
      "but where case is ignored",
      ["PACKAGE.json"],
      ["package.json", "Yarn.lock"],
      { pathCase: "insensitive" },
      undefined,
    ],
  ])("%s", (_, scope, paths, fields, expected) => {
    const violation = findViolation(changes(...paths), contract(scope, fields));
    if (expected === undefined) expect(violation).toBeUndefined();
    else expect(violation).toMatchObject({ kind: "out-of-scope", paths: expected });
  });

  test("protected paths stay protected", () => {
    const rules = [{ when: ["a.ts"], also: ["/.github/a.yml"] }];
    const terms = contract(["a.ts"], { companions: rules, protectedPaths: [".github/**"] });
    expect(findViolation(changes("a.ts", ".github/a.yml"), terms)).toMatchObject({ kind: "protected" });
  });
});
