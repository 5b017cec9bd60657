/** One attempt on this machine: the agent in a worktree of its own, then the checks, then what it delivered. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runAcceptance } from "../agents/acceptance.ts";
import type { Agent, AgentRun, SpendingLimits } from "../agents/agent.ts";
import { TAIL_CHARACTERS, readTail, settle } from "../agents/log.ts";
import { removeFolder } from "../agents/remove-folder.ts";
import { addWorktree } from "../git/worktrees.ts";
import { patternOfCommand } from "../plan/agent-fit.ts";
import type { AgentConfig, Config } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Acceptance, Claim, Contract, End, Instant, Sha } from "../state/facts.ts";
import { usesUpAttempt } from "../state/failure.ts";
import type { Failure } from "../state/failure.ts";
import { changeFailure, runFailure } from "./attempt-failure.ts";
import { attemptPaths } from "./paths.ts";
import type { AttemptPaths } from "./paths.ts";
import type { Project } from "./project.ts";
import { endAttempt } from "./publish.ts";
import { firstLine, salvage, salvagedHead } from "./salvage.ts";
import type { Stopper } from "./stopper.ts";

const MINUTE = 60_000;

export interface AttemptTask {
  readonly workstream: Workstream;
  readonly number: number;
  readonly claim: Claim;
  readonly contract: Contract;
  readonly agent: AgentConfig;
  readonly limits: SpendingLimits;
  readonly prompt: () => Promise<string>;
  readonly acceptance: "on" | "off";
  readonly config: Config;
}

/**
 * Executes a claimed attempt and records its end. The answer is the end that stands: ours, or the one that somebody
 * else created first. What the agent left is saved in every case; the worktrees stay, for tidyAttempt.
 */
export async function executeAttempt(
  project: Project,
  runner: Agent,
  task: AttemptTask,
  stopper: Stopper,
): Promise<End> {
  const paths = attemptPaths(project.paths, task.workstream.id, task.number);
  const { now } = project.surroundings;
  const startedAt = now();
  const outcome = await work(project, runner, task, paths, stopper.signal).catch((error: unknown) =>
    faultOf(error, undefined, NOTHING),
  );
  const end = toEnd(outcome, { startedAt, at: now() }, stopper);
  return endAttempt(project, task, end, outcome.head).catch((error: unknown) => {
    const fault = toEnd(faultOf(error, outcome.head, outcome), { startedAt, at: now() }, stopper);
    return endAttempt(project, task, fault, outcome.head);
  });
}

/** What an end keeps of an agent's output. */
type Said = Pick<End, "output" | "usage">;

const NOTHING: Said = { output: "", usage: undefined };

/** What came out of the work; `head`: what the agent left, delivered or not. */
type Outcome = Said &
  (
    | { readonly kind: "delivered"; readonly head: Sha; readonly acceptance: Acceptance }
    | { readonly kind: "failed"; readonly head: Sha | undefined; readonly failure: Failure }
    | { readonly kind: "stopped"; readonly head: Sha | undefined }
  );

async function work(
  project: Project,
  runner: Agent,
  task: AttemptTask,
  paths: AttemptPaths,
  signal: AbortSignal,
): Promise<Outcome> {
  await prepare(project, task, paths);
  const run = await runner.run(agentTask(task, paths), { signal });
  const said = { output: lastWords(run, paths.logFile), usage: run.report.usage };
  const { workstream, number, claim, agent } = task;
  const left = await salvage(project, { workstream, number, agent: agent.id, claim: claim.sha, tree: paths.tree });
  const head = salvagedHead(left);
  if (run.result.kind === "stopped") return { kind: "stopped", head, ...said };
  try {
    const change = await changeFailure(project, claim.sha, task.contract, left);
    const failure = runFailure(run, change, patternOfCommand(agent, workstream));
    if (failure !== undefined) return { kind: "failed", head, failure, ...said };
    if (head === undefined) return { kind: "failed", head, failure: { code: "no-change", detail: "" }, ...said };
    return await verify(project, task, paths, head, { said, signal });
  } catch (error) {
    return faultOf(error, head, said);
  }
}

