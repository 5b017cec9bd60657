/** docs/prompts.md says what is so. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PLACEHOLDERS } from "../../src/plan/prompt-template.ts";
import { BUILT_IN_TEMPLATE } from "../../src/text/prompt-template.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/prompts.md"), "utf8");

test("it holds the built-in template", () => {
  expect(DOCUMENT).toContain(`\`\`\`md\n${BUILT_IN_TEMPLATE}\`\`\`\n`);
});

test("it has a row for every placeholder, and for no other", () => {
  const rows = Array.from(DOCUMENT.matchAll(/^\| `\{\{(\w+)\}\}`/gm), ([, name]) => name);
  expect(rows).toEqual(PLACEHOLDERS);
});
