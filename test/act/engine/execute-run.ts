/** One run from its start to its end. */
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import type { ServerContext } from "../../support/github/context.ts";
import type { Permissions } from "../../support/github/state.ts";
import { runGit } from "../../support/github/run-git.ts";
import { currentAttempt } from "../../support/github/actions/model.ts";
import type { Conclusion, Run } from "../../support/github/actions/model.ts";
import type { Runs } from "../../support/github/actions/runs.ts";
import { actArguments, printSettings } from "./act-command.ts";
import type { ActSetting, Machine } from "./act-command.ts";
import { parseLogLine } from "./act-log.ts";
import { locateCalled, locateWorkflow } from "./called-workflow.ts";
import { createJobTree } from "./job-tree.ts";
import type { JobTree } from "./job-tree.ts";
import { judgePermissions } from "./permissions.ts";
import { hasVariable, killAll, listDescendants, listWorkingBelow } from "./process-tree.ts";

export interface RunSetting {
  /** Everything of the runner is in here. */
  readonly folder: string;
  readonly logFile: string;
  readonly nodeFolder: string;
  readonly secrets: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string>;
  readonly machine: Machine;
  readonly runtimeToken: (run: Run) => string;
}

/** What can be done to a run while it is executed. */
export interface LiveRun {
  killRun(): void;
  /** Throws where no such job runs. */
  killJob(name: string): void;
}

type ActProcess = ChildProcessByStdio<null, Readable, Readable>;

export async function executeRun(
  context: ServerContext,
  runs: Runs,
  run: Run,
  setting: RunSetting,
  onStart: (live: LiveRun) => void,
): Promise<void> {
  if (run.cancelled) return runs.finish(run, "cancelled");
  const workflow = await locateWorkflow(run.repository, run.sha, run.workflow.path);
  const judged = await judgePermissions(workflow, (caller, uses) => locateCalled(context, caller, uses));
  if (judged.kind === "refused") {
    await writeFile(setting.logFile, judged.reason);
    return runs.finish(run, "startup_failure");
  }
  const folder = await mkdtemp(join(setting.folder, "run-"));
  await chmod(folder, 0o755);
  const tree = createJobTree(context, runs, run, workflow);
  await tree.open();
  const child = startAct(run, await prepare(context, run, folder, setting, judged.permissions), setting);
  const workspaces = new Map<string, string>();
  onStart({
    killRun: () => killAll(child.pid === undefined ? [] : [...listDescendants(child.pid), child.pid]),
    killJob: (name) => killJob(child, workspaces.get(tree.labelOf(name) ?? "")),
  });
  const code = await follow(child, setting.logFile, tree, workspaces);
  if (!run.cancelled) tree.close();
  runs.finish(run, concludeRun(run, code));
  killAll(listWorkingBelow(folder));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** GitHub calls a run skipped where each of its jobs was. */
function concludeRun(run: Run, code: number | null): Conclusion {
  if (run.cancelled) return "cancelled";
  if (code !== 0) return "failure";
  return currentAttempt(run).jobs.every(({ conclusion }) => conclusion === "skipped") ? "skipped" : "success";
}

async function prepare(
  context: ServerContext,
  run: Run,
  folder: string,
  setting: RunSetting,
  permissions: Permissions,
): Promise<ActSetting> {
  const workspace = join(folder, "workspace");
  await runGit(folder, ["clone", "--quiet", "--no-checkout", run.repository.store.directory, workspace]);
  await runGit(workspace, ["checkout", "--quiet", "--detach", run.sha]);
  for (const name of ["home", "tmp"]) await mkdir(join(folder, name));
  async function write(name: string, text: string): Promise<string> {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  }
  const token = createRunToken(context, run, permissions);
  return {
    folder,
    workspace,
    eventFile: await write("event.json", JSON.stringify(run.payload)),
    secretFile: await write("secrets", printSettings([["GITHUB_TOKEN", token], ...setting.secrets])),
    environmentFile: await write("environment", printSettings([["ACTIONS_RUNTIME_TOKEN", setting.runtimeToken(run)]])),
    serverUrl: context.url.replace("127.0.0.1", "github.localhost"),
    variables: setting.variables,
    machine: setting.machine,
  };
}

function createRunToken(context: ServerContext, run: Run, permissions: Permissions): string {
  const text = `ghs_${String(context.nextId()).padStart(36, "0")}`;
  const login = "github-actions[bot]";
  context.tokens.set(text, { text, login, kind: "actions", permissions, repository: run.repository.fullName });
  return text;
}

/** With nothing of this process's environment: it would reach the steps. */
function startAct(run: Run, act: ActSetting, { nodeFolder }: RunSetting): ActProcess {
  return spawn("act", actArguments(run, act), {
    cwd: act.folder,
    env: { PATH: [nodeFolder, process.env["PATH"]].join(":"), HOME: join(act.folder, "home"), LC_ALL: "C.UTF-8" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function follow(
  child: ActProcess,
  logFile: string,
  tree: JobTree,
  workspaces: Map<string, string>,
): Promise<number | null> {
  const log = createWriteStream(logFile);
  child.stderr.on("data", (chunk: Buffer) => log.write(chunk));
  const closed = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) {
    log.write(`${line}\n`);
    const event = parseLogLine(line);
    if (event?.kind === "workspace") workspaces.set(event.label, event.path);
    else if (event !== undefined) await tree.take(event);
  }
  const [code] = await closed;
  log.end();
  await finished(log);
  return typeof code === "number" ? code : null;
}

/** Every step of a job is a child of act, with the job's folder in its environment. */
function killJob(child: ActProcess, workspace: string | undefined): void {
  const all = child.pid === undefined ? [] : listDescendants(child.pid);
  const steps = all.filter((pid) => workspace !== undefined && hasVariable(pid, "GITHUB_WORKSPACE", workspace));
  if (steps.length === 0) throw new Error(`nothing runs in ${workspace ?? "such a job"}`);
  killAll([...new Set(steps.flatMap((pid) => [pid, ...listDescendants(pid)]))]);
}
