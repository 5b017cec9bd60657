/** An agent that is one of the coding-agent CLIs. */
import { join } from "node:path";
import type { Agent, AgentRun, AgentTask, RunOptions } from "./agent.ts";
import type { Cli, CliReport, Launch, LaunchInput } from "./cli.ts";
import { agentEnvironment, taskVariables } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { homeVariables, openHome } from "./home.ts";
import { findOrInstall } from "./install-cli.ts";
import type { FoundProgram, InstallOptions } from "./install-cli.ts";
import { readLeftFile } from "./left-file.ts";
import { removeLitter } from "./litter.ts";
import { logSize, readLogLines } from "./log-lines.ts";
import { maskText, secretsIn } from "./mask.ts";
import type { NetworkLimit } from "./network/network-limit.ts";
import { supervise } from "./supervise.ts";
import { systemProgram } from "./system-programs.ts";
import { timeLimit } from "./time-limit.ts";
import type { WorkUser } from "./work-user.ts";

/** How CLIs are run. */
export interface CliAgentOptions {
  /** Where the programs are that we install, see install-cli.ts. */
  readonly programs: string;
  /** Between the request to end and the kill. */
  readonly graceMs: number;
  /** Who they run as; undefined: we ourselves. */
  readonly user: WorkUser | undefined;
  /** Set before they start, and left set; undefined: they may reach everything. */
  readonly network?: NetworkLimit | undefined;
}

/** `base` is our own environment, of which a CLI sees what is harmless, what it needs, and what the configuration names. */
export function createCliAgent(cli: Cli, base: Environment, options: CliAgentOptions): Agent {
  return {
    async run(task, running) {
      const program = await findOrInstall(cli.package, installation(task, base, options, running));
      if (program.kind !== "program") return withoutProgram(program);
      const limit = await options.network?.set();
      if (limit?.kind === "unavailable") return withoutProgram({ kind: "missing", why: limit.why });
      const launch = cli.launch(launchInput(task));
      await openHome(task.home, launch.files, options.user);
      const from = logSize(task.logFile);
      const start = startOf(program.path, launch, { cli, task, base }, options);
      const result = await supervise({
        ...start,
        env: { ...start.env, ...limit?.env },
        ...(launch.stdin === "prompt" ? { stdinFile: task.promptFile } : {}),
        cwd: task.directory,
        logFile: task.logFile,
        groupFile: task.groupFile,
        // What the installation took is not the agent's fault.
        timeoutMs: timeLimit(task, running),
        graceMs: options.graceMs,
        signal: running.signal,
      });
      await removeLitter(cli.litter ?? [], task, options.user);
      const left = await readLeft(task.home, launch.leaves ?? [], options.user);
      const report = cli.read({ lines: readLogLines(task.logFile, from), left, result });
      return { result, report: masked(report, secretsIn(start.env)) };
    },
  };
}

function installation(
  { agent, logFile, groupFile }: AgentTask,
  environment: Environment,
  { programs, user }: CliAgentOptions,
  running: RunOptions,
): InstallOptions {
  return { programs, version: agent.version, environment, user, logFile, groupFile, ...running };
}

function launchInput({ agent, directory, home, promptFile, limits }: AgentTask): LaunchInput {
  return { directory, home, promptFile, limits, model: agent.model, baseUrl: agent.baseUrl, args: agent.args };
}

interface Start {
  readonly cli: Cli;
  readonly task: AgentTask;
  readonly base: Environment;
}

/** Another user's programs get their home by arguments: it is no secret, and their environment has no place for it. */
function startOf(
  program: string,
  launch: Launch,
  { cli, task, base }: Start,
  { user }: CliAgentOptions,
): Pick<Parameters<typeof supervise>[0], "argv" | "env" | "user"> {
  const argv = [program, ...launch.args];
  const home = user === undefined && task.agent.home === "own" ? {} : homeVariables(task.home);
  const allowed = [...cli.variables.filter((name) => isSet(base[name])), ...NETWORK, ...task.agent.env];
  const env = agentEnvironment(base, allowed, {
    ...keysOfOtherNames(cli, base),
    ...taskVariables(task),
    ...launch.env,
  });
  if (user === undefined) return { argv, env: { ...env, ...home } };
  const set = Object.entries(home).map(([name, value]) => `${name}=${value}`);
  return { argv: [systemProgram("env"), ...set, ...argv], env, user };
}

function keysOfOtherNames({ aliases = {} }: Cli, base: Environment): Record<string, string> {
  const found = Object.entries(aliases).map(([own, other]) => [own, [base[own], base[other]].find(isSet)] as const);
  return Object.fromEntries(found.flatMap(([own, key]) => (key === undefined ? [] : [[own, key]])));
}

/** A secret that a repository does not have is an empty variable in its workflow. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

/** What a CLI needs to reach its vendor from behind a proxy. */
const NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "REQUESTS_CA_BUNDLE",
];

const MOST_LEFT_BYTES = 1024 * 1024;

async function readLeft(
  home: string,
  paths: readonly string[],
  user: WorkUser | undefined,
): Promise<Record<string, string>> {
  if (paths.length > 0) await user?.reclaim(home);
  const left = paths.map((path) => [path, readLeftFile(join(home, path), MOST_LEFT_BYTES)] as const);
  return Object.fromEntries(left.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

/** Once more: in the log a secret may have been written in another form than in the words that are read out of it. */
function masked({ usage, problem, text }: CliReport, secrets: readonly string[]): CliReport {
  return {
    usage,
    problem: problem && { ...problem, detail: maskText(problem.detail, secrets) },
    text: maskText(text, secrets),
  };
}

function withoutProgram(program: Exclude<FoundProgram, { kind: "program" }>): AgentRun {
  const report = { usage: undefined, problem: undefined, text: "" };
  if (program.kind === "stopped") return { result: { kind: "stopped" }, report };
  const kind = program.kind === "missing" ? "not-started" : "not-installed";
  return { result: { kind, message: program.why }, report };
}
