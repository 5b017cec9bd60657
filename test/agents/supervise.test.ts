import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AgentResult } from "../../src/agents/agent.ts";
import { supervise } from "../../src/agents/supervise.ts";
import type { SuperviseOptions } from "../../src/agents/supervise.ts";
import { useFolder } from "../support/folder.ts";
import { isRunning, listProcesses, readPid } from "../support/process-table.ts";

const folder = useFolder();
const onLinux = test.skipIf(process.platform !== "linux");

function options(argv: readonly string[], fields: Partial<SuperviseOptions> = {}): SuperviseOptions {
  return {
    argv,
    cwd: folder.path,
    env: { PATH: process.env["PATH"] ?? "" },
    logFile: folder.file("log"),
    groupFile: folder.file("group.json"),
    timeoutMs: 60_000,
    graceMs: 5_000,
    signal: new AbortController().signal,
    ...fields,
  };
}

function shell(script: string, fields: Partial<SuperviseOptions> = {}): Promise<AgentResult> {
  return supervise(options(["/bin/sh", "-c", script], fields));
}

function log(): string {
  return readFileSync(folder.file("log"), "utf8");
}

describe("how it ended", () => {
  test.each([
    ["exit 0", { kind: "exited", code: 0 }],
    ["exit 3", { kind: "exited", code: 3 }],
    ["exit 126", { kind: "exited", code: 126 }],
    ["echo nothing was found; exit 127", { kind: "exited", code: 127 }],
    ["kill -KILL $$", { kind: "signalled", signal: "SIGKILL" }],
    ["kill -TERM $$", { kind: "signalled", signal: "SIGTERM" }],
  ])("%s", async (script, result) => {
    expect(await shell(script)).toEqual(result);
  });

  test("a program that is missing, not a program, or has a missing interpreter was not started", async () => {
    writeFileSync(folder.file("text"), "no program\n");
    writeFileSync(folder.file("script"), "#!/nowhere/interpreter\n", { mode: 0o755 });
    const results = await Promise.all(
      ["no-such-program", "./text", "./script"].map((name) =>
        supervise(options([name], { logFile: folder.file(`log-${name.replace("./", "")}`) })),
      ),
    );
    expect(results).toEqual([
      { kind: "not-started", message: expect.stringMatching(/^no-such-program: (command )?not found$/) },
      { kind: "not-started", message: expect.stringMatching(/\/text: .*Permission denied$/) },
      { kind: "not-started", message: expect.stringContaining("/script: ") },
    ]);
  });

  test("an earlier message in the same log does not count against a program that exits with 127 itself", async () => {
    await supervise(options(["no-such-program"]));
    expect(await shell("exit 127")).toEqual({ kind: "exited", code: 127 });
  });

  test("what the system refuses is told", async () => {
    const cwd = folder.file("missing");
    expect(await supervise(options(["true"], { cwd }))).toEqual({
      kind: "not-started",
      message: `its working directory ${cwd} does not exist`,
      cause: "machine",
    });
    const env = { PATH: "/usr/bin:/bin", LONG: "x".repeat(4_000_000) };
    expect(await supervise(options(["true"], { env }))).toMatchObject({
      kind: "not-started",
      message: expect.stringContaining("too large"),
    });
  });
});

describe("input and output", () => {
  test("stdin is the file, and empty without one", async () => {
    writeFileSync(folder.file("in"), "first\nlast");
    await shell("cat; echo .", { stdinFile: folder.file("in") });
    await shell("cat; echo .");
    expect(log()).toBe("first\nlast.\n.\n");
  });

  test("both outputs are appended in the order in which they came", async () => {
    writeFileSync(folder.file("log"), "before\n");
    await shell("echo one; echo two >&2; echo three");
    expect(log()).toBe("before\none\ntwo\nthree\n");
  });

  test("arguments arrive as they are", async () => {
    const words = ["$(touch pwned)", "a\nb; touch pwned", `"'\`touch pwned\``, "", "-n", "%s"];
    await supervise(options(["printf", "<%s>\n", ...words]));
    expect(log()).toBe(words.map((word) => `<${word}>\n`).join(""));
    expect(existsSync(folder.file("pwned"))).toBe(false);
  });

  onLinux("a program holds none of our pipes, nor those of another agent", async () => {
    const list = "ls -l /proc/self/fd";
    const other = new AbortController();
    const waiting = shell("sleep 60", { logFile: folder.file("other"), signal: other.signal });
    await shell(list);
    other.abort();
    await waiting;
    expect(log()).toContain(" 0 -> /dev/null");
    expect(log()).not.toContain("socket:");
  });
});

