/** What changes with what in the usual ecosystems: lockfiles with manifests, tests and snapshots with sources. */
import type { CompanionRule } from "./config.ts";

/** The lockfile beside its manifest, or at the root, where a workspace keeps it. */
const LOCKFILES: readonly CompanionRule[] = [
  locked(
    ["package.json"],
    ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"],
  ),
  locked(["deno.json", "deno.jsonc"], ["deno.lock"]),
  locked(["pyproject.toml"], ["uv.lock", "poetry.lock", "pdm.lock"]),
  locked(["Pipfile"], ["Pipfile.lock"]),
  locked(["requirements*.in"], ["requirements*.txt"]),
  locked(["Cargo.toml"], ["Cargo.lock"]),
  locked(["go.mod"], ["go.sum", "go.work.sum"]),
  locked(["Gemfile", "*.gemspec"], ["Gemfile.lock"]),
  locked(["composer.json"], ["composer.lock"]),
  locked(["mix.exs"], ["mix.lock"]),
  locked(["pubspec.yaml"], ["pubspec.lock"]),
  locked(["Package.swift"], ["Package.resolved"]),
  locked(["Podfile"], ["Podfile.lock"]),
  locked(["build.gradle", "build.gradle.kts"], ["gradle.lockfile"]),
  locked(["*.csproj", "*.fsproj"], ["packages.lock.json"]),
  locked(["flake.nix"], ["flake.lock"]),
  locked(["Chart.yaml"], ["Chart.lock"]),
  locked(["MODULE.bazel"], ["MODULE.bazel.lock"]),
  locked(["*.tf"], [".terraform.lock.hcl"]),
];

/** A test follows its source, never the other way round: who may write a test may not change what it tests. */
const TESTS: readonly CompanionRule[] = [
  ...["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"].flatMap(javascript),
  {
    when: ["*.py"],
    also: ["test_*.py", "*_test.py", "tests/test_*.py", "__snapshots__/*.ambr", "__snapshots__/test_*.ambr"],
  },
  { when: ["src/**/*.py"], also: ["/tests/**/test_*.py", "/tests/**/*_test.py"] },
  { when: ["*.go"], also: ["*_test.go"] },
  { when: ["**/src/main/java/**/*.java"], also: ["/**/src/test/java/**/*Test.java"] },
  { when: ["**/src/main/kotlin/**/*.kt"], also: ["/**/src/test/kotlin/**/*Test.kt"] },
  { when: ["lib/**/*.rb", "app/**/*.rb"], also: ["/spec/**/*_spec.rb", "/test/**/*_test.rb"] },
  { when: ["lib/**/*.ex"], also: ["/test/**/*_test.exs"] },
  { when: ["src/**/*.php"], also: ["/tests/**/*Test.php"] },
];

/** What holds where the configuration says nothing of `companions`. */
export const DEFAULT_COMPANIONS: readonly CompanionRule[] = [...LOCKFILES, ...TESTS];

function locked(when: readonly string[], locks: readonly string[]): CompanionRule {
  return { when, also: [...locks, ...locks.map((name) => `/${name}`)] };
}

/**
 * Tests beside the source, in `__tests__/`, or in a folder of tests that mirrors `src/`; snapshots of those, and of the file
 * itself where it is a test.
 */
function javascript(extension: string): readonly CompanionRule[] {
  const tests = [`*.test.${extension}`, `*.spec.${extension}`];
  const snapshots = [`*.${extension}`, ...tests].map((name) => `__snapshots__/${name}.snap`);
  const beside = [...tests, ...snapshots];
  return [
    { when: [`*.${extension}`], also: [...beside, ...beside.map((path) => `__tests__/${path}`)] },
    {
      when: [`src/**/*.${extension}`],
      also: ["test", "tests"].flatMap((folder) => tests.map((name) => `/${folder}/**/${name}`)),
    },
  ];
}
