/** The tests of another user once more, by somebody who is not root: as on a hosted runner, with sudo and without. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { openWorkUser } from "../../src/agents/work-user.ts";
import { tellLeftOut } from "../support/left-out.ts";
import { removeUser } from "../support/work-user.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SUDOERS = "/etc/sudoers.d";
const NAME = `ws-test-${randomBytes(4).toString("hex")}`;
const rule = `${SUDOERS}/${NAME}`;

/** They are three dozen tests with processes and repositories of their own. */
const SLOW_MS = 300_000;

const missing = whatIsMissing();
if (missing !== undefined) tellLeftOut("another user by way of sudo", missing);

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return "root, who can make somebody with the rights of a hosted runner,";
  if (!existsSync(SUDOERS) || spawnSync("sudo", ["-V"]).status !== 0) return "sudo";
  const readable = isOpen(ROOT) && spawnSync("sudo", as("nobody", process.execPath, "-e", "")).status === 0;
  return readable ? undefined : "a place for the project, and for Node, that others may enter";
}

/** What to tell sudo so that a program runs as somebody else, without our environment. */
function as(name: string, ...argv: readonly string[]): readonly string[] {
  return [
    "-n",
    "-u",
    name,
    "--",
    "env",
    "-i",
    `PATH=${process.env["PATH"]}`,
    `HOME=/home/${name}`,
    "NO_COLOR=1",
    ...argv,
  ];
}

/** Whether everybody may enter a folder and those above it. */
function isOpen(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o5) === 0o5 && (parent === folder || isOpen(parent));
}

afterAll(async () => {
  rmSync(rule, { force: true });
  if (missing === undefined) await removeUser(NAME);
});

/** Runs tests as the user of this one; the answer is what they print. */
function runTests(...files: readonly string[]): string {
  // The configuration is not bundled: that would write into the project's folder.
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--configLoader", "runner", "--project", "real"];
  const argv = as(NAME, process.execPath, ...vitest, ...files);
  const { stdout, stderr } = spawnSync("sudo", argv, { cwd: ROOT, encoding: "utf8" });
  return stdout + stderr;
}

test.skipIf(missing !== undefined)(
  "somebody with sudo has another user as root has; without it there is none",
  { timeout: SLOW_MS },
  async () => {
    // Any user without rights will do.
    await openWorkUser(NAME);
    const without = runTests("test/agents/work-user.test.ts");
    expect(without).toContain("left out: everything that runs as another user");
    expect(without).toMatch(/Tests +[0-9]+ skipped/);
    writeFileSync(rule, `${NAME} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
    const files = ["test/agents/work-user.test.ts", "test/git/standalone.test.ts"];
    expect(runTests(...files)).toMatch(/Tests +[0-9]+ passed \([0-9]+\)/);
    // Only root can serve names, and a machine may have no rules to set: those are left out, and none fails.
    expect(runTests("test/agents/network/network-limit.test.ts")).toMatch(/Tests +[0-9]+ passed/);
  },
);
