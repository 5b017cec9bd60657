import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runAcceptance } from "../../src/agents/acceptance.ts";
import type { AcceptanceOptions, AcceptanceResult } from "../../src/agents/acceptance.ts";
import { useFolder } from "../support/folder.ts";
import { isRunning, readPid } from "../support/process-table.ts";

const folder = useFolder();

function run(commands: readonly string[], fields: Partial<AcceptanceOptions> = {}): Promise<AcceptanceResult> {
  return runAcceptance({
    tests: commands.map((command) => ({ kind: "command", command })),
    directory: folder.path,
    environment: { PATH: process.env["PATH"], GITHUB_TOKEN: "secret" },
    logFile: folder.file("log"),
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    ...fields,
  });
}

test("all commands pass, in their order, each shown in the log before its output", async () => {
  expect(await run(["echo one", "test -f log && echo two"])).toEqual({ kind: "passed", commands: 2 });
  expect(readFileSync(folder.file("log"), "utf8")).toBe("$ echo one\none\n$ test -f log && echo two\ntwo\n");
});

test("the first failure ends it, and its output alone is told", async () => {
  expect(await run(["echo fine", "echo \u001B[31mbroken\u001B[0m >&2; exit 3", "touch never"])).toEqual({
    kind: "failed",
    command: "echo \u001B[31mbroken\u001B[0m >&2; exit 3",
    result: { kind: "exited", code: 3 },
    output: "broken",
  });
  expect(existsSync(folder.file("never"))).toBe(false);
});

test("a tool that is missing is a failed test with its message", async () => {
  expect(await run(["no-such-tool"])).toMatchObject({
    kind: "failed",
    result: { kind: "exited", code: 127 },
    output: expect.stringContaining("no-such-tool: "),
  });
});

test("no more than the end of a long output is told", async () => {
  const result = await run(["i=0; while test $i -lt 2000; do echo line $i; i=$((i+1)); done; false"]);
  expect(result.kind === "failed" && result.output.length).toBeLessThanOrEqual(4_000);
  expect(result.kind === "failed" && result.output.endsWith("line 1998\nline 1999")).toBe(true);
});

test("lines for the reviewer are never run", async () => {
  const tests = [{ kind: "manual", text: "touch pwned" }] as const;
  expect(await run([], { tests })).toEqual({ kind: "passed", commands: 0 });
  expect(existsSync(folder.file("pwned"))).toBe(false);
});

test("each command has the time limit, and leaves nobody behind", async () => {
  const result = await run(["sleep 60 & echo $! > child; wait"], { timeoutMs: 300 });
  expect(result).toMatchObject({ kind: "failed", result: { kind: "timed-out", minutes: 0.005 } });
  expect(isRunning(await readPid(folder.file("child")))).toBe(false);
});

test("stopped, it says so", async () => {
  const stop = new AbortController();
  const running = run(["echo $$ > up; sleep 60", "touch never"], { signal: stop.signal });
  await readPid(folder.file("up"));
  stop.abort();
  expect(await running).toEqual({ kind: "stopped" });
  expect(existsSync(folder.file("never"))).toBe(false);
});

test("the tests see no secret", async () => {
  expect(await run(["! env | grep secret"])).toEqual({ kind: "passed", commands: 1 });
});
