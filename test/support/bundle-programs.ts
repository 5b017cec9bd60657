/**
 * Bundles the programs that tests start, once for a run of the tests: each start of them as single files reads hundreds,
 * which takes longer than most of what they do.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { Plugin } from "rolldown";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder with `cli.js` and `action.js`. */
    readonly programs: string;
  }
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ENTRIES = { cli: join(ROOT, "src/cli.ts"), action: join(ROOT, "src/action.ts") };
/** How long the programs wait: what a file says of it, and what it says in tests. */
const WAITS = [
  { file: "forge/github/pace.ts", says: "{ second: 1000, spaced: true }", becomes: "{ second: 20, spaced: false }" },
  { file: "git/merge-lines.ts", says: "{ mebibytes: 2048, seconds: 30 }", becomes: "{ mebibytes: 2048, seconds: 2 }" },
];

/** What the demo takes from beside its program. */
const BESIDE = ["demo", "workstreams"] as const;

let folder: string | undefined;

export async function setup(project: TestProject): Promise<void> {
  const made = mkdtempSync(join(tmpdir(), "workstreams-programs-"));
  folder = made;
  for (const each of BESIDE) cpSync(join(ROOT, each), join(made, each), { recursive: true });
  await bundle(made);
  project.onTestsRerun(() => bundle(made));
  project.provide("programs", made);
}

export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

async function bundle(into: string): Promise<void> {
  writeFileSync(join(into, "package.json"), JSON.stringify({ type: "module" }));
  const made = await rolldown({
    input: ENTRIES,
    platform: "node",
    // jsonc-parser's other form loads its parts in a way that no bundler follows.
    resolve: { mainFields: ["module", "main"] },
    logLevel: "warn",
    plugins: [hasten()],
  });
  await made.write({ dir: into, format: "esm", entryFileNames: "[name].js" });
  await made.close();
}

/**
 * Nothing in the programs differs from the shipped ones but how long they wait: GitHub asks for seconds between requests, and a
 * merge that will never end is given half a minute.
 */
function hasten(): Plugin {
  const missed = new Set(WAITS);
  return {
    name: "hasten",
    transform(code, id) {
      const wait = WAITS.find(({ file }) => id.endsWith(`/src/${file}`));
      if (wait === undefined || !code.includes(wait.says)) return undefined;
      missed.delete(wait);
      return code.replace(wait.says, wait.becomes);
    },
    buildEnd() {
      for (const { file, says } of missed) throw new Error(`src/${file} does not say ${says}`);
    },
  };
}
