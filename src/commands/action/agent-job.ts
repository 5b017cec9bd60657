/** `command: agent`: the first job of an attempt. It runs the agent, and can write nothing but an artifact. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as core from "@actions/core";
import type { AgentRun } from "../../agents/agent.ts";
import { createAgent } from "../../agents/agents.ts";
import { TAIL_CHARACTERS, readTail } from "../../agents/log.ts";
import type { NetworkLimit } from "../../agents/network/network-limit.ts";
import { writeBundle } from "../../git/bundle.ts";
import { writeCommits } from "../../git/commits.ts";
import { takeCommits } from "../../git/standalone.ts";
import { agentFor, patternOfCommand } from "../../plan/agent-fit.ts";
import type { AgentConfig } from "../../plan/config.ts";
import { vendorKeysOf } from "../../plan/secrets.ts";
import type { Sha } from "../../state/facts.ts";
import type { Failure } from "../../state/failure.ts";
import { printUsage } from "../../state/usage.ts";
import { printFailure } from "../../text/failure.ts";
import { workMessage } from "../../text/work.ts";
import { lastWords } from "../attempt.ts";
import { changeFailure, runFailure } from "../attempt-failure.ts";
import { attemptPrompt } from "../attempt-prompt.ts";
import { CommandError } from "../command-error.ts";
import type { Project } from "../project.ts";
import { firstLine, salvage, salvagedHead } from "../salvage.ts";
import { limitNetwork, withinNetwork } from "./agent-network.ts";
import type { AgentInputs } from "./inputs.ts";
import { minutesLeft } from "./job-time.ts";
import { isTooLate, readJob } from "./job.ts";
import type { Job } from "./job.ts";
import type { PatchStore } from "./patches.ts";
import { BUNDLE_FILE, OUTPUT_FILE } from "./patch-files.ts";
import { showLog } from "./say.ts";
import { openWorkplace, runSetup } from "./workplace.ts";
import type { Workplace } from "./workplace.ts";
import type { Workflow } from "./workflow.ts";

/** Outputs: `outcome` (delivered, failed, superseded), `head`, `failure`, `detail`, `started`, `usage`, `artifact-id`, `artifact-digest`. */
export async function agentJob(
  project: Project,
  workflow: Workflow,
  patches: PatchStore,
  inputs: AgentInputs,
): Promise<void> {
  try {
    await runAttempt(project, workflow, patches, inputs);
  } catch (error) {
    // Said to publish too: without it the end would only tell that the job is gone.
    report({ code: "internal", detail: firstLine(error) }, undefined);
    throw error;
  }
}

async function runAttempt(
  project: Project,
  workflow: Workflow,
  patches: PatchStore,
  inputs: AgentInputs,
): Promise<void> {
  const started = project.surroundings.now();
  const job = await readJob(project, inputs);
  if (isTooLate(job, inputs)) return core.setOutput("outcome", "superseded");
  core.setOutput("started", new Date(started).toISOString());
  const { id, attempt: number } = inputs;
  const { workstream } = job;
  const texts = {
    prompt: await attemptPrompt(project, job),
    workstream: `${JSON.stringify(workstream.definition, undefined, 2)}\n`,
  };
  const workplace = await openWorkplace(project, workflow, { id, number, commit: job.claim.sha, texts });
  const { paths } = workplace;
  const left = () => minutesLeft(started, project.surroundings.now());
  const network = limitNetwork(job.plan.config, agentOf(job), workplace, workflow);
  const { worked, salvaged } = await withinNetwork(network, async () => ({
    worked: await showLog(paths.logFile, () => work({ workplace, workflow, network, job, inputs, left })),
    salvaged: await collect(project, workplace, job, inputs),
  }));
  const change = await changeFailure(project, job.claim.sha, job.contract, salvaged);
  const failure =
    worked.kind === "unprepared"
      ? worked.failure
      : runFailure(worked.run, change, patternOfCommand(agentOf(job), job.workstream));
  const head = await deliverable(project, job, salvaged);
  const output =
    worked.kind === "ran" ? lastWords(worked.run, paths.logFile) : readTail(paths.logFile, TAIL_CHARACTERS);
  await store(project, patches, { workplace, head, output, claim: job.claim.sha, name: `${id}-${number}` });
  if (worked.kind === "ran") tellUsage(worked.run);
  tell(failure, head);
}

