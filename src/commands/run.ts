import { join, resolve } from "node:path";
import { listRefs } from "../git/refs.ts";
import { uncommittedPaths } from "../git/uncommitted.ts";
import type { AgentConfig } from "../plan/config.ts";
import { configurationErrors } from "../plan/configuration-errors.ts";
import type { Plan } from "../plan/plan.ts";
import { CONFIG_PATHS, WORKSTREAMS_DIRECTORY, isSource } from "../plan/source.ts";
import type { Sha } from "../state/facts.ts";
import type { StateName } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import { countStates } from "../text/counts.ts";
import { printDiagnostics } from "../text/diagnostic.ts";
import type { RunEvent } from "../text/event.ts";
import { plain } from "../text/plain.ts";
import { eventToJson, printEvent } from "../text/print-event.ts";
import { list } from "../text/words.ts";
import { USUAL_AGENTS, anyAgents } from "./agents.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { createLiveDisplay } from "./live-display.ts";
import { tellMovedBase } from "./moved-base.ts";
import { openProject } from "./project.ts";
import type { Project } from "./project.ts";
import { readProject } from "./read-project.ts";
import type { Reading } from "./read-project.ts";
import { writeReport } from "./report.ts";
import { runLoop } from "./run-loop.ts";
import type { LoopResult } from "./run-loop.ts";
import { tidyEnded } from "./tidy.ts";
import { tidyVerified } from "./verify-head.ts";

