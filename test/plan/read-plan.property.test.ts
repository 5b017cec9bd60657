import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";

import { readPlan } from "../../src/plan/read-plan.ts";
import type { SourceFile } from "../../src/plan/source.ts";
import { diagnosticsToJson, printDiagnostics } from "../../src/text/diagnostic.ts";
import { anyId, anyText } from "../support/arbitraries.ts";

const KEYS = ["id", "depends_on", "files_scope", "acceptance_tests", "metadata", "status", "agents", "tracks"];

/** Objects that come near to ours, so that more than the outermost check is reached. */
const anyFile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom(...KEYS),
    fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.array(fc.oneof(anyId, anyText), { maxLength: 5 })),
    { minKeys: 2 },
  ),
);

/** Every place must exist in its file, and every text be harmless for a terminal. */
function expectSound(sources: readonly SourceFile[]): void {
  const { diagnostics, problems, graph } = readPlan(sources);
  for (const { file, line, column, excerpt, related } of diagnostics) {
    for (const place of [{ file, line, column }, ...related]) {
      const text = sources.find(({ path }) => path === place.file)?.text.replace(/^\u{FEFF}/u, "") ?? "";
      const found = text.split("\n")[place.line - 1]?.replace(/\r$/, "");
      expect(found).toBeDefined();
      expect(place.column).toBeGreaterThan(0);
      expect(place.column).toBeLessThanOrEqual((found ?? "").length + 1);
    }
    expect(excerpt.length).toBeGreaterThan(0);
  }
  expect(printDiagnostics(diagnostics, false)).not.toMatch(/[\p{Cc}\u202E](?<!\n)/u);
  expect(diagnosticsToJson(diagnostics).diagnostics).toHaveLength(diagnostics.length);
  for (const id of problems.keys()) expect(graph.hasNode(id)).toBe(true);
}

describe("whatever a file holds, reading it never throws and names valid places", () => {
  test("any JSON value as JSON and as YAML, with a configuration of any JSON value", () => {
    fc.assert(
      fc.property(anyFile, anyFile, fc.boolean(), (value, config, indent) => {
        expectSound([
          { path: "workstreams/ws-a.json", text: JSON.stringify(value, undefined, indent ? 2 : 0) },
          { path: "workstreams/ws-b.yaml", text: stringify(value) },
          { path: ".github/workstreams.yml", text: JSON.stringify(config) },
        ]);
      }),
      { numRuns: 60 },
    );
  });

  test("any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expectSound([
          { path: "workstreams/ws-a.json", text: `{"id": "ws-a", ${text}` },
          { path: "workstreams/ws-b.yaml", text },
          { path: ".github/workstreams.yml", text: `agents: ${text}` },
        ]);
      }),
      { numRuns: 60 },
    );
  });

  test("a good file cut anywhere", () => {
    const whole =
      '\u{FEFF}{\r\n  "id": "ws-a", // é\r\n  "files_scope": ["src\\\\a/", "b/**"],\r\n  "status": "done"\r\n}\r\n';
    for (let end = 0; end < whole.length; end += 1) {
      const text = whole.slice(0, end);
      expectSound([
        { path: "workstreams/ws-a.json", text },
        { path: "workstreams/ws-b.yaml", text },
      ]);
    }
  });

  test.each([
    ["lists in JSON", "json", (deep: number) => "[".repeat(deep) + "]".repeat(deep)],
    ["lists in broken JSON", "json", (deep: number) => "[".repeat(deep)],
    ["lists in YAML", "yaml", (deep: number) => "[".repeat(deep) + "]".repeat(deep)],
    [
      "maps in YAML",
      "yaml",
      (deep: number) => Array.from({ length: deep }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
    ],
  ])("%s nested at any depth", (_, extension, nest) => {
    for (const deep of [90, 101, 300, 600, 900, 3000]) {
      expectSound([{ path: `workstreams/ws-a.${extension}`, text: nest(deep) }]);
    }
  });
});
