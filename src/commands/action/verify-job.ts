/** `command: verify`: the acceptance tests on a fresh checkout, in a job without secrets that can write nothing. */
import * as core from "@actions/core";
import { runAcceptance } from "../../agents/acceptance.ts";
import type { AcceptanceOptions } from "../../agents/acceptance.ts";
import { TAIL_CHARACTERS, readTail } from "../../agents/log.ts";
import { changesBetween } from "../../git/diff.ts";
import type { AcceptanceTest } from "../../plan/workstream.ts";
import { printFailure } from "../../text/failure.ts";
import { violationFailure } from "../attempt-failure.ts";
import type { Project } from "../project.ts";
import type { VerifyInputs } from "./inputs.ts";
import { minutesLeft } from "./job-time.ts";
import { isTooLate, readJob } from "./job.ts";
import type { Job } from "./job.ts";
import { receivePatch } from "./patch-files.ts";
import type { PatchStore } from "./patches.ts";
import { showLog } from "./say.ts";
import { openWorkplace, runSetup } from "./workplace.ts";
import type { Workplace } from "./workplace.ts";
import type { Workflow } from "./workflow.ts";

const MINUTE = 60_000;

/** Outputs: `verdict` (passed, failed, none, unprepared, refused, superseded), `detail`, `output`. */
export async function verifyJob(
  project: Project,
  workflow: Workflow,
  patches: PatchStore,
  inputs: VerifyInputs,
): Promise<void> {
  const job = await readJob(project, inputs);
  const refused = await receive(project, patches, job, inputs);
  if (refused === "superseded") return core.setOutput("verdict", "superseded");
  if (refused !== undefined) return tell({ verdict: "refused", detail: refused, output: "" });
  if (job.workstream.acceptance.every(({ kind }) => kind !== "command")) {
    return tell({ verdict: "none", detail: "", output: "" });
  }
  tell(await runTests(project, workflow, job, inputs));
}

interface Finding {
  readonly verdict: "passed" | "failed" | "none" | "unprepared" | "refused";
  /** What failed, or why nothing was run; empty where passed. */
  readonly detail: string;
  readonly output: string;
}

/** Brings the head here; the answer is why it is not tested. A head of the repository itself needs no patch. */
async function receive(
  project: Project,
  patches: PatchStore,
  job: Job,
  inputs: VerifyInputs,
): Promise<string | undefined> {
  const { head, claim } = inputs;
  const id = inputs["artifact-id"];
  if (id === "") {
    await project.refs.fetch([], [head]);
    return undefined;
  }
  if (isTooLate(job, inputs)) return "superseded";
  const { refused } = await receivePatch(project, patches, { id, digest: inputs["artifact-digest"] }, { head, claim });
  if (refused !== undefined) return refused;
  // Protected paths first: what steers the machinery is not run at all.
  const violation = violationFailure(await changesBetween(project.repository, claim, head), job.contract);
  return violation === undefined ? undefined : printFailure(violation);
}

async function runTests(project: Project, workflow: Workflow, job: Job, inputs: VerifyInputs): Promise<Finding> {
  const started = project.surroundings.now();
  const left = () => minutesLeft(started, project.surroundings.now());
  const { id, attempt: number, head } = inputs;
  const texts = { workstream: "", prompt: "" };
  const workplace = await openWorkplace(project, workflow, { id, number, commit: head, texts });
  const { logFile } = workplace.paths;
  return showLog(logFile, async () => {
    const unprepared = await runSetup(workplace, job.plan.config.jobs.verify.setup, { workflow, left });
    if (unprepared !== undefined) {
      return { verdict: "unprepared", detail: unprepared.detail, output: readTail(logFile, TAIL_CHARACTERS) };
    }
    for (const test of job.workstream.acceptance) {
      const timeoutMs = Math.min(job.workstream.timeoutMinutes, left()) * MINUTE;
      const result = await runTest(test, workplace, { environment: workflow.environment, timeoutMs });
      if (result.kind === "failed") return { verdict: "failed", detail: result.command, output: result.output };
    }
    return { verdict: "passed", detail: "", output: "" };
  });
}

/** One at a time: each gets of the job's time what those before it left. */
function runTest(
  test: AcceptanceTest,
  { paths, user }: Workplace,
  limits: Pick<AcceptanceOptions, "environment" | "timeoutMs">,
): ReturnType<typeof runAcceptance> {
  return runAcceptance({
    ...limits,
    tests: [test],
    directory: paths.tree,
    logFile: paths.logFile,
    groupFile: paths.groupFile,
    signal: new AbortController().signal,
    ...(user === undefined ? {} : { user }),
  });
}

function tell({ verdict, detail, output }: Finding): void {
  core.setOutput("verdict", verdict);
  core.setOutput("detail", detail);
  core.setOutput("output", output);
  if (verdict === "failed") core.warning(`an acceptance test failed: ${detail}`);
  if (verdict === "unprepared") core.warning(`a set-up command failed: ${detail}`);
  if (verdict === "refused") core.warning(`nothing was tested: ${detail}`);
}
