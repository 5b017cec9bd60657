/** The examples in docs/scopes.md hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { containsPath, overlap } from "../../src/plan/scope.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/scopes.md"), "utf8");

interface Example {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly overlap: string;
  readonly witness: string | undefined;
}

const EXAMPLES: readonly Example[] = DOCUMENT.slice(DOCUMENT.indexOf("## Examples"))
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [a = "", b = "", answer = "", witness = ""] = line.split("|").slice(1, -1);
    return { a: codesOf(a), b: codesOf(b), overlap: answer.trim(), witness: codesOf(witness)[0] };
  });

function codesOf(cell: string): readonly string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, text = ""]) => text);
}

describe("the examples of docs/scopes.md", () => {
  test("are 60", () => {
    expect(EXAMPLES).toHaveLength(60);
  });

  test.each(EXAMPLES)("$a and $b: $overlap $witness", ({ a, b, overlap: answer, witness }) => {
    const found = overlap(a, b)?.witness;
    expect(found === undefined ? "no" : "yes").toBe(answer);
    expect(overlap(b, a)?.witness.length).toBe(witness?.length);
    expect(found?.length).toBe(witness?.length);
    if (witness !== undefined) expect(containsPath(a, witness) && containsPath(b, witness)).toBe(true);
  });
});
