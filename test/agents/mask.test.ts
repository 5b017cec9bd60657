import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLogMask, secretsIn } from "../../src/agents/mask.ts";
import { useFolder } from "../support/folder.ts";

describe("what of an environment is a secret", () => {
  test.each([
    [{ OPENAI_API_KEY: "sk-12345678" }, ["sk-12345678"]],
    [{ AGENT_SECRET_1: "longer-secret", GITHUB_TOKEN: "shorter-1" }, ["longer-secret", "shorter-1"]],
    [{ DB_PASSWORD: "first line\nsecond line\r\nend" }, ["second line", "first line"]],
    [{ API_KEY: "short" }, []],
    [{ GIT_AUTHOR_NAME: "agent-1 (workstreams agent)", PATH: "/usr/bin:/bin", API_KEY: undefined }, []],
  ])("%j", (env, secrets) => {
    expect(secretsIn(env)).toEqual(secrets);
  });
});

describe("a log's mask", () => {
  const folder = useFolder();
  const secret = "s3cr3t-väl";

  function masked(pieces: readonly string[], from = 0): string {
    const file = folder.file("log");
    writeFileSync(file, "");
    const mask = createLogMask(file, [secret], from);
    for (const piece of pieces) {
      appendFileSync(file, piece);
      mask.cover();
    }
    return readFileSync(file, "utf8");
  }

  const stars = "*".repeat(Buffer.byteLength(secret));

  test.each([
    ["in one piece", [`key: ${secret}\n`], `key: ${stars}\n`],
    ["twice", [secret + secret], stars + stars],
    ["in two pieces", ["key: s3cr3", "t-väl\n"], `key: ${stars}\n`],
    ["letter by letter", [...Array.from(secret), "x"], `${stars}x`],
    ["only the beginning of it", ["s3cr3t-v", "x"], "s3cr3t-vx"],
    ["nothing", [""], ""],
    [
      "across the border of two chunks",
      ["x".repeat(64 * 1024 - 4), `${secret}end`],
      `${"x".repeat(64 * 1024 - 4)}${stars}end`,
    ],
    ["far behind", ["x".repeat(300_000) + secret], "x".repeat(300_000) + stars],
  ])("%s", (_, pieces, expected) => {
    expect(masked(pieces)).toBe(expected);
  });

  test("what was there before stays as it is", () => {
    const file = folder.file("log");
    writeFileSync(file, secret);
    const mask = createLogMask(file, [secret], Buffer.byteLength(secret));
    appendFileSync(file, secret);
    mask.cover();
    expect(readFileSync(file, "utf8")).toBe(secret + stars);
  });

  test("however it is cut, nothing of it stays and nothing else changes", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "s3cr", "3t-", "väl", secret, "\n"), { maxLength: 40 }), (pieces) => {
        expect(masked(pieces)).toBe(pieces.join("").replaceAll(secret, stars));
      }),
      { numRuns: 100 },
    );
  });
});
