/** `command: verify`: the acceptance tests on a fresh checkout, in a job without secrets that can write nothing. */
import * as core from "@actions/core";
import { runAcceptance } from "../../agents/acceptance.ts";
import { readTail } from "../../agents/log.ts";
import { changesBetween } from "../../git/diff.ts";
import { printFailure } from "../../text/failure.ts";
import { violationFailure } from "../attempt-failure.ts";
import type { Project } from "../project.ts";
import type { VerifyInputs } from "./inputs.ts";
import { isTooLate, readJob } from "./job.ts";
import type { Job } from "./job.ts";
import { receivePatch } from "./patch-files.ts";
import type { PatchStore } from "./patches.ts";
import { showLog } from "./show-log.ts";
import { openWorkplace, runSetup } from "./workplace.ts";
import type { Workflow } from "./workflow.ts";

const MINUTE = 60_000;
const TAIL_CHARACTERS = 4000;

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
  const { id, attempt: number, head } = inputs;
  const { workstream, plan } = job;
  const texts = { workstream: "", prompt: "" };
  const workplace = await openWorkplace(project, workflow, { id, number, commit: head, texts });
  const { paths, user } = workplace;
  return showLog(paths.logFile, async () => {
    const unprepared = await runSetup(workplace, plan.config.jobs.verify.setup, workflow);
    if (unprepared !== undefined) {
      const output = readTail(paths.logFile, TAIL_CHARACTERS);
      return { verdict: "unprepared", detail: unprepared.detail, output };
    }
    const result = await runAcceptance({
      tests: workstream.acceptance,
      directory: paths.tree,
      environment: workflow.environment,
      logFile: paths.logFile,
      groupFile: paths.groupFile,
      timeoutMs: workstream.timeoutMinutes * MINUTE,
      signal: new AbortController().signal,
      ...(user === undefined ? {} : { user }),
    });
    if (result.kind === "failed") return { verdict: "failed", detail: result.command, output: result.output };
    return { verdict: "passed", detail: "", output: "" };
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
