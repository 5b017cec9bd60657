/** The tests of another user once more, by somebody who is not root: as on a hosted runner, with sudo and without. */
import { execFileSync, spawnSync } from "node:child_process";
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

const missing = whatIsMissing();
if (missing !== undefined) tellLeftOut("another user by way of sudo", missing);

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return "root, who can make somebody with the rights of a hosted runner,";
  if (!existsSync(SUDOERS) || spawnSync("sudo", ["-V"]).status !== 0) return "sudo";
  const nobody = ["--reuid", "65534", "--clear-groups", "--", process.execPath, "-e", ""];
  const readable = spawnSync("setpriv", nobody, { cwd: "/" }).status === 0 && isOpen(ROOT);
  return readable ? undefined : "a place for the project, and for Node, that others may enter";
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
  const [uid = "", gid = ""] = ["-u", "-g"].map((option) => execFileSync("id", [option, NAME], { encoding: "utf8" }));
  const who = ["--reuid", uid.trim(), "--regid", gid.trim(), "--clear-groups", "--", process.execPath];
  // The configuration is not bundled: that would write into the project's folder.
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--configLoader", "runner", "--project", "real"];
  const { stdout, stderr } = spawnSync("setpriv", [...who, ...vitest, ...files], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", HOME: `/home/${NAME}`, NO_COLOR: "1" },
    encoding: "utf8",
  });
  return stdout + stderr;
}

test.skipIf(missing !== undefined)(
  "somebody with sudo has another user as root has; without it there is none",
  async () => {
    // Any user without rights will do.
    await openWorkUser(NAME);
    const without = runTests("test/agents/work-user.test.ts");
    expect(without).toContain("left out: everything that runs as another user");
    expect(without).toMatch(/Tests +[0-9]+ skipped/);
    writeFileSync(rule, `${NAME} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
    const files = ["test/agents/work-user.test.ts", "test/git/standalone.test.ts"];
    expect(runTests(...files)).toMatch(/Tests +[0-9]+ passed \([0-9]+\)/);
  },
);