/** What the agent itself says at its end, else the end of what it printed. */
export function lastWords({ report }: AgentRun, logFile: string): string {
  return report.text === "" ? readTail(logFile, TAIL_CHARACTERS) : settle(report.text).slice(-TAIL_CHARACTERS);
}

/** A fault of ours or of the machine: what the agent left is known and stays so. */
function faultOf(error: unknown, head: Sha | undefined, said: Said): Outcome {
  return { kind: "failed", head, failure: { code: "internal", detail: firstLine(error) }, ...said };
}

async function prepare(project: Project, task: AttemptTask, paths: AttemptPaths): Promise<void> {
  await removeFolder(paths.directory);
  await mkdir(paths.directory, { recursive: true });
  await mkdir(dirname(paths.logFile), { recursive: true });
  await writeFile(paths.workstreamFile, `${JSON.stringify(task.workstream.definition, undefined, 2)}\n`);
  await writeFile(paths.promptFile, await task.prompt());
  await addWorktree(project.repository, paths.tree, task.claim.sha);
}

function agentTask(task: AttemptTask, paths: AttemptPaths): Parameters<Agent["run"]>[0] {
  return {
    workstream: task.workstream,
    attempt: task.number,
    claim: task.claim.sha,
    agent: task.agent,
    limits: task.limits,
    directory: paths.tree,
    home: paths.home,
    promptFile: paths.promptFile,
    workstreamFile: paths.workstreamFile,
    logFile: paths.logFile,
    groupFile: paths.groupFile,
  };
}

/** The acceptance tests, on a fresh worktree of exactly what would be delivered. */
async function verify(
  project: Project,
  task: AttemptTask,
  paths: AttemptPaths,
  head: Sha,
  context: { readonly said: Said; readonly signal: AbortSignal },
): Promise<Outcome> {
  const { said } = context;
  const tests = task.workstream.acceptance.filter((test) => test.kind === "command");
  if (tests.length === 0) return { kind: "delivered", head, acceptance: "none", ...said };
  if (task.acceptance === "off") return { kind: "delivered", head, acceptance: "off", ...said };
  await addWorktree(project.repository, paths.verifyTree, head);
  const result = await runAcceptance({
    tests,
    directory: paths.verifyTree,
    environment: project.surroundings.environment,
    logFile: paths.logFile,
    groupFile: paths.groupFile,
    timeoutMs: task.workstream.timeoutMinutes * MINUTE,
    signal: context.signal,
  });
  switch (result.kind) {
    case "passed":
      return { kind: "delivered", head, acceptance: "passed", ...said };
    case "failed":
      return {
        ...said,
        kind: "failed",
        head,
        failure: { code: "acceptance", detail: result.command },
        output: result.output,
      };
    case "stopped":
      return { kind: "stopped", head, ...said };
    default:
      return result satisfies never;
  }
}

function toEnd(outcome: Outcome, span: { readonly startedAt: Instant; readonly at: Instant }, stopper: Stopper): End {
  const times = { ...span, output: outcome.output, usage: outcome.usage };
  switch (outcome.kind) {
    case "delivered":
      return {
        ...times,
        outcome: "delivered",
        failure: undefined,
        counted: true,
        head: outcome.head,
        acceptance: outcome.acceptance,
      };
    case "failed": {
      const acceptance = outcome.failure.code === "acceptance" ? "failed" : "none";
      const counted = outcome.failure.code !== "internal" && usesUpAttempt(outcome.failure, outcome.usage);
      return { ...times, outcome: "failed", failure: outcome.failure, counted, head: undefined, acceptance };
    }
    case "stopped":
      return { ...times, ...stopper.why(), counted: false, head: undefined, acceptance: "none" };
    default:
      return outcome satisfies never;
  }
}