export interface RunOptions {
  /** How many agents that take any tool; undefined: the configured ones. */
  readonly agents: number | undefined;
  /** A shell command line, instead of each agent's own; or a program with its arguments. */
  readonly agentCommand: string | readonly string[] | undefined;
  readonly merge: "manual" | "auto" | undefined;
  readonly acceptance: "on" | "off";
  readonly untilIdle: boolean;
  readonly json: boolean;
  /** Folder of the report; undefined: `reports/` of the repository; `none`: no report. */
  readonly report: string | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** `workstreams run`: the loop on this machine, until the plan is done or can't go on. */
export async function run(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const { plan, snapshot } = await readPlanned(project);
  const agents = runAgents(plan, options);
  refuseUnrunnable(agents);
  refuseWrongConfiguration(context, plan);
  await refuseBranchInTheWay(project);
  warnOfProblems(context, plan);
  await warnOfUncommitted(context, project);
  await tidyEnded(project, snapshot.attempts);
  await tidyVerified(project);
  const { now } = context.surroundings;
  const display = createLiveDisplay(context, agents);
  const tell = (event: RunEvent) => {
    if (options.json) context.print(JSON.stringify(eventToJson(event)));
    else if (isNews(event)) display.above(printEvent(event));
  };
  options.signal.addEventListener("abort", () => display.above("stopping; once more ends it at once"), { once: true });
  tell({ at: now(), kind: "run-started", workstreams: plan.workstreams.size, agents: agents.map(({ id }) => id) });
  const loop = { ...options, agents, tell, show: display.show };
  const result = await runLoop(project, loop).finally(display.stop);
  const counts = countStates(result.last.decision.states.values());
  tell({ at: now(), kind: "finished", progress: result.progress, counts });
  await finish(context, project, options, { ...result, before: snapshot.base.sha });
  return exitCode(result);
}

async function readPlanned(project: Project): Promise<Reading> {
  const reading = await readProject(project);
  if (reading.plan.workstreams.size > 0 || reading.plan.problems.size > 0) return reading;
  throw new CommandError(
    2,
    `${project.base} holds no workstream files: write workstreams/ws-<name>.json and commit them to ${project.base}`,
  );
}

/** The agents that the caller asks for, else the configured ones with the caller's command, if there is one. */
function runAgents(plan: Plan, { agents, agentCommand }: RunOptions): readonly AgentConfig[] {
  const configured = plan.config.agents;
  if (agents !== undefined || configured.length === 0) return anyAgents(agents ?? USUAL_AGENTS, agentCommand);
  return agentCommand === undefined ? configured : configured.map((agent) => ({ ...agent, command: agentCommand }));
}

/** An agent without a command would fail every attempt: better said before anything is claimed. */
function refuseUnrunnable(agents: readonly AgentConfig[]): void {
  const mute = agents.filter(({ command }) => command === undefined || isBlank(command)).map((agent) => agent.id);
  if (mute.length === 0) return;
  throw new CommandError(
    2,
    `no command for ${mute.join(", ")}: give --agent-command, or set \`command\` of each agent in .github/workstreams.yml`,
  );
}

/** A configuration that says something else than it means is no base to start work from. */
function refuseWrongConfiguration(context: CommandContext, plan: Plan): void {
  const errors = configurationErrors(plan);
  if (errors.length === 0) return;
  context.talk(printDiagnostics(errors, context.terminal.color));
  throw new CommandError(1, "nothing was started: the configuration is wrong; correct it and commit it");
}

function isBlank(command: string | readonly string[]): boolean {
  return (typeof command === "string" ? command : (command[0] ?? "")).trim() === "";
}

/** Git can't have a branch `workstreams` and branches `workstreams/<id>`: no work could ever be delivered. */
async function refuseBranchInTheWay(project: Project): Promise<void> {
  const inTheWay = (await listRefs(project.repository, ["refs/heads/workstreams"])).startsWith(
    "refs/heads/workstreams ",
  );
  if (inTheWay)
    throw new CommandError(2, "a branch named workstreams is in the way: rename it (git branch -m workstreams)");
}

/** Wrong files block themselves and what depends on them, never the rest; the start of a run says so. */
function warnOfProblems(context: CommandContext, plan: Plan): void {
  const errors = plan.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  context.talk(printDiagnostics(errors, context.terminal.color));
  context.talk("these workstreams and what depends on them are blocked; the others go on");
}

/** A run reads what is committed: files that are not are easily taken for part of it. */
async function warnOfUncommitted(context: CommandContext, project: Project): Promise<void> {
  const changed = (await uncommittedPaths(project.repository, [WORKSTREAMS_DIRECTORY, ...CONFIG_PATHS])).filter(
    isSource,
  );
  if (changed.length === 0) return;
  context.talk(`not part of this run until they are committed to ${project.base}: ${plain(list(changed, 5))}`);
}

/** What a person wants to read; `--json` tells everything. What has an event of its own is not told twice. */
function isNews(event: RunEvent): boolean {
  if (event.kind === "gate") return event.state !== "success" && event.context !== CONTEXTS.all;
  if (event.kind === "attempt-started") return false;
  if (event.kind !== "state-changed") return true;
  return NEWS.has(event.to) && event.reason.kind !== "no-free-agent";
}

const NEWS: ReadonlySet<StateName> = new Set([
  "held",
  "blocked",
  "changes-requested",
  "retrying",
  "taken-over",
  "failed",
  "cancelled",
]);

async function finish(
  context: CommandContext,
  project: Project,
  options: RunOptions,
  result: LoopResult & { readonly before: Sha },
): Promise<void> {
  const { before } = result;
  const { reading, decision } = result.last;
  if (options.report !== "none" && !project.repository.bare) {
    const { root } = project.repository;
    const folder = options.report === undefined ? join(root, "reports") : resolve(context.directory, options.report);
    const files = await writeReport(folder, reading.plan, decision.states, context.surroundings.now());
    context.talk(`report: ${files.html}`);
  }
  if (reading.snapshot.base.sha !== before) await tellMovedBase(context, project, before);
  if (result.interrupted) context.talk("stopped; nothing is lost: the same `workstreams run` goes on from here");
}

function exitCode({ progress, interrupted, last }: LoopResult): ExitCode {
  const failed = [...last.decision.states.values()].some(({ state }) => state === "failed" || state === "blocked");
  return interrupted || progress.kind === "stuck" || failed ? 1 : 0;
}
