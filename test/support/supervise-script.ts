/**
 * For runScript: supervises `count` copies of a shell script at once in the working directory, each with its number as
 * $1, and prints what became of them, and what of descriptors and children is left. With `hold` instead of a count it
 * starts one that is never let in.
 */
import { execFileSync } from "node:child_process";
import { existsSync, openSync, readdirSync } from "node:fs";
import { startHeld } from "../../src/agents/held-program.ts";
import { supervise } from "../../src/agents/supervise.ts";

const [count = "", script = ""] = process.argv.slice(2);
const env = { PATH: process.env["PATH"] ?? "" };

if (count === "hold") {
  const held = await startHeld({ argv: ["/bin/sh", "-c", script], cwd: ".", env }, openSync("log", "a"));
  print({ pid: typeof held === "string" ? held : held.pid });
  setInterval(() => undefined, 1000);
} else {
  await superviseAll("warm-up");
  const before = countDescriptors();
  const results = await superviseAll(script);
  print({ results, leaked: countDescriptors() - before, children: countChildren() });
}

function superviseAll(line: string): Promise<readonly unknown[]> {
  const { signal } = new AbortController();
  const all = Array.from({ length: Number(count) }, (_, number) =>
    supervise({
      argv: ["/bin/sh", "-c", line, "script", String(number)],
      cwd: ".",
      env,
      logFile: `log-${number}`,
      groupFile: `group-${number}.json`,
      timeoutMs: 60_000,
      graceMs: 1000,
      signal,
    }),
  );
  return Promise.all(all);
}

/** 0 where the system does not list them. */
function countDescriptors(): number {
  return existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;
}

/** Ended ones count too, as long as nobody waited for them; `ps` itself does not. */
function countChildren(): number {
  const parents = execFileSync("ps", ["-A", "-o", "ppid="], { encoding: "utf8" }).trim().split("\n");
  return parents.filter((parent) => Number(parent) === process.pid).length - 1;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
