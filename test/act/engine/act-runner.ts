/** Executes runs by act, on this machine and without containers. */
import { chmod, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerContext } from "../../support/github/context.ts";
import type { MakeRunner } from "../../support/github/actions/actions.ts";
import type { Runner } from "../../support/github/actions/runner.ts";
import { currentAttempt } from "../../support/github/actions/model.ts";
import type { Run } from "../../support/github/actions/model.ts";
import type { Machine } from "./act-command.ts";
import { printLog } from "./act-log.ts";
import { executeRun } from "./execute-run.ts";
import type { LiveRun } from "./execute-run.ts";
import { killAll, listWorkingBelow } from "./process-tree.ts";
import { createSlots } from "./slots.ts";

export interface ActOptions {
  /** Folder of Node 24's program; act takes the first `node` of the PATH. */
  readonly nodeFolder: string;
  /** Of all repositories, by name; may change between runs. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string>;
  readonly machine: Machine;
}

export interface ActRunner extends Runner {
  /** Kills what runs in a job, as when its machine is lost; the job fails. The name is GitHub's. */
  kill(run: Run, jobName: string): void;
  /** What act said, as a person reads it; newest attempt. */
  readLog(run: Run): Promise<string>;
}

/** Act processes at the same time; each runs up to four legs. */
const AT_ONCE = 3;

/** `onRunner` gets the runner, for what only act's can do. */
export function makeActRunner(
  context: ServerContext,
  options: ActOptions,
  onRunner: (runner: ActRunner) => void,
): MakeRunner {
  return ({ runs, runtimeToken }) => {
    const folder = makeFolder();
    const slots = createSlots(AT_ONCE);
    const live = new Map<Run, LiveRun>();
    const logOf = async (run: Run) => join(await folder, `run-${run.id}-${currentAttempt(run).number}.log`);
    const runner: ActRunner = {
      execute: (run) =>
        slots.use(async () => {
          const setting = { ...options, folder: await folder, logFile: await logOf(run), runtimeToken };
          await executeRun(context, runs, run, setting, (started) => void live.set(run, started));
          live.delete(run);
        }),
      cancel: async (run) => live.get(run)?.killRun(),
      kill(run, jobName) {
        const running = live.get(run);
        if (running === undefined) throw new Error(`run ${run.id} is not running`);
        running.killJob(jobName);
      },
      readLog: async (run) => printLog(await readFile(await logOf(run), "utf8").catch(() => "")),
      async close() {
        for (const running of live.values()) running.killRun();
        await slots.close();
        killAll(listWorkingBelow(await folder));
        await rm(await folder, { recursive: true, force: true, maxRetries: 5 });
      },
    };
    onRunner(runner);
    return runner;
  };
}

/** Agents may run as another user, who has to pass through it. */
async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "workstreams-act-")));
  await chmod(folder, 0o755);
  return folder;
}
