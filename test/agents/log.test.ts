import { execFileSync } from "node:child_process";
import { closeSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openLog } from "../../src/agents/log-file.ts";
import { logSize, readLogLines } from "../../src/agents/log-lines.ts";
import { readLog, readTail, settle } from "../../src/agents/log.ts";
import { createLogMask } from "../../src/agents/mask.ts";
import { useFolder } from "../support/folder.ts";

const folder = useFolder();

function tailOf(content: string | Uint8Array, maxCharacters = 1000, from = 0): string {
  writeFileSync(folder.file("log"), content);
  return readTail(folder.file("log"), maxCharacters, from);
}

describe("readTail", () => {
  test.each([
    ["an empty log", "", ""],
    ["lines", "one\ntwo\n", "one\ntwo"],
    ["Windows line ends", "one\r\ntwo\r\r\n", "one\ntwo"],
    ["a progress bar", "10%\r50%\r100%\ndone\n", "100%\ndone"],
    ["a progress bar that ends with a return", "10%\r100%\r\nnext", "100%\nnext"],
    ["colours and links", "\u001B[31mred\u001B[0m \u001B]8;;http://x\u0007link\u001B]8;;\u0007", "red link"],
    ["bells, backspaces, NULs and C1 controls", "a\u0007b\bc\0d\u009Be\tf", "abcde\tf"],
    ["an escape sequence that never ends", "text\n\u001B[38;5;", "text\n;"],
  ])("%s", (_, content, expected) => {
    expect(tailOf(content)).toBe(expected);
  });

  test("a missing file has no output", () => {
    expect(readTail(folder.file("missing"), 100)).toBe("");
  });

  test("bytes that are no UTF-8 are shown as such", () => {
    expect(tailOf(Uint8Array.of(0x61, 0xff, 0x62))).toBe("a\uFFFDb");
  });

  test("at most so many characters, never half of one", () => {
    expect(tailOf("abc😀def", 4)).toBe("def");
    expect(tailOf("abc😀def", 5)).toBe("😀def");
  });

  test("of a huge log only whole lines of its end are read", () => {
    const lines = Array.from({ length: 20_000 }, (_, number) => `line ${number} ü`);
    const tail = tailOf(lines.join("\n"), 10_000_000).split("\n");
    expect(tail).toEqual(lines.slice(-tail.length));
    expect(tail.length).toBeGreaterThan(3000);
    expect(tail.length).toBeLessThan(6000);
  });

  test("one line without end is cut, not lost", () => {
    expect(tailOf("x".repeat(200_000), 10)).toBe("x".repeat(10));
  });

  test("only from the given byte on", () => {
    expect(tailOf("early\nlate\n", 100, 6)).toBe("late");
    expect(tailOf("early\n", 100, 6)).toBe("");
    expect(tailOf("early\n", 100, 600)).toBe("");
  });
});

describe("readLog", () => {
  test("is the whole of it, as a person would see it", () => {
    writeFileSync(folder.file("log"), "10%\r100%\n\u001B[31mred\u001B[0m\n\n");
    expect(readLog(folder.file("log"))).toEqual({ text: "100%\nred", cut: false });
    expect(readLog(folder.file("missing"))).toBeUndefined();
  });

  test("of one that is very long the last lines", () => {
    const file = folder.file("log");
    const line = `${"x".repeat(999)}\n`;
    writeFileSync(file, `first\n${line.repeat(20_000)}last\n`);
    const { text = "", cut } = readLog(file) ?? {};
    expect({ cut, lines: new Set(text.split("\n")) }).toEqual({ cut: true, lines: new Set([line.trimEnd(), "last"]) });
  });
});

test("settle keeps blank lines inside and drops them at the end", () => {
  expect(settle("a  \n\n b\n\n\n")).toBe("a\n\n b");
});

test("openLog makes the folder, appends, and lets nobody else read", () => {
  const file = folder.file("deep/er/log");
  for (const line of ["one\n", "two\n"]) {
    const log = openLog(file);
    writeSync(log, line);
    closeSync(log);
  }
  expect(readTail(file, 100)).toBe("one\ntwo");
  expect(statSync(file).mode & 0o077).toBe(0);
});

describe.skipIf(process.platform === "win32")("what a program has put in the place of its log", () => {
  test.each([
    ["a folder", "mkdir -p log/in"],
    ["a pipe", "mkfifo log"],
    ["a link to another file", "echo secret-1 > other; ln -s other log"],
    ["a link to itself", "ln -s log log"],
  ])("%s has no output, stays as it is, and makes way for a new log", (_, given) => {
    execFileSync("/bin/sh", ["-ec", given], { cwd: folder.path });
    const file = folder.file("log");
    expect([readTail(file, 100), readLogLines(file, 0), logSize(file)]).toEqual(["", [], 0]);
    expect(createLogMask(file, ["secret-1"], 0).cover()).toBe(false);
    const log = openLog(file);
    writeSync(log, "new\n");
    closeSync(log);
    expect(readTail(file, 100)).toBe("new");
    expect(readdirSync(folder.path).filter((name) => /^log\.[0-9a-f]{8}$/.test(name))).toHaveLength(1);
    if (existsSync(folder.file("other"))) expect(readFileSync(folder.file("other"), "utf8")).toBe("secret-1\n");
  });
});
