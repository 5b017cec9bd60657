import { chmodSync, cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import type { WorkUser } from "../../src/agents/work-user.ts";
import { compileScript } from "./run-script.ts";
import { openFolder } from "./work-user.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What ordinary-script.ts imports besides Node and our own files. */
const PACKAGES = ["zod"] as const;

/** A folder of an ordinary user, who can run something there. */
export interface UserPlace {
  readonly path: string;
  readonly file: (name: string) => string;
  /** Shell lines. */
  readonly sh: (script: string) => Promise<void>;
  /** What ordinary-script.ts does at a word, and answers. */
  readonly run: (verb: string, argument?: string) => Promise<unknown>;
}

/** `user` is undefined where we are an ordinary user ourselves. */
export async function openUserPlace(user: WorkUser | undefined): Promise<UserPlace> {
  const place = openFolder();
  // The program's own folder may be closed to others.
  const made = compileScript(join(import.meta.dirname, "ordinary-script.ts"));
  const programs = join(place, "programs");
  cpSync(join(dirname(made), "../.."), programs, { recursive: true });
  for (const name of PACKAGES) {
    cpSync(join(ROOT, "node_modules", name), join(programs, "node_modules", name), { recursive: true, filter: isCode });
  }
  chmodSync(programs, 0o755);
  const path = join(place, "own");
  mkdirSync(path);
  await user?.own(path);
  onTestFinished(async () => {
    await user?.endAll();
    await user?.reclaim(path);
  });
  const as = async (program: readonly string[]) => {
    const env = { PATH: process.env["PATH"] ?? "" };
    const started = user?.wrap(program, env) ?? { argv: program, env };
    const [file = "", ...args] = started.argv;
    return execa(file, args, { cwd: path, env: started.env, extendEnv: false });
  };
  return {
    path,
    file: (name) => join(path, name),
    sh: async (script) => void (await as(["/bin/sh", "-ec", script])),
    async run(verb, argument = "") {
      const script = join(programs, "test/support/ordinary-script.js");
      return JSON.parse((await as([process.execPath, script, verb, argument])).stdout);
    },
  };
}

/** Not the types, which are most of it. */
function isCode(path: string): boolean {
  return !/\.[cm]?ts$/.test(path);
}
