/** Packets of one user that leave this machine are rejected, by the kernel. */
import { existsSync, readFileSync } from "node:fs";
import { findElevation, runProgram } from "../as-root.ts";
import type { Elevation } from "../as-root.ts";
import { systemProgram } from "../system-programs.ts";

export interface Firewall {
  /** Whether it has rejected something of the user, for each kind of address by which this machine speaks to itself. */
  hasRejected(): Promise<boolean>;
  /** Takes the rules away, as far as they are there. */
  remove(): Promise<void>;
}

/** Puts the rules in place for a user, by name. Rejects, with no rule left, where the system refuses one. */
export async function raiseFirewall(user: string): Promise<Firewall> {
  const elevation = await findElevation();
  if (elevation === undefined) throw new Error("this process is not root, and sudo asks for a password or is missing");
  const tables = TABLES.filter(({ isThere }) => isThere()).map((table) => createTable(table, elevation, user));
  const firewall: Firewall = {
    async hasRejected() {
      const answers = await Promise.all(tables.map((table) => table.hasRejected()));
      return answers.every(Boolean);
    },
    async remove() {
      for (const table of tables) await table.remove();
    },
  };
  // Those of a process that died may still be there.
  await firewall.remove();
  try {
    for (const table of tables) await table.fill();
  } catch (error) {
    await firewall.remove();
    throw error;
  }
  return firewall;
}

/** The program for each kind of address; a kernel without IPv6 has no such rules, and no such packets. */
const TABLES = [
  { program: "iptables", isThere: () => true, hasLoopback: () => true },
  {
    program: "ip6tables",
    isThere: () => existsSync(V6_ADDRESSES),
    hasLoopback: () => readFileSync(V6_ADDRESSES, "utf8").includes(V6_LOOPBACK),
  },
] as const;

/** Every IPv6 address of this machine, and the one that it speaks to itself by. */
const V6_ADDRESSES = "/proc/net/if_inet6";
const V6_LOOPBACK = `${"0".repeat(31)}1 `;

/** Loopback is free but for names, which would carry words to whoever serves them. What goes anywhere else is rejected at once. */
const RULES: readonly (readonly string[])[] = [
  ["-o", "lo", "-p", "udp", "--dport", "53", "-j", "REJECT"],
  ["-o", "lo", "-p", "tcp", "--dport", "53", "-j", "REJECT", "--reject-with", "tcp-reset"],
  ["-o", "lo", "-j", "RETURN"],
  ["-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"],
  ["-j", "REJECT"],
];

interface Table {
  fill(): Promise<void>;
  hasRejected(): Promise<boolean>;
  remove(): Promise<void>;
}

/** A chain of its own for the user's packets: all of it can be taken away without knowing any other rule. */
function createTable({ program, hasLoopback }: (typeof TABLES)[number], elevation: Elevation, user: string): Table {
  const chain = `limit-${user}`;
  const jump = ["OUTPUT", "-m", "owner", "--uid-owner", user, "-j", chain];
  const run = (...args: readonly string[]) => runTables(program, elevation, args);
  return {
    async fill() {
      await run("-N", chain);
      for (const rule of RULES) await run("-A", chain, ...rule);
      await run("-I", ...jump);
    },
    async hasRejected() {
      if (!hasLoopback()) return true;
      const rules = await run("-v", "-S", chain);
      return rules.split("\n").some((rule) => rule.includes("REJECT") && /-c [1-9]/.test(rule));
    },
    async remove() {
      for (const args of [
        ["-D", ...jump],
        ["-F", chain],
        ["-X", chain],
      ])
        await run(...args).catch(() => undefined);
    },
  };
}

/** Another program may change rules at the same moment: it waits for that. */
const WAIT_SECONDS = "20";

async function runTables(program: string, elevation: Elevation, args: readonly string[]): Promise<string> {
  const path = systemProgram(program);
  if (!existsSync(path)) throw new Error(`${program} is not installed`);
  try {
    return await runProgram([...elevation(), path, "-w", WAIT_SECONDS, ...args]);
  } catch (error) {
    throw new Error(`${program} refuses its rules: ${lastLine(error)}`, { cause: error });
  }
}

/** What the program said, after what was run. */
function lastLine(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return said.split("\n").at(-1) || "it says nothing";
}
