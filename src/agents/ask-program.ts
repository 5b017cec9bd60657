/** A short question to a program that an agent would start, such as which version it is. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentEnvironment } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { homeVariables, openHome } from "./home.ts";
import { readLogLines } from "./log-lines.ts";
import { supervise } from "./supervise.ts";

/** What it printed, if it ended by itself with 0 within the time limit. */
export type Answer = readonly string[] | undefined;

const LIMIT_MS = 20_000;
const GRACE_MS = 500;

/** It sees an empty home and none of the secrets in `environment`, and nothing of what it leaves stays. */
export async function askProgram(argv: readonly string[], environment: Environment): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), "workstreams-ask-"));
  try {
    const home = join(folder, "home");
    await openHome(home, {}, undefined);
    const logFile = join(folder, "log");
    const result = await supervise({
      argv,
      cwd: home,
      env: { ...agentEnvironment(environment, []), ...homeVariables(home) },
      logFile,
      timeoutMs: LIMIT_MS,
      graceMs: GRACE_MS,
      signal: new AbortController().signal,
    });
    return result.kind === "exited" && result.code === 0 ? readLogLines(logFile, 0) : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The version that a program says it is; undefined: it does not say. */
export async function readProgramVersion(path: string, environment: Environment): Promise<string | undefined> {
  const answer = await askProgram([path, "--version"], environment);
  return answer?.map((line) => VERSION.exec(line)?.[0]).find((version) => version !== undefined);
}

const VERSION = /\d+\.\d+(?:\.\d+)*(?:[-+][0-9A-Za-z.-]+)?/;