describe("nothing survives", () => {
  test("at the time limit a program that ignores TERM is killed with its grandchild", async () => {
    const script = "trap '' TERM; (sleep 60 & echo $! > grandchild; wait); sleep 60";
    const result = await shell(script, { timeoutMs: 300, graceMs: 100 });
    expect(result).toEqual({ kind: "timed-out", minutes: 0.005 });
    expect(isRunning(await readPid(folder.file("grandchild")))).toBe(false);
  });

  test("a program that is stopped may tidy up first", async () => {
    const stop = new AbortController();
    const running = shell("trap 'echo bye; exit 0' TERM; echo $$ > up; while :; do sleep 0.05; done", {
      signal: stop.signal,
    });
    await readPid(folder.file("up"));
    stop.abort();
    expect(await running).toEqual({ kind: "stopped" });
    expect(log()).toContain("bye\n");
  });

  test("stopped before it began, it never starts", async () => {
    expect(await shell("touch started", { signal: AbortSignal.abort() })).toEqual({ kind: "stopped" });
    expect(existsSync(folder.file("started"))).toBe(false);
    expect(existsSync(folder.file("log"))).toBe(false);
  });

  test("a child in the background that holds the output open does not delay the end, and dies", async () => {
    expect(await shell("sleep 60 & echo $! > child")).toEqual({ kind: "exited", code: 0 });
    expect(isRunning(await readPid(folder.file("child")))).toBe(false);
  });

  test("a child that is suspended dies too", async () => {
    await shell("sleep 60 & echo $! > child; kill -STOP $!", { graceMs: 50 });
    expect(isRunning(await readPid(folder.file("child")))).toBe(false);
  });

  onLinux("a grandchild that became a daemon is found by its mark", async () => {
    const daemon = "trap '' TERM; echo $$ > daemon; sleep 60";
    const script = `setsid sh -c "$1" & while ! test -s daemon; do sleep 0.02; done`;
    await supervise(options(["/bin/sh", "-c", script, "sh", daemon], { graceMs: 50 }));
    expect(isRunning(await readPid(folder.file("daemon")))).toBe(false);
  });

  test("afterwards neither a watcher nor the group's file is left", async () => {
    const running = shell("echo $$ > up; sleep 0.3");
    const pid = await readPid(folder.file("up"));
    const watches = (): boolean => listProcesses().some((row) => row.command.endsWith(`workstreams-watcher ${pid}`));
    const group = readFileSync(folder.file("group.json"), "utf8");
    expect(watches()).toBe(true);
    await running;
    expect(watches()).toBe(false);
    expect(JSON.parse(group)).toMatchObject({ pid });
    expect(existsSync(folder.file("group.json"))).toBe(false);
  });
});

describe("output without end", () => {
  test.each([
    ["a program that never stops printing", "yes"],
    ["a log that is only long, and holds nothing", "truncate -s 40G /proc/self/fd/1; sleep 60"],
  ])("ends %s, and is cut", async (_, script) => {
    const result = await shell(script, {
      mostLogBytes: 100_000,
      env: { PATH: process.env["PATH"] ?? "", API_KEY: "a-secret-of-its-own" },
    });
    expect(result).toEqual({ kind: "signalled", signal: "SIGXFSZ: its output is too long" });
    expect(statSync(folder.file("log")).size).toBeLessThan(100_100);
  });
});

test.each([
  ["nothing", "true"],
  ["a folder", "mkdir log"],
  ["a pipe", "mkfifo log"],
  ["a link to itself", "ln -s log log"],
])("a program that removes its log and leaves %s in its place is supervised to its end", async (_, script) => {
  const env = { PATH: process.env["PATH"] ?? "", API_KEY: "a-secret-of-its-own" };
  const replaced = await shell(`rm log; ${script}; sleep 0.7; exit 126`, { env });
  expect(replaced).toEqual({ kind: "exited", code: 126 });
  expect(await shell("echo next", { env })).toEqual({ kind: "exited", code: 0 });
  expect(log()).toBe("next\n");
});
