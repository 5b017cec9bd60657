/**
 * `command: publish`: the third job of an attempt, the one that can write. It judges what the others left as data, and
 * runs nothing of it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import { decideOutcome, decideVerdict } from "../../decide/outcome.ts";
import type { VerifyReport } from "../../decide/outcome.ts";
import { ForgeError } from "../../forge/forge.ts";
import type { Attempt, End, Sha } from "../../state/facts.ts";
import { backoff } from "../../state/standing.ts";
import { attemptDescription } from "../../text/attempt-status.ts";
import { printEvent } from "../../text/print-event.ts";
import { landAttempt } from "../perform.ts";
import type { Project } from "../project.ts";
import { endAttempt, saveWork } from "../publish.ts";
import { showEnd, showRefusal } from "../show-attempt.ts";
import { recordVerdict } from "../verify-head.ts";
import type { PublishInputs } from "./inputs.ts";
import { isTooLate, readJob } from "./job.ts";
import type { Job } from "./job.ts";
import type { PatchStore } from "./patches.ts";
import { receive, verifyReport } from "./publish-reports.ts";
import { say } from "./say.ts";

/** The step fails where the attempt did not deliver, once all of that is recorded and the next tick is on its way. */
export async function publishJob(project: Project, patches: PatchStore, inputs: PublishInputs): Promise<void> {
  const verified = inputs["verify-head"];
  let pause: number | undefined;
  try {
    if (verified === undefined) pause = await publishAttempt(project, patches, inputs);
    else await publishVerdict(project, verified, verifyReport(inputs));
  } finally {
    // Also where something failed: the next tick sees what is missing.
    await orWarn(() => project.forge.wake(), "the next tick waits for the schedule");
  }
  if (pause === undefined || pause > LONGEST_PAUSE_MS) return;
  // The next attempt must not wait for the schedule where nothing else happens until then.
  await sleep(pause);
  await orWarn(() => project.forge.dispatch(inputs.workflow, project.base), "the next attempt waits for the schedule");
}

/** A job that waits is paid for: a longer pause is left to the schedule. */
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Not being able to is no failure of what was published. */
async function orWarn(ask: () => Promise<void>, consequence: string): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    core.warning(`${consequence}: ${error.message}`);
  }
}

async function publishVerdict(project: Project, head: Sha, report: VerifyReport): Promise<void> {
  const verdict = decideVerdict(report);
  await project.refs.fetch([], [head]);
  await recordVerdict(project, head, verdict);
  say(`acceptance of ${head}: ${verdict.acceptance}`);
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
  // What its agent could not begin waits for nothing: the next tick gives it to another one.
  return end.outcome === "failed" && end.counted ? pauseAfter(job) : undefined;
}

/** Undefined where no attempt is left. A person's `retry` may have given more of them: the schedule sees to that. */
function pauseAfter({ plan, attempts, workstream }: Job): number | undefined {
  return attempts.length < workstream.maxAttempts ? backoff(plan.config, attempts.length) : undefined;
}

/** What people see: the status on the claim, the pull request, and a red step where there is none to come. */
async function finish(project: Project, job: Job, attempt: Attempt, end: End): Promise<void> {
  const description = attemptDescription(attempt, end);
  await orWarn(() => showEnd(project, attempt, end), "the claim does not show how its attempt ended");
  if (end.outcome !== "delivered" || end.head === undefined) return core.setFailed(description);
  say(description);
  try {
    const { config } = job.plan;
    await landAttempt({ project, tell: tellEvent, config }, attempt, end.head);
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "refused") throw error;
    await orWarn(() => showRefusal(project, attempt, error.message), "the claim does not show it");
    core.setFailed(error.message);
  }
}

function tellEvent(event: Parameters<typeof printEvent>[0]): void {
  say(printEvent(event));
}
