/** One step of a job: the action as a process, with its inputs and its files in the environment. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Permissions } from "../github/state.ts";

/** What becomes of a process before it is at its end. */
export interface Fate {
  /** What its token may do, in the place of what the workflow file says. */
  readonly permissions?: Permissions;
  /** It is killed as soon as this resolves. */
  readonly killedWhen?: () => Promise<void>;
  /** It is killed when so many of its requests that write have been carried out; it learns nothing of the last. */
  readonly killedAfterWrites?: number;
  /** What happens when it has read and decided, and before its first request that writes is carried out. */
  readonly beforeWrite?: () => Promise<void>;
}

export interface StepDone {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** What it said, with its annotations. */
  readonly said: string;
  readonly summary: string;
}

/** A process that runs, to be killed as when its machine is lost. */
export interface RunningStep {
  readonly done: Promise<StepDone>;
  kill(): void;
}

/** `folder` takes its files; `variables` are all that it is given. */
export async function startStep(
  program: string,
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<RunningStep> {
  const own = await mkdtemp(join(folder, "step-"));
  const files = { GITHUB_OUTPUT: join(own, "output"), GITHUB_STEP_SUMMARY: join(own, "summary") };
  for (const file of Object.values(files)) await writeFile(file, "");
  const child = spawn(process.execPath, [program], {
    cwd: own,
    env: { ...variables, ...files },
    stdio: ["ignore", "pipe", "pipe"],
  });
  async function finish(): Promise<StepDone> {
    const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    const outputs = parseOutputs(await readFile(files.GITHUB_OUTPUT, "utf8"));
    const summary = await readFile(files.GITHUB_STEP_SUMMARY, "utf8");
    return { code: child.exitCode, outputs, said: said + errors, summary };
  }
  return { done: finish(), kill: () => void child.kill("SIGKILL") };
}

/** `name<<DELIMITER`, the value's lines, `DELIMITER`; one after the other. */
function parseOutputs(file: string): Readonly<Record<string, string>> {
  const entries = [...file.matchAll(/^(.+?)<<(\S+)\n([\s\S]*?)\n?\2$/gm)];
  return Object.fromEntries(entries.map(([, name = "", , value = ""]) => [name, value]));
}
