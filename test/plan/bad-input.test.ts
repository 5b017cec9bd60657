import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { describe, expect, test } from "vitest";

import { readPlan } from "../../src/plan/read-plan.ts";
import type { SourceFile } from "../../src/plan/source.ts";
import { printDiagnostics } from "../../src/text/diagnostic.ts";

const ROOT = join(import.meta.dirname, "../fixtures/bad-input");
const EXPECTED = "expected.txt";

function readRepository(directory: string): SourceFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== EXPECTED)
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return {
        path: relative(directory, file).split(sep).join("/"),
        text: readFileSync(file, "utf8"),
      };
    });
}

describe("every folder of bad input gives its exact diagnostics", () => {
  test.each(readdirSync(ROOT))("%s", async (name) => {
    const plan = readPlan(readRepository(join(ROOT, name)));
    const problems = [...plan.problems].map(([id, { file }]) => `${id} (${file})`).toSorted();
    const blocked = ["Cannot run:", ...problems].join("\n  ");
    const printed = `${printDiagnostics(plan.diagnostics, false)}\n\n${blocked}\n`;
    await expect(printed).toMatchFileSnapshot(join(ROOT, name, EXPECTED));
  });
});
