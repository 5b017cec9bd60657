import { join } from "node:path";
import { patternOfCommand } from "../plan/agent-fit.ts";
import type { Agent, AgentResult, AgentRun, AgentTask } from "./agent.ts";
import { agentEnvironment, taskVariables } from "./environment.ts";
import type { Environment } from "./environment.ts";
import type { Usage } from "../state/facts.ts";
import { SHELL_NAME } from "./held-program.ts";
import { openHome } from "./home.ts";
import type { NetworkLimit } from "./network/network-limit.ts";
import { supervise } from "./supervise.ts";
import { timeLimit } from "./time-limit.ts";
import { readUsageFile } from "./usage-file.ts";
import type { WorkUser } from "./work-user.ts";

/** Between the request to end and the kill. */
const GRACE_MS = 5_000;

/** How an agent is run. */
export interface CommandAgentOptions {
  readonly graceMs?: number;
  /** Who it runs as; without it: we ourselves. */
  readonly user?: WorkUser;
  /** Set before it starts, and left set; without it: it may reach everything. */
  readonly network?: NetworkLimit;
}

/**
 * An agent that is any program: the `command` of its configuration, as a shell line or as a program with arguments.
 * `base` is our own environment, of which it sees what agentEnvironment lets through.
 */
export function createCommandAgent(base: Environment, options: CommandAgentOptions = {}): Agent {
  const { graceMs = GRACE_MS, network, ...user } = options;
  return {
    async run(task, running) {
      const argv = commandLine(task.agent.command);
      if (argv === undefined) return withoutReport(notStarted("it has no `command`", task));
      const limit = await network?.set();
      if (limit?.kind === "unavailable")
        return withoutReport({ kind: "not-started", message: limit.why, cause: "machine" });
      await openHome(task.home, {}, options.user);
      const usageFile = join(task.home, "usage.json");
      const added = { ...taskVariables(task), WORKSTREAM_USAGE: usageFile, ...limit?.env };
      const result = await supervise({
        argv,
        cwd: task.directory,
        env: agentEnvironment(base, task.agent.env, added),
        stdinFile: task.promptFile,
        logFile: task.logFile,
        groupFile: task.groupFile,
        timeoutMs: timeLimit(task, running),
        graceMs,
        signal: running.signal,
        ...user,
      });
      await options.user?.reclaim(task.home);
      const report = { usage: readUsageFile(usageFile), problem: undefined, text: "" };
      return { result: explainStart(result, report.usage, task), report };
    },
  };
}

function withoutReport(result: AgentResult): AgentRun {
  return { result, report: { usage: undefined, problem: undefined, text: "" } };
}

/** A shell line is the user's own configuration: no word of a workstream ever gets into it. */
function commandLine(command: string | readonly string[] | undefined): readonly string[] | undefined {
  if (typeof command !== "string") return command?.[0] ? command : undefined;
  return command.trim() === "" ? undefined : ["/bin/sh", "-c", command, SHELL_NAME];
}

/** What tells of its spending has worked: the shell did not find what came after. */
function explainStart(result: AgentResult, usage: Usage | undefined, task: AgentTask): AgentResult {
  if (result.kind !== "not-started") return result;
  return usage === undefined
    ? { ...result, ...notStarted(result.message, task) }
    : { kind: "exited", code: SHELL_FOUND_NOTHING };
}

const SHELL_FOUND_NOTHING = 127;

function notStarted(why: string, { agent, workstream }: AgentTask): AgentResult {
  const pattern = patternOfCommand(agent, workstream);
  const advice =
    pattern === undefined
      ? "set its `command` in the configuration, or --agent-command, to a program of this machine"
      : `correct the \`command\` of the pattern ${pattern} in the configuration`;
  return { kind: "not-started", message: `${why}; ${advice}` };
}
