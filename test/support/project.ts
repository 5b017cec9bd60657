/** A repository with a plan, scripted agents and the program: what every story needs. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test as base } from "vitest";
import { runCli, startCli } from "./cli.ts";
import type { CliResult, RunningCli } from "./cli.ts";
import { listProcesses } from "./process-table.ts";
import { createRepository } from "./repository.ts";
import type { TestRepository } from "./repository.ts";
import { createScriptedAgent } from "./scripted-agent.ts";
import type { Behaviour, ScriptedAgent } from "./scripted-agent.ts";

/** A workstream's file without its id; `files_scope` is the folder named like the id where nothing is said. */
export type WorkstreamEntry = Readonly<Record<string, unknown>>;

/** One workstream in `status --json`. */
export interface StatusEntry {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
  readonly attempts: readonly {
    readonly number: number;
    readonly agent: string;
    readonly state: string;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
  }[];
  readonly pull: number | null;
}

export interface Project extends TestRepository {
  /** A folder outside of the repository. */
  readonly outside: string;
  /** Writes workstream files, by id, and a configuration with short waits, and commits them to the base. */
  plan(
    workstreams: Readonly<Record<string, WorkstreamEntry>>,
    config?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** Says what the agents do from now on. */
  agents(behaviours?: Readonly<Record<string, Behaviour>>, otherwise?: Behaviour): ScriptedAgent;
  cli(...args: readonly string[]): Promise<CliResult>;
  start(...args: readonly string[]): RunningCli;
  /** `workstreams run` with the scripted agents; it merges by itself and writes no report unless `args` say so. */
  run(...args: readonly string[]): Promise<CliResult>;
  startRun(...args: readonly string[]): RunningCli;
  /** What `status --json` says, by id. */
  status(): Promise<ReadonlyMap<string, StatusEntry>>;
  /** Ids in their states: `{ "ws-a": "completed" }`. */
  states(): Promise<Readonly<Record<string, string>>>;
}

/** A test with a project of its own that leaves nothing behind: no file, no process. */
export const story = base.extend<{ project: Project }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the names of fixtures from the pattern
  project: async ({}, use) => {
    const project = await createProject();
    await use(project);
    await discard(project);
  },
});

export async function createProject(): Promise<Project> {
  const repository = await createRepository();
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "workstreams-outside-")));
  const { directory } = repository;
  let agent = createScriptedAgent(outside);
  const runArgs = (args: readonly string[]): readonly string[] => [
    "run",
    "--agent-command",
    agent.command,
    ...(args.includes("--merge") ? [] : ["--merge", "auto"]),
    ...(args.includes("--report") ? [] : ["--no-report"]),
    ...args,
  ];
  const cli = (...args: readonly string[]) => runCli(args, { cwd: directory });
  const status = async () => {
    const { stdout } = await cli("status", "--json");
    const { workstreams }: { workstreams: readonly StatusEntry[] } = JSON.parse(stdout);
    return new Map(workstreams.map((each) => [each.id, each]));
  };
  return {
    ...repository,
    outside,
    async plan(workstreams, config = {}) {
      const files = Object.entries(workstreams).map(([id, entry]): [string, string] => {
        const file = { id, files_scope: [`${id}/`], tasks: [`do ${id}`], ...entry };
        return [`workstreams/${id}.json`, JSON.stringify(file, undefined, 2)];
      });
      const settings = { defaults: { backoff_minutes: 0.001 }, ...config };
      const configFile = { ".github/workstreams.yml": JSON.stringify(settings) };
      await repository.commit("Plan", { ...Object.fromEntries(files), ...configFile });
    },
    agents(behaviours, otherwise) {
      agent = createScriptedAgent(outside, behaviours, otherwise);
      return agent;
    },
    cli,
    start: (...args) => startCli(args, { cwd: directory }),
    run: (...args) => runCli(runArgs(args), { cwd: directory }),
    startRun: (...args) => startCli(runArgs(args), { cwd: directory }),
    status,
    async states() {
      return Object.fromEntries([...(await status()).values()].map(({ id, state }) => [id, state]));
    },
  };
}

/** Ends what is still running on the project: a program that a failed test left, and the agents under it. */
export async function discard(project: Project): Promise<void> {
  const { outside } = project;
  for (const row of listProcesses()) {
    if (row.command.includes(outside) && row.pid !== process.pid) kill(row.pid);
  }
  await survivors(outside, 2000);
  rmSync(outside, { recursive: true, force: true });
  await project.remove();
}

/** Processes that work for a project, by its folder in their command line, which are left after a while. */
export async function survivors(outside: string, patienceMs: number): Promise<readonly string[]> {
  for (let waited = 0; ; waited += 50) {
    const left = listProcesses().filter(({ command, pid }) => command.includes(outside) && pid !== process.pid);
    if (left.length === 0 || waited >= patienceMs) return left.map(({ command }) => command);
    await sleep(50);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
