import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { killLeftovers } from "../../src/agents/leftovers.ts";
import { thisProcess } from "../../src/agents/liveness.ts";
import { useFolder } from "../support/folder.ts";
import { isRunning, listProcesses, readPid, until } from "../support/process-table.ts";
import { runScript } from "../support/run-script.ts";

const folder = useFolder();
const SCRIPT = fileURLToPath(new URL("../support/supervise-script.ts", import.meta.url));

function supervisor(count: number | "hold", script: string): ChildProcess {
  return runScript(SCRIPT, [String(count), script], {
    cwd: folder.path,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function killGroup(parent: ChildProcess): Promise<void> {
  if (parent.pid === undefined) throw new Error("the supervisor did not start");
  const gone = once(parent, "exit");
  process.kill(-parent.pid, "SIGKILL");
  await gone;
}

async function kill(parent: ChildProcess): Promise<void> {
  const gone = once(parent, "exit");
  parent.kill("SIGKILL");
  await gone;
}

/** Ignores TERM, and has a child that it does not wait for. */
const STUBBORN = "trap '' TERM; sleep 60 & echo $! > child-$1; echo $$ > agent-$1; sleep 60";

/** An agent that outlived its supervisor because somebody killed the watcher as well. */
async function orphan(): Promise<number> {
  const parent = supervisor(1, STUBBORN);
  const pid = await readPid(folder.file("agent-0"));
  const watcher = watcherOf(pid);
  if (watcher === undefined) throw new Error(`nobody watches group ${pid}`);
  process.kill(watcher, "SIGKILL");
  await until("the watcher has ended", () => watcherOf(pid) === undefined);
  await kill(parent);
  return pid;
}

describe("when the supervisor is killed", () => {
  test.each([
    ["alone", kill],
    ["with its whole process group", killGroup],
  ])("%s, all its agents and their children end", async (_, killParent) => {
    const parent = supervisor(2, STUBBORN);
    const pids = await Promise.all(
      ["agent-0", "agent-1", "child-0", "child-1"].map((name) => readPid(folder.file(name))),
    );
    expect(pids.every(isRunning)).toBe(true);
    await killParent(parent);
    await until("everybody has ended", () => !pids.some(isRunning));
    await until("the watchers have ended", () => !pids.some(watcherOf));
  });

  test("a program that still waits at its gate never starts", async () => {
    const parent = supervisor("hold", "touch started");
    const [line] = await once(parent.stdout ?? parent, "data");
    const { pid }: { pid: number } = JSON.parse(String(line));
    expect(isRunning(pid)).toBe(true);
    await kill(parent);
    await until("the gate's shell has ended", () => !isRunning(pid));
    expect(existsSync(folder.file("started"))).toBe(false);
  });
});

describe("leftovers", () => {
  test("the next run ends them", async () => {
    const pid = await orphan();
    const child = await readPid(folder.file("child-0"));
    expect(isRunning(pid)).toBe(true);
    expect(await killLeftovers(folder.file("group-0.json"), 50)).toBe("ended");
    expect([pid, child].filter(isRunning)).toEqual([]);
    expect(existsSync(folder.file("group-0.json"))).toBe(false);
    expect(await killLeftovers(folder.file("group-0.json"), 50)).toBe("none");
  });

  test.skipIf(process.platform !== "linux")(
    "children whose first process has ended are known by their mark",
    async () => {
      const pid = await orphan();
      const child = await readPid(folder.file("child-0"));
      process.kill(pid, "SIGKILL");
      await until("the agent has ended", () => !isRunning(pid));
      expect(isRunning(child)).toBe(true);
      expect(await killLeftovers(folder.file("group-0.json"), 50)).toBe("ended");
      expect(isRunning(child)).toBe(false);
    },
  );

  test("a process that only has the same pid is left alone", async () => {
    const pid = await orphan();
    const record: object = JSON.parse(readFileSync(folder.file("group-0.json"), "utf8"));
    const reused = { ...record, startTime: "1", mark: "another" };
    writeFileSync(folder.file("reused.json"), JSON.stringify(reused));
    expect(await killLeftovers(folder.file("reused.json"), 50)).toBe("none");
    expect(isRunning(pid)).toBe(true);
    expect(await killLeftovers(folder.file("group-0.json"), 50)).toBe("ended");
  });

  test("nothing is touched while the supervisor is alive", async () => {
    const parent = supervisor(1, STUBBORN);
    const pid = await readPid(folder.file("agent-0"));
    expect(await killLeftovers(folder.file("group-0.json"), 50)).toBe("supervised");
    expect(isRunning(pid)).toBe(true);
    expect(existsSync(folder.file("group-0.json"))).toBe(true);
    await kill(parent);
    await until("the agent has ended", () => !isRunning(pid));
  });

  const dead = { ...thisProcess(), startTime: "1" };
  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["another thing", "[]"],
    ["group 1, which is everybody", JSON.stringify({ pid: 1, startTime: "1", mark: "m", supervisor: dead })],
  ])("a file that holds %s says nothing", async (_, content) => {
    writeFileSync(folder.file("group.json"), content);
    expect(await killLeftovers(folder.file("group.json"), 0)).toBe("none");
    expect(existsSync(folder.file("group.json"))).toBe(true);
  });
});

test("twenty agents at once leave no descriptor, no child, and no warning behind", async () => {
  const script = supervisor(20, "exit $1");
  const [output, errors] = await Promise.all([readAll(script.stdout), readAll(script.stderr)]);
  expect(errors).toBe("");
  expect(JSON.parse(output)).toEqual({
    results: Array.from({ length: 20 }, (_, code) => ({ kind: "exited", code })),
    leaked: 0,
    children: 0,
  });
});

async function readAll(stream: Readable | null): Promise<string> {
  return stream === null ? "" : text(stream);
}

function watcherOf(group: number): number | undefined {
  return listProcesses().find((row) => row.command.endsWith(`workstreams-watcher ${group}`))?.pid;
}
