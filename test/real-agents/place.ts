/** Where a real CLI runs in a test: a repository, a private home, a model. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentRun, SpendingLimits } from "../../src/agents/agent.ts";
import { createCliAgent } from "../../src/agents/cli-agent.ts";
import type { Cli } from "../../src/agents/cli.ts";
import { readLogLines } from "../../src/agents/log-lines.ts";
import { agent, sha, workstream } from "../support/builders.ts";
import type { ModelScenario } from "../support/model/scenario.ts";
import { startModel } from "../support/model/server.ts";
import type { ReceivedRequest } from "../support/model/server.ts";
import { listProcesses } from "../support/process-table.ts";
import type { RealCli } from "./harness.ts";

export interface Place {
  /** The absolute path of a name in the worktree; `../name` is beside it. */
  path(name: string): string;
  /** What a file holds; undefined: it is not there. */
  read(name: string): string | undefined;
  run(scenario: ModelScenario, options?: RunOptions): Promise<RealRun>;
}

export interface RunOptions {
  /** The attempt's time limit. */
  readonly seconds?: number;
  readonly limits?: SpendingLimits;
  /** Settings of its own on top, such as fewer tries. */
  readonly env?: Readonly<Record<string, string>>;
  /** It would go on for long: it is stopped once what it has printed names a problem. */
  readonly untilNamed?: true;
}

/** What one run left. */
export interface RealRun extends AgentRun {
  /** What git says has changed in the worktree: `?? path`. */
  readonly changes: readonly string[];
  /** The requests for an answer of the model. */
  readonly asked: readonly ReceivedRequest[];
  readonly log: string;
  readonly seconds: number;
  /** Commands of it that still run. */
  readonly running: readonly string[];
}

/** What every CLI is told: nothing in it may be taken for an option, a command of its own or a shell's. */
export const PROMPT = "--help is no option here.\nWrite `the files` of \"$HOME\"; 'ls' > nothing\n\\ ünïcode 🙂\n";

/** Between the request to end and the kill. */
export const GRACE_SECONDS = 2;

/** Far more than it takes on a machine with nothing else to do. */
const USUAL_SECONDS = 120;

export function createPlace(real: RealCli, root: string, programs: string): Place {
  const directory = join(root, "tree");
  makeRepository(directory);
  const path = (name: string) => join(directory, name);
  const read = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), "utf8") : undefined);
  return { path, read, run: (scenario, options = {}) => run(real, { root, directory, programs }, scenario, options) };
}

function makeRepository(directory: string): void {
  mkdirSync(directory);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: directory });
  git("init", "--quiet");
  writeFileSync(join(directory, "README.md"), "A repository.\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "Begin");
}

interface Folders {
  readonly root: string;
  readonly directory: string;
  readonly programs: string;
}

async function run(real: RealCli, folders: Folders, scenario: ModelScenario, options: RunOptions): Promise<RealRun> {
  const model = await startModel(scenario, real.dialects);
  const started = performance.now();
  try {
    const ended = await runAgent(real, folders, model.url, options);
    const seconds = (performance.now() - started) / 1000;
    const output = execFileSync("git", ["status", "--short", "--untracked-files=all"], { cwd: folders.directory });
    return {
      ...ended,
      seconds,
      changes: String(output).split("\n").filter(Boolean),
      asked: model.requests.filter((request) => request.dialect !== undefined),
      log: readFileSync(join(folders.root, "log"), "utf8"),
      running: runningOf(folders.root),
    };
  } finally {
    await model.close();
  }
}

function runAgent(real: RealCli, { root, directory, programs }: Folders, url: string, options: RunOptions) {
  const { cli, env, model } = real;
  const { seconds = USUAL_SECONDS, limits = { usd: undefined, tokens: undefined } } = options;
  const own = { ...env, ...options.env };
  const promptFile = join(root, "prompt.md");
  writeFileSync(promptFile, PROMPT);
  const base = { PATH: process.env["PATH"], HOME: root, LANG: "C.UTF-8", ...own };
  return createCliAgent(cli, base, { programs, graceMs: GRACE_SECONDS * 1000, user: undefined }).run(
    {
      workstream: workstream({ timeoutMinutes: seconds / 60 }),
      attempt: 1,
      claim: sha("claim"),
      agent: agent({
        type: cli.type,
        command: undefined,
        // Not the one of this machine, if it has one.
        version: cli.package.version,
        model,
        baseUrl: real.baseUrl(url),
        env: Object.keys(own),
      }),
      limits,
      directory,
      home: join(root, "home"),
      promptFile,
      workstreamFile: join(root, "workstream.json"),
      logFile: join(root, "log"),
      groupFile: join(root, "group.json"),
    },
    { signal: options.untilNamed ? problemNamed(cli, join(root, "log")) : new AbortController().signal },
  );
}

const LOOK_MS = 250;

/** Aborted when what is in the log names a problem. */
function problemNamed(cli: Cli, logFile: string): AbortSignal {
  const controller = new AbortController();
  const timer = setInterval(() => {
    const lines = readLogLines(logFile, 0);
    if (cli.read({ lines, result: { kind: "stopped" } }).problem === undefined) return;
    clearInterval(timer);
    controller.abort();
  }, LOOK_MS);
  timer.unref();
  return controller.signal;
}

/** By the arguments, and by the environment, where the system tells it: its home is there. */
function runningOf(root: string): readonly string[] {
  return listProcesses()
    .filter(({ pid, command }) => command.includes(root) || environmentOf(pid).includes(root))
    .map(({ command }) => command);
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}
