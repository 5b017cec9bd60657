/**
 * `command: publish`: the third job of an attempt, the one that can write. It judges what the others left as data, and
 * runs nothing of it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import { decideOutcome, decideVerdict } from "../../decide/outcome.ts";
import type { AgentReport, VerifyReport } from "../../decide/outcome.ts";
import { ForgeError } from "../../forge/forge.ts";
import { changesBetween } from "../../git/diff.ts";
import type { Attempt, End, Sha } from "../../state/facts.ts";
import type { Failure } from "../../state/failure.ts";
import { backoff } from "../../state/standing.ts";
import { CONTEXTS } from "../../state/names.ts";
import { toFailureCode } from "../../state/records.ts";
import { attemptDescription, landingRefused } from "../../text/attempt-status.ts";
import { printEvent } from "../../text/print-event.ts";
import { violationFailure } from "../attempt-failure.ts";
import { landAttempt } from "../perform.ts";
import type { Project } from "../project.ts";
import { endAttempt, saveWork } from "../publish.ts";
import { recordVerdict } from "../verify-head.ts";
import type { PublishInputs } from "./inputs.ts";
import { isTooLate, readJob } from "./job.ts";
import type { Job } from "./job.ts";
import { receivePatch } from "./patch-files.ts";
import type { PatchStore } from "./patches.ts";

/** The step fails where the attempt did not deliver, once all of that is recorded and the next tick is on its way. */
export async function publishJob(project: Project, patches: PatchStore, inputs: PublishInputs): Promise<void> {
  const verified = inputs["verify-head"];
  let pause: number | undefined;
  try {
    if (verified === undefined) pause = await publishAttempt(project, patches, inputs);
    else await publishVerdict(project, verified, verifyReport(inputs));
  } finally {
    // Also where something failed: the next tick sees what is missing.
    await orWarn(() => project.forge.wake());
  }
  if (pause === undefined || pause > LONGEST_PAUSE_MS) return;
  // The next attempt must not wait for the schedule where nothing else happens until then.
  await sleep(pause);
  await orWarn(() => project.forge.dispatch(inputs.workflow, project.base));
}

/** A job that waits is paid for: a longer pause is left to the schedule. */
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Not being able to is no failure of what was published: the schedule wakes the loop too. */
async function orWarn(wake: () => Promise<void>): Promise<void> {
  try {
    await wake();
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    core.warning(`the next tick waits for the schedule: ${error.message}`);
  }
}

async function publishVerdict(project: Project, head: Sha, report: VerifyReport): Promise<void> {
  const verdict = decideVerdict(report);
  if (verdict === undefined) return;
  await project.refs.fetch([], [head]);
  await recordVerdict(project, head, verdict);
  core.info(`acceptance of ${head}: ${verdict.acceptance}`);
}

/** The answer is how long the workstream's next attempt waits, in milliseconds; undefined: nothing is to be tried again. */
async function publishAttempt(
  project: Project,
  patches: PatchStore,
  inputs: PublishInputs,
): Promise<number | undefined> {
  const job = await readJob(project, inputs);
  const received = await receive(project, patches, job, inputs);
  const { id, attempt: number } = inputs;
  if (isTooLate(job, inputs)) {
    await saveWork(project, id, number, received.agent.head);
    return undefined;
  }
  const outcome = decideOutcome({
    agent: received.agent,
    verify: verifyReport(inputs),
    refusal: received.refusal,
    claimedAt: job.claim.at,
    now: project.surroundings.now(),
  });
  const ending = { workstream: { id }, number, claim: job.claim };
  const end = await endAttempt(project, ending, outcome, received.agent.head);
  const attempt: Attempt = {
    id,
    number,
    claim: job.claim,
    end,
    work: received.agent.head,
    liveness: "dead",
    contract: job.contract,
  };
  await finish(project, job, attempt, end);
  return end.outcome === "failed" ? pauseAfter(job) : undefined;
}

/** Undefined where no attempt is left. A person's `retry` may have given more of them: the schedule sees to that. */
function pauseAfter({ plan, attempts, workstream }: Job): number | undefined {
  return attempts.length < workstream.maxAttempts ? backoff(plan.config, attempts.length) : undefined;
}

/** What people see: the status on the claim, the pull request, and a red step where there is none to come. */
async function finish(project: Project, job: Job, attempt: Attempt, end: End): Promise<void> {
  const description = attemptDescription(attempt, end);
  const state = end.outcome === "delivered" ? "success" : "failure";
  await project.forge.setStatuses([{ sha: attempt.claim.sha, context: CONTEXTS.attempt, state, description }]);
  if (end.outcome !== "delivered" || end.head === undefined) return core.setFailed(description);
  core.info(description);
  try {
    const { config } = job.plan;
    await landAttempt({ project, tell: tellEvent, config }, attempt, end.head);
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "refused") throw error;
    await showRefusal(project, attempt, error.message);
    core.setFailed(error.message);
  }
}

function tellEvent(event: Parameters<typeof printEvent>[0]): void {
  core.info(printEvent(event));
}

/** The work is safe on its branch: every tick tries again to open the pull request, and claims nothing before. */
export async function showRefusal(project: Project, { claim, number }: Attempt, why: string): Promise<void> {
  const description = landingRefused(number, why);
  await project.forge.setStatuses([{ sha: claim.sha, context: CONTEXTS.attempt, state: "error", description }]);
}

interface Received {
  readonly agent: AgentReport;
  readonly refusal: Failure | undefined;
}

/** What the agent job left, taken as data and judged by the attempt's contract once more. */
async function receive(project: Project, patches: PatchStore, job: Job, inputs: PublishInputs): Promise<Received> {
  const head = inputs["agent-head"];
  const { claim } = inputs;
  const id = inputs["artifact-id"];
  const report = agentReport(inputs);
  if (id === "") return { agent: report, refusal: undefined };
  const stored = { id, digest: inputs["artifact-digest"] };
  const { output, refused } = await receivePatch(
    project,
    patches,
    stored,
    head === undefined ? undefined : { head, claim },
  );
  const agent = { ...report, output };
  if (head === undefined) return { agent, refusal: undefined };
  if (refused !== undefined) {
    return { agent: { ...agent, head: undefined, failure: { code: "internal", detail: refused } }, refusal: undefined };
  }
  const violation = violationFailure(await changesBetween(project.repository, claim, head), job.contract);
  return { agent: { ...agent, head }, refusal: violation };
}

function agentReport(inputs: PublishInputs): AgentReport {
  const code = toFailureCode(inputs["agent-failure"]);
  const started = Date.parse(inputs["agent-started"]);
  return {
    result: inputs["agent-result"] || undefined,
    failure: code === undefined ? undefined : { code, detail: inputs["agent-detail"] },
    head: undefined,
    startedAt: Number.isNaN(started) ? undefined : started,
    output: "",
  };
}

const VERDICTS = ["passed", "failed", "none", "unprepared"] as const;

function verifyReport(inputs: PublishInputs): VerifyReport {
  return {
    result: inputs["verify-result"] || undefined,
    verdict: VERDICTS.find((verdict) => verdict === inputs["verify-verdict"]),
    detail: inputs["verify-detail"],
    output: inputs["verify-output"],
  };
}
