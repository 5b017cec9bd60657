import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cli } from "../../../src/agents/cli.ts";
import { aider } from "../../../src/agents/clis/aider.ts";
import { claudeCode } from "../../../src/agents/clis/claude-code.ts";
import { codex } from "../../../src/agents/clis/codex.ts";
import { copilot } from "../../../src/agents/clis/copilot.ts";
import { gemini } from "../../../src/agents/clis/gemini.ts";
import { opencode } from "../../../src/agents/clis/opencode.ts";
import { launchInput, recorded } from "./recorded.ts";

const CLIS = [aider, claudeCode, codex, copilot, gemini, opencode];

const WHATEVER = fc.oneof(
  fc.constantFrom(-1, 1e300, 2 ** 53, 0.5, "12", null, "__proto__"),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What it really printed, with some of its values replaced by whatever. */
function tamperedLines({ type }: Cli) {
  const lines = ["writes", "refused"].flatMap((name) => recorded(type, name).lines);
  return fc
    .array(
      fc.record({
        line: fc.constantFrom(...lines),
        values: fc.infiniteStream(WHATEVER),
        odds: fc.infiniteStream(fc.nat(3)),
      }),
    )
    .map((picks) => picks.map(({ line, values, odds }) => tamper(line, values, odds)));
}

function tamper(line: string, values: Iterator<unknown>, odds: Iterator<number>): string {
  if (!line.startsWith("{")) return line;
  const keep = (name: string) => name === "" || name === "type" || odds.next().value !== 0;
  return JSON.stringify(JSON.parse(line, (name, value: unknown) => (keep(name) ? value : values.next().value)));
}

function expectSound(cli: Cli, lines: readonly string[], left: Readonly<Record<string, string>> = {}): void {
  const { usage, problem, text } = cli.read({ lines, left, result: { kind: "exited", code: 0 } });
  for (const figure of [usage?.usd ?? 0, usage?.inputTokens ?? 0, usage?.outputTokens ?? 0]) {
    expect(figure).toBeGreaterThanOrEqual(0);
    expect(figure).toBeLessThan(1e15);
  }
  expect(Number.isInteger(usage?.inputTokens ?? 0) && Number.isInteger(usage?.outputTokens ?? 0)).toBe(true);
  expect(problem?.detail ?? "").not.toMatch(/[\r\n]/);
  expect(typeof text).toBe("string");
}

describe.each(CLIS.map((cli) => [cli.type, cli] as const))("%s", (_type, cli) => {
  test("any output is read without an error, and figures stay figures", () => {
    fc.assert(fc.property(tamperedLines(cli), (lines) => expectSound(cli, lines)));
  });

  test("any left file too", () => {
    const { leaves = [] } = cli.launch(launchInput());
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (file) =>
        expectSound(cli, [], Object.fromEntries(leaves.map((name) => [name, file]))),
      ),
    );
  });

  test("a line of many megabytes, and one of a hundred thousand brackets", () => {
    const long = JSON.stringify({ type: "error", message: "x".repeat(5_000_000) });
    expectSound(cli, [long, "[".repeat(100_000), `{"a":${"[".repeat(100_000)}`, "{", "\0", "null"]);
  });
});
