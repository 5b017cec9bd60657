import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { liveness, thisProcess } from "../../src/agents/liveness.ts";
import type { LocalRunner } from "../../src/agents/liveness.ts";
import { readProcess } from "../../src/agents/processes.ts";
import { parseClaim, printClaim } from "../../src/state/records.ts";
import { claim } from "../support/builders.ts";
import { useFolder } from "../support/folder.ts";
import { readPid, until } from "../support/process-table.ts";

const folder = useFolder();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { cwd: folder.path, stdio: "ignore" });
  children.push(child);
  return child;
}

function runnerOf(pid: number): LocalRunner {
  const found = readProcess(pid);
  if (found.kind !== "running") throw new Error(`process ${pid} does not run`);
  return { ...thisProcess(), pid, startTime: found.startTime };
}

describe("liveness", () => {
  test("this process is alive, also after its claim was written and read", () => {
    const record = { ...claim({ runner: thisProcess() }), id: "ws-a", number: 1 };
    const runner = parseClaim(printClaim(record, "nonce"))?.runner;
    expect(runner).toEqual(thisProcess());
    expect(runner && liveness(runner)).toBe("alive");
  });

  test("another process is alive until it ends", async () => {
    const child = start("sleep", ["60"]);
    const runner = runnerOf(child.pid ?? 0);
    expect(runner.startTime).not.toBe(thisProcess().startTime);
    expect(liveness(runner)).toBe("alive");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(liveness(runner)).toBe("dead");
  });

  test("a process that ended and that nobody waited for is dead", async () => {
    start("/bin/sh", ["-c", "sleep 0.2 & echo $! > child; exec sleep 60"]);
    const runner = runnerOf(await readPid(folder.file("child")));
    expect(liveness(runner)).toBe("alive");
    await until("the zombie is seen as dead", () => liveness(runner) === "dead");
    expect(() => process.kill(runner.pid, 0)).not.toThrow();
  });

  test("the name of a program can't mislead", async () => {
    const program = folder.file("a) Z 1 (b\n");
    copyFileSync("/bin/sleep", program);
    const child = start(program, ["60"]);
    await once(child, "spawn");
    expect(liveness(runnerOf(child.pid ?? 0))).toBe("alive");
  });

  const here = thisProcess();
  test.each<[string, Parameters<typeof liveness>[0], string]>([
    ["another start time: the pid was used again", { ...here, startTime: `${here.startTime}1` }, "dead"],
    ["another boot of this machine", { ...here, bootId: "other" }, "dead"],
    ["another machine", { ...here, host: "other" }, "unknown"],
    ["another machine that happens to have the same boot id", { ...here, host: "other", pid: 2 ** 22 + 1 }, "unknown"],
    ["a pid that nobody has", { ...here, pid: 2 ** 22 + 1 }, "dead"],
    ["a run of GitHub Actions", { kind: "github", runId: 1, runAttempt: 1 }, "unknown"],
  ])("%s", (_, runner, expected) => {
    expect(liveness(runner)).toBe(expected);
  });

  test("what a claim says of the machine has no blanks and does not give its id away", () => {
    expect(here.host).toMatch(/^[0-9a-f]{16}$/);
    expect([here.bootId, here.startTime].join("")).toMatch(/^\S+$/);
  });
});
