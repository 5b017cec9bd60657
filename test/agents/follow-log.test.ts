import { execFileSync } from "node:child_process";
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { followLog } from "../../src/agents/follow-log.ts";
import { useFolder } from "../support/folder.ts";
import { until } from "../support/process-table.ts";

const folder = useFolder();

function follow() {
  const file = folder.file("log");
  const texts: string[] = [];
  const follower = followLog(file, (text) => texts.push(text));
  return { file, stop: () => follower.stop(), texts, seen: () => texts.join("") };
}

describe("following a log", () => {
  test("passes on what comes, from a file that is not there at first, and the rest at the end", async () => {
    const { file, stop, seen } = follow();
    appendFileSync(file, "one\n");
    await until("one", () => seen() === "one\n");
    appendFileSync(file, "two\n");
    await until("two", () => seen() === "one\ntwo\n");
    appendFileSync(file, "no newline");
    await stop();
    expect(seen()).toBe("one\ntwo\nno newline");
  });

  test("a program that says nothing, or a file that never comes: nothing", async () => {
    const { stop, texts } = follow();
    await stop();
    expect(texts).toEqual([]);
  });

  test("characters come whole, wherever the output was cut", async () => {
    const { file, stop, texts, seen } = follow();
    const bytes = Buffer.from("ä🙂");
    appendFileSync(file, bytes.subarray(0, 4));
    await until("the first character", () => seen() === "ä");
    appendFileSync(file, bytes.subarray(4));
    await stop();
    expect(texts).toEqual(["ä", "🙂"]);
  });

  test("bytes that are no text become U+FFFD, half a character at the end too", async () => {
    const { file, stop, seen } = follow();
    writeFileSync(file, Buffer.from([0x61, 0xff, 0x62, 0xe2, 0x82]));
    await stop();
    expect(seen()).toBe("a\uFFFDb\uFFFD");
  });

  test("much at once comes in pieces, each character once", async () => {
    const { file, stop, texts, seen } = follow();
    const text = "größer\n".repeat(50_000);
    writeFileSync(file, text);
    await stop();
    expect(seen()).toBe(text);
    expect(texts.length).toBeGreaterThan(1);
  });

  test("a log that its program cut off goes on with what is new", async () => {
    const { file, stop, seen } = follow();
    writeFileSync(file, "before\n");
    await until("before", () => seen() === "before\n");
    truncateSync(file);
    writeFileSync(file, "new\n");
    await stop();
    expect(seen()).toBe("before\nnew\n");
  });

  test.skipIf(process.platform === "win32")("a pipe in the log's place is not waited for", async () => {
    execFileSync("/bin/sh", ["-c", 'mkfifo "$1"', "sh", folder.file("log")]);
    const { stop, texts } = follow();
    await stop();
    expect(texts).toEqual([]);
  });

  test.each(["mkdir log", "mkfifo log", "echo x > other; ln -s other log", "ln -s log log"])(
    "nothing of what is no log: %s",
    async (given) => {
      execFileSync("/bin/sh", ["-ec", given], { cwd: folder.path });
      const { stop, texts } = follow();
      await stop();
      expect(texts).toEqual([]);
    },
  );

  test("that its text can't be passed on is told at the end", async () => {
    writeFileSync(folder.file("other"), "x");
    const broken = followLog(folder.file("other"), () => {
      throw new Error("nobody listens");
    });
    await expect(broken.stop()).rejects.toThrow("nobody listens");
  });
});