interface Work {
  readonly workplace: Workplace;
  readonly workflow: Workflow;
  readonly network: NetworkLimit | undefined;
  readonly job: Job;
  readonly inputs: AgentInputs;
  /** Minutes that the job has left for its work. */
  readonly left: () => number;
}

type Worked =
  | { readonly kind: "unprepared"; readonly failure: Failure }
  | { readonly kind: "ran"; readonly run: AgentRun };

/** Set-up, then the agent. */
async function work({ workplace, workflow, network, job, inputs, left }: Work): Promise<Worked> {
  const { paths, user, programs } = workplace;
  const { attempt, claim } = inputs;
  const agent = agentOf(job);
  const unprepared = await runSetup(workplace, job.plan.config.jobs.agent.setup, { workflow, left });
  if (unprepared !== undefined) return { kind: "unprepared", failure: unprepared };
  const runner = createAgent(workflow.environment, { programs, user, network });
  const run = await runner.run(
    {
      workstream: job.workstream,
      attempt,
      claim,
      agent,
      limits: job.limits,
      directory: paths.tree,
      home: paths.home,
      promptFile: paths.promptFile,
      workstreamFile: paths.workstreamFile,
      logFile: paths.logFile,
      groupFile: paths.groupFile,
    },
    { signal: new AbortController().signal, minutesLeft: left },
  );
  network?.tellRefusals();
  return { kind: "ran", run };
}

/** The agent as it was configured when it got the claim, with its vendor's keys beside what it names itself. */
function agentOf({ plan, claim, workstream }: Job): AgentConfig {
  const agent = plan.config.agents.find(({ id }) => id === claim.agent);
  if (agent === undefined) throw new CommandError(1, `the agent ${claim.agent} is not in the configuration any more`);
  return { ...agentFor(agent, workstream), env: [...agent.env, ...vendorKeysOf(agent.type)] };
}

/** What was left, as commits in the mirror. */
async function collect(
  project: Project,
  { paths, user }: Workplace,
  { workstream, claim }: Job,
  { attempt: number }: AgentInputs,
): ReturnType<typeof salvage> {
  await takeCommits(project.repository, paths.tree, claim.sha, user);
  await user?.reclaim(paths.tree);
  return salvage(project, { workstream, number, agent: claim.agent, claim: claim.sha, tree: paths.tree });
}

/** What leaves the job descends from the claim. A history that the agent rewrote is kept as the files that it led to. */
async function deliverable(
  project: Project,
  { workstream, claim }: Job,
  left: Awaited<ReturnType<typeof salvage>>,
): Promise<Sha | undefined> {
  if (left.kind !== "rewritten") return salvagedHead(left);
  const message = workMessage(workstream, claim.agent);
  const draft = { parents: [claim.sha], tree: `${left.head}^{tree}`, message };
  return (await writeCommits(project.repository, [draft]))[0];
}

interface Left {
  readonly workplace: Workplace;
  readonly head: Sha | undefined;
  /** The end of what the agent said. */
  readonly output: string;
  readonly claim: Sha;
  readonly name: string;
}

/** One artifact: the commits, if there are any, and the end of the agent's output. */
async function store(project: Project, patches: PatchStore, left: Left): Promise<void> {
  const { head, output, claim, workplace, name } = left;
  const folder = join(workplace.paths.directory, "artifact");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OUTPUT_FILE), output);
  if (head !== undefined) await writeBundle(project.repository, { head, claim }, join(folder, BUNDLE_FILE));
  const { id, digest } = await patches.upload(name, folder);
  core.setOutput("artifact-id", id);
  core.setOutput("artifact-digest", digest);
}

function tellUsage({ report: { usage } }: AgentRun): void {
  if (usage !== undefined) core.setOutput("usage", printUsage(usage));
}

function tell(failure: Failure | undefined, head: Sha | undefined): void {
  report(failure, head);
  if (failure !== undefined) core.warning(printFailure(failure));
}

function report(failure: Failure | undefined, head: Sha | undefined): void {
  core.setOutput("head", head ?? "");
  core.setOutput("outcome", failure === undefined ? "delivered" : "failed");
  if (failure === undefined) return;
  core.setOutput("failure", failure.code);
  core.setOutput("detail", failure.detail);
}
