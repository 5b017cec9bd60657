import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { GitError } from "../../src/git/git.ts";
import { isExceeded, limited } from "../../src/git/limits.ts";

const [name, ...ulimit] = ["/bin/sh", "-c", "ulimit -d; ulimit -t; ulimit -Ht; printf '%s|' \"$@\"", "sh", "a b", "$c"];

describe.skipIf(process.platform === "win32")("a program that is held to its limits", () => {
  test("has them, and its arguments as they are", () => {
    const [file = "", ...args] = limited([name ?? "", ...ulimit], { mebibytes: 64, seconds: 7 });
    expect(execFileSync(file, args, { encoding: "utf8" })).toMatch(/^(?:65536|unlimited)\n7\n12\na b\|\$c\|$/);
  });

  test("is ended where it goes on for ever, and that is told from a kill", () => {
    const limits = { seconds: 1 };
    const [file = "", ...args] = limited(["/bin/sh", "-c", "while :; do :; done"], limits);
    const { signal } = spawnSync(file, args);
    expect(signal).toBe("SIGXCPU");
    expect(isExceeded({ isMaxBuffer: false, signal: signal ?? "none", stderr: "" }, limits)).toBe(true);
  });

  test("leaves no image of its memory where that is how the machine ends programs", () => {
    const [file = "", ...args] = limited(["/bin/sh", "-c", "ulimit -Sc; ulimit -Hc"], { seconds: 7 });
    const dumping = ["-c", 'ulimit -Sc "$(ulimit -Hc)"; exec "$@"', "sh", file, ...args];
    expect(execFileSync("/bin/sh", dumping, { encoding: "utf8" })).toBe("0\n0\n");
  });

  test("is started as it is where there are none", () => {
    const argv = [name ?? "", ...ulimit];
    expect(limited(argv, { bytes: 5 })).toBe(argv);
  });
});

describe("that more was needed", () => {
  const failure = { isMaxBuffer: false, signal: undefined, stderr: "" };
  const LIMITS = { mebibytes: 64 };

  test.each([
    ["output", { isMaxBuffer: true }],
    ["time", { signal: "SIGXCPU" }],
    ["memory that the system needed for another", { signal: "SIGKILL" }],
    ["time of what it started", { stderr: "error: index-pack died of signal 24\n" }],
    ["memory, of zlib", { stderr: "fatal: inflate: out of memory\n" }],
    ["memory, of git", { stderr: "fatal: Out of memory, realloc failed\n" }],
    ["memory, of the system", { stderr: "error: cannot fork() for index-pack: Cannot allocate memory\n" }],
  ])("%s", (_, change) => {
    expect(isExceeded({ ...failure, ...change }, LIMITS)).toBe(true);
  });

  test("is not said of another failure", () => {
    expect(isExceeded({ ...failure, stderr: "fatal: bad object\n" }, LIMITS)).toBe(false);
    expect(isExceeded({ ...failure, signal: "SIGTERM" }, LIMITS)).toBe(false);
    expect(isExceeded({ ...failure, signal: "SIGKILL" }, { bytes: 5 })).toBe(false);
  });
});

test("what git advises is not why it failed", () => {
  const stderr = "hint: Support for info/grafts is deprecated\nhint:\nhint: and will be removed\nfatal: bad object\n";
  const failure = { exitCode: 128, stdout: "", message: "exit code 128" };
  expect(new GitError(["show"], { ...failure, stderr }).message).toBe("git show: fatal: bad object");
  expect(new GitError(["show"], { ...failure, stderr: "hint: x\n" }).message).toBe("git show: exit code 128");
});
