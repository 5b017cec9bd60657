import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
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
    [{ ANTHROPIC_CUSTOM_HEADERS: "Authorization: Bearer abc" }, ["Authorization: Bearer abc"]],
    [{ DATABASE_URL: "postgres://me:pa55word@db/x", HTTPS_PROXY: "http://u:short@proxy" }, ["pa55word"]],
    [{ API_KEY: 'pa"ss\\word-1' }, ['pa\\"ss\\\\word-1', 'pa"ss\\word-1']],
    [{ GIT_AUTHOR_NAME: "agent-1 (workstreams agent)", PATH: "/usr/bin:/bin", API_KEY: undefined }, []],
  ])("%j", (env, secrets) => {
    expect(secretsIn(env)).toEqual(secrets);
  });
});

describe("a log's mask", () => {
  const folder = useFolder();
  const secret = "s3cr3t-väl";

  function masked(pieces: readonly string[], secrets: readonly string[] = [secret]): string {
    const file = folder.file("log");
    writeFileSync(file, "");
    const mask = createLogMask(file, secrets, 0);
    for (const piece of pieces) {
      appendFileSync(file, piece);
      while (mask.cover());
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

  test("a log that is shorter than another secret", () => {
    const log = masked(["pw hunter2-hunter2\n"], ["x".repeat(108), "hunter2-hunter2"]);
    expect(log).toBe(`pw ${"*".repeat(15)}\n`);
  });

  test("covers so much in one call and says that there is more", () => {
    const file = folder.file("log");
    writeFileSync(file, "");
    truncateSync(file, 64 * 1024 * 1024);
    appendFileSync(file, secret);
    const mask = createLogMask(file, [secret], 0);
    let calls = 1;
    while (mask.cover()) calls += 1;
    expect(calls).toBe(5);
    expect(readFileSync(file, "utf8").endsWith(stars)).toBe(true);
  });

  test("however it is cut, nothing of it stays and nothing else changes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "s3cr", "3t-", "väl", secret, "\n", "another-one"), { maxLength: 40 }),
        fc.subarray(["another-one", "never-there".repeat(20)]),
        (pieces, others) => {
          const secrets = [...others, secret].toSorted((a, b) => b.length - a.length);
          const expected = others.includes("another-one")
            ? pieces.join("").replaceAll("another-one", "*".repeat(11))
            : pieces.join("");
          expect(masked(pieces, secrets)).toBe(expected.replaceAll(secret, stars));
        },
      ),
      { numRuns: 100 },
    );
  });
});
