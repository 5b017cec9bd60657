/** The commands of the action: each gets what it needs, and nothing more. */
import { rm } from "node:fs/promises";
import * as core from "@actions/core";
import { CommandError } from "../command-error.ts";
import type { Project } from "../project.ts";
import { openGithubProject } from "./github-project.ts";
import {
  AgentInputs,
  CheckoutInputs,
  PlanInputs,
  PublishInputs,
  RecordInputs,
  VerifyInputs,
  readInputs,
} from "./inputs.ts";
import { artifactStore } from "./patches.ts";
import { say } from "./say.ts";
import { readWorkflow } from "./workflow.ts";
import type { Workflow } from "./workflow.ts";

/** How the entry hands over what it was started with. */
export interface ActionStart {
  readonly command: string;
  readonly getInput: (name: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readEvent: (path: string) => string;
}

const ACTION_COMMANDS = ["validate", "record", "plan", "checkout", "agent", "verify", "publish"] as const;

export async function runAction(start: ActionStart): Promise<void> {
  const command = ACTION_COMMANDS.find((known) => known === (start.command || "validate"));
  if (command === undefined) {
    const known = ACTION_COMMANDS.join(", ");
    throw new CommandError(2, `unknown command ${JSON.stringify(start.command)}: the input \`command\` takes ${known}`);
  }
  if (command === "validate") {
    const { validateInWorkflow } = await import(/* webpackMode: "eager" */ "./validate.ts");
    return validateInWorkflow(start.environment["GITHUB_WORKSPACE"] || ".");
  }
  await COMMANDS[command](readWorkflow(start.environment, start.readEvent), start.getInput);
}

type Run = (workflow: Workflow, getInput: ActionStart["getInput"]) => Promise<void>;

const COMMANDS: Readonly<Record<Exclude<(typeof ACTION_COMMANDS)[number], "validate">, Run>> = {
  async record(workflow, getInput) {
    const inputs = readInputs(RecordInputs, getInput);
    const { recordJob } = await import(/* webpackMode: "eager" */ "./record-job.ts");
    const access = { token: inputs.token, wakes: inputs.workflow };
    await within(workflow, access, (project) => recordJob(project, workflow.actor, inputs));
  },
  async plan(workflow, getInput) {
    const inputs = readInputs(PlanInputs, getInput);
    if (workflow.event.isReadOnly) return leaveAlone();
    const { planJob } = await import(/* webpackMode: "eager" */ "./plan-job.ts");
    const access = {
      token: inputs.token,
      wakes: inputs.workflow,
      secrets: new Set(inputs.secrets),
      pushesWorkflows: inputs["token-kind"] === "app",
    };
    await within(workflow, access, (project) => planJob(project, workflow, inputs));
  },
  async checkout(workflow, getInput) {
    const inputs = readInputs(CheckoutInputs, getInput);
    const { checkoutJob } = await import(/* webpackMode: "eager" */ "./checkout-job.ts");
    await within(workflow, inputs, (project) => checkoutJob(project, workflow, inputs));
  },
  async agent(workflow, getInput) {
    const inputs = readInputs(AgentInputs, getInput);
    const { agentJob } = await import(/* webpackMode: "eager" */ "./agent-job.ts");
    await within(workflow, inputs, (project) => agentJob(project, workflow, artifactStore(), inputs));
  },
  async verify(workflow, getInput) {
    const inputs = readInputs(VerifyInputs, getInput);
    const { verifyJob } = await import(/* webpackMode: "eager" */ "./verify-job.ts");
    await within(workflow, inputs, (project) => verifyJob(project, workflow, artifactStore(), inputs));
  },
  async publish(workflow, getInput) {
    const inputs = readInputs(PublishInputs, getInput);
    const { publishJob } = await import(/* webpackMode: "eager" */ "./publish-job.ts");
    const pushesWorkflows = inputs["token-kind"] === "app";
    const access = { token: inputs.token, wakes: inputs.workflow, pushesWorkflows };
    await within(workflow, access, (project) => publishJob(project, artifactStore(), inputs));
  },
};

/** What a fork or Dependabot causes comes with a token that can't write: the schedule's tick sees it all the same. */
function leaveAlone(): void {
  core.notice("this event's token can only read: the next tick of another cause judges the pull request");
  core.setOutput("any", false);
  core.setOutput("matrix", "[]");
}

interface Access {
  readonly token: string;
  readonly wakes?: string;
  readonly secrets?: ReadonlySet<string>;
  readonly pushesWorkflows?: boolean;
}

/** Runs a command on the project of this job; what the job had on this machine is gone afterwards. */
async function within(
  workflow: Workflow,
  { token, wakes, secrets, pushesWorkflows }: Access,
  run: (project: Project) => Promise<void>,
): Promise<void> {
  core.setSecret(token);
  const project = await openGithubProject({
    workflow,
    token,
    wakes: wakes ?? "",
    secrets: secrets ?? new Set(),
    pushesWorkflows: pushesWorkflows ?? false,
    log: (line) => say(line),
    hide: (text) => core.setSecret(text),
  });
  try {
    await run(project);
  } finally {
    for (const folder of [project.paths.root, project.repository.gitDir]) await removeFolder(folder);
  }
}

/** What another user left can't always be removed; its machine is thrown away. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
