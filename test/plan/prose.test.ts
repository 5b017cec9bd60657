import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { looksLikeProse } from "../../src/plan/prose.ts";

describe("sentences", () => {
  test.each([
    "All directories exist and contain .gitkeep files",
    "Migration file validates against SQL schema standards",
    "Verify .github/workflows/x.yml is syntactically valid YAML",
    "router.config.yaml validates against YAML syntax",
    "scripts/submit_task.py successfully submits task to queue",
    "scripts/metrics.py generates metrics dashboard",
    "Test workflow locally or in CI with no violations (should pass)",
    "diff_hash is consistent across runs",
    "Performance test: 100 tasks complete without errors",
    "make sure that the page loads",
    "find the report in the folder",
    "the page looks right",
    "docs build without warnings",
    "Check the logs",
    "Users can log in; errors are shown",
    "Running `npm test` passes and prints nothing",
    "CLI accepts --help and prints the usage",
    "API returns 404 for unknown ids",
    "No more than 5% of requests fail",
    '"quoted" strings are kept',
    "Überprüfe, dass es geht",
    "проверить вывод",
  ])("%s", (text) => {
    expect(looksLikeProse(text)).toBe(true);
  });
});

describe("commands", () => {
  test.each([
    "pytest -q tests/x.py",
    "ls gui/",
    "grep -r 'PHASE_DEV_DOCS/' . --include='*.md' | wc -l",
    "python -c 'from a import *'",
    "markdownlint docs/",
    'rg -n "^from src\\/utils|import src\\.utils" -S | wc -l',
    "make",
    "make lint test build",
    "make all",
    "npm run build && npm test",
    "npm run all",
    "./gradlew clean build test",
    "FOO=1 node x.js",
    "test -f README.md",
    "[ -f README.md ]",
    "! grep -rn TODO src",
    "go test ./...",
    "docker compose up",
    "just lint",
    "mytool build all",
    "Invoke-Pester -Path tests",
    "R CMD check pkg",
    "Rscript tests.R",
    "diff a b",
    "find . -name '*.pyc'",
    'bash -c "echo the test should pass"',
    "scripts/check.sh src lib",
    "if [ -f x ]; then exit 1; fi",
    'for f in *.sh; do bash -n "$f"; done',
    "(cd web && npm test)",
    "set -e\nAll of this is a script and not a sentence",
    "Works",
    "",
  ])("%s", (text) => {
    expect(looksLikeProse(text)).toBe(false);
  });
});

const PLAN = join(import.meta.dirname, "../../../shared/data/plan-30");

/** Every program that a command of the real plan starts with. */
const PROGRAMS = /^(?:grep|ls|markdownlint|pwsh|pytest|python|rg) /;

describe.skipIf(!existsSync(PLAN))("the acceptance tests of the real plan (skipped where ../shared is absent)", () => {
  const files = existsSync(PLAN) ? readdirSync(PLAN) : [];
  const tests = files.flatMap((name) => {
    const workstream: { acceptance_tests?: string[] } = JSON.parse(readFileSync(join(PLAN, name), "utf8"));
    return workstream.acceptance_tests ?? [];
  });

  test.each([...new Set(tests)])("%s", (text) => {
    expect(looksLikeProse(text)).toBe(!PROGRAMS.test(text));
  });
});
