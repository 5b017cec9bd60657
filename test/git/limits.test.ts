import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { isExceeded, limited } from "../../src/git/limits.ts";

const [name, ...ulimit] = ["/bin/sh", "-c", "ulimit -d; ulimit -t; printf '%s|' \"$@\"", "sh", "a b", "$c"];

describe.skipIf(process.platform === "win32")("a program that is held to its limits", () => {
  test("has them, and its arguments as they are", () => {
    const [file = "", ...args] = limited([name ?? "", ...ulimit], { mebibytes: 64, seconds: 7 });
    expect(execFileSync(file, args, { encoding: "utf8" })).toMatch(/^(?:65536|unlimited)\n7\na b\|\$c\|$/);
  });

  test("is started as it is where there are none", () => {
    const argv = [name ?? "", ...ulimit];
    expect(limited(argv, { bytes: 5 })).toBe(argv);
  });
});

describe("that more was needed", () => {
  const failure = { isMaxBuffer: false, signal: undefined, stderr: "" };

  test.each([
    ["output", { isMaxBuffer: true }],
    ["time", { signal: "SIGXCPU" }],
    ["time of what it started", { stderr: "error: index-pack died of signal 24\n" }],
    ["memory, of zlib", { stderr: "fatal: inflate: out of memory\n" }],
    ["memory, of git", { stderr: "fatal: Out of memory, realloc failed\n" }],
    ["memory, of the system", { stderr: "error: cannot fork() for index-pack: Cannot allocate memory\n" }],
  ])("%s", (_, change) => {
    expect(isExceeded({ ...failure, ...change })).toBe(true);
  });

  test("is not said of another failure", () => {
    expect(isExceeded({ ...failure, stderr: "fatal: bad object\n" })).toBe(false);
    expect(isExceeded({ ...failure, signal: "SIGTERM" })).toBe(false);
  });
});
