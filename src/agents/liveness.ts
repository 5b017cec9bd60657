import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Liveness, Runner } from "../state/facts.ts";
import { hasProc, readProcess } from "./processes.ts";
import { systemProgram } from "./system-programs.ts";

/** A process of this or another machine. */
export type LocalRunner = Extract<Runner, { kind: "local" }>;

/** This process, as a claim records it. */
export function thisProcess(): LocalRunner {
  return (own ??= {
    kind: "local",
    ...thisPlace(),
    pid: process.pid,
    startTime: startTimeOf(process.pid),
  });
}

/** Whether the process that a claim recorded still runs. Cheap on Linux: it reads one file. */
export function liveness(runner: Runner): Liveness {
  if (runner.kind !== "local") return "unknown";
  const here = thisProcess();
  if (runner.host !== here.host) return "unknown";
  if (runner.bootId !== here.bootId) return "dead";
  const found = readProcess(runner.pid);
  if (found.kind === "hidden") return "unknown";
  return found.kind === "running" && found.startTime === runner.startTime ? "alive" : "dead";
}

let own: LocalRunner | undefined;

function startTimeOf(pid: number): string {
  const found = readProcess(pid);
  return found.kind === "running" ? found.startTime : "";
}

/** What `/proc/self/ns/pid` says outside of containers: the number is fixed in the kernel's interface. */
const INITIAL_NAMESPACE = "pid:[4026531836]";

/**
 * Containers have pids of their own and often the machine id of their image, so that their host name counts too, and
 * a new pid namespace is a new start.
 */
function thisPlace(): Pick<LocalRunner, "host" | "bootId"> {
  if (!hasProc) return { host: digest(hostname()), bootId: digest(bootOfMac()) };
  const namespace = readlinkSync("/proc/self/ns/pid");
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  if (namespace === INITIAL_NAMESPACE) return { host: digest(machineId() ?? hostname()), bootId: boot };
  return {
    host: digest(`${machineId() ?? ""} ${hostname()}`),
    bootId: digest(`${boot} ${namespace}`),
  };
}

/** systemd asks not to publish the id itself: claims are pushed, so only a digest leaves the machine. */
function digest(text: string): string {
  return createHash("sha256").update(`workstreams ${text}`).digest("hex").slice(0, 16);
}

function machineId(): string | undefined {
  try {
    return readFileSync("/etc/machine-id", "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** `kern.boottime` alone moves with corrections of the clock, so it is only the second choice. */
function bootOfMac(): string {
  for (const name of ["kern.bootsessionuuid", "kern.boottime"]) {
    try {
      return execFileSync(systemProgram("sysctl"), ["-n", name], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    } catch {
      continue;
    }
  }
  throw new Error("`sysctl -n kern.boottime` does not tell when this machine started");
}
