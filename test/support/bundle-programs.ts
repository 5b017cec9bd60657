/**
 * Bundles the programs that tests start, once for a run of the tests: each start of them as single files reads hundreds,
 * which takes longer than most of what they do.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
const CACHE = join(ROOT, "node_modules/.cache/test-programs");
const ENTRIES = { cli: join(ROOT, "src/cli.ts"), action: join(ROOT, "src/action.ts") };
const PACE = "{ second: 1000, spaced: true }";
const FASTER = "{ second: 20, spaced: false }";

let folder: string | undefined;

export async function setup(project: TestProject): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, "run-"));
  folder = made;
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

/** Nothing in the programs differs from the shipped ones but how long they wait between requests: GitHub asks for seconds. */
function hasten(): Plugin {
  let found = false;
  return {
    name: "hasten",
    transform(code, id) {
      if (!id.endsWith("/src/forge/github/pace.ts")) return undefined;
      found = code.includes(PACE);
      return code.replace(PACE, FASTER);
    },
    buildEnd() {
      if (!found) throw new Error(`src/forge/github/pace.ts does not say ${PACE}`);
    },
  };
}
