/** A real coding-agent CLI, installed from its registry and run as attempts run it, against a scripted model. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, test as base } from "vitest";
import { execa } from "execa";
import type { Cli, CliPackage } from "../../src/agents/cli.ts";
import { findOrInstall } from "../../src/agents/install-cli.ts";
import { tellMissing } from "../support/left-out.ts";
import type { Dialect } from "../support/model/dialect.ts";
import { createPlace } from "./place.ts";
import type { Place } from "./place.ts";

/** A CLI, and how it is brought to talk to the scripted model. */
export interface RealCli {
  readonly cli: Cli;
  readonly dialects: readonly Dialect[];
  /** The endpoint that it is given, from the model's address. */
  baseUrl(url: string): string;
  readonly model: string | undefined;
  /** Its key, and its own settings. */
  readonly env: Readonly<Record<string, string>>;
}

/** Programs stay installed between runs: they are pinned, and hundreds of megabytes. */
export const PROGRAMS = resolve("node_modules/.cache/workstreams-agents");

/** The tests of a CLI, each in a place of its own; they are skipped where its registry can't be reached, and fail at the gate. */
export function testsOf(real: RealCli) {
  let missing: string | undefined;
  beforeAll(async () => {
    missing = await install(real.cli.package);
  });
  return base.extend<{ place: Place }>({
    place: async ({ skip }, use) => {
      if (missing !== undefined) skip(missing);
      const root = realpathSync(mkdtempSync(join(tmpdir(), "workstreams-real-")));
      try {
        await use(createPlace(real, root, PROGRAMS));
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
  });
}

/** Why it can't be installed here; undefined: it is. Throws where the registry has it and it could not be installed. */
export async function install(cli: CliPackage): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "workstreams-install-"));
  try {
    const found = await findOrInstall(cli, {
      programs: PROGRAMS,
      version: cli.version,
      environment: process.env,
      user: undefined,
      logFile: join(folder, "log"),
      groupFile: join(folder, "group.json"),
      signal: new AbortController().signal,
    });
    if (found.kind === "program") return undefined;
    if (await isOffered(cli))
      throw new Error(`${cli.name} ${cli.version} can't be installed: ${JSON.stringify(found)}`);
    tellMissing(`${cli.name} ${cli.version}`, "its registry");
    return `${cli.name} ${cli.version} is not installed, and its registry can't be reached`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function isOffered({ registry, name, version }: CliPackage): Promise<boolean> {
  const [program, ...args] =
    registry === "npm"
      ? (["npm", "view", `${name}@${version}`, "version"] as const)
      : (["python3", "-m", "pip", "download", "--no-deps", "--dest", tmpdir(), `${name}==${version}`] as const);
  const { exitCode } = await execa(program, args, { reject: false, timeout: 60_000 });
  return exitCode === 0;
}
