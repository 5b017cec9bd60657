/** What the agent and verify jobs said and left, read from what GitHub hands over: data, and judged once more. */
import { settle } from "../../agents/log.ts";
import { findWorkflowFile } from "../../decide/contract.ts";
import type { AgentReport, VerifyReport } from "../../decide/outcome.ts";
import type { CommitRange } from "../../git/bundle.ts";
import { changesBetween } from "../../git/diff.ts";
import { isTouchedOnTheWay } from "../../git/way.ts";
import type { Failure } from "../../state/failure.ts";
import { toFailureCode } from "../../state/records.ts";
import { parseUsage } from "../../state/usage.ts";
import { endlessOnTheWay, workflowNotPushed, workflowOnTheWay } from "../../text/failure.ts";
import { violationFailure, wayFailure } from "../attempt-failure.ts";
import type { Project } from "../project.ts";
import type { PublishInputs } from "./inputs.ts";
import type { Job } from "./job.ts";
import { receivePatch } from "./patch-files.ts";
import type { PatchStore } from "./patches.ts";

export interface Received {
  readonly agent: AgentReport;
  /** What is wrong with the work; undefined: nothing. */
  readonly refusal: Failure | undefined;
}

/** What the agent job left, taken as data and judged by the attempt's contract. */
export async function receive(
  project: Project,
  patches: PatchStore,
  job: Job,
  inputs: PublishInputs,
): Promise<Received> {
  const head = inputs["agent-head"];
  const { claim } = inputs;
  const id = inputs["artifact-id"];
  const report = agentReport(inputs);
  if (id === "") return { agent: report, refusal: undefined };
  const stored = { id, digest: inputs["artifact-digest"] };
  const commits = head === undefined ? undefined : { head, claim };
  const { output, refused } = await receivePatch(project, patches, stored, commits);
  const agent = { ...report, output };
  if (refused !== undefined) {
    return { agent: { ...agent, failure: { code: "internal", detail: refused } }, refusal: undefined };
  }
  if (head === undefined) return { agent, refusal: undefined };
  return { agent: { ...agent, head }, refusal: await refusalOf(project, { head, claim }, job) };
}

async function refusalOf(project: Project, range: CommitRange, { contract }: Job): Promise<Failure | undefined> {
  const { repository, pushesWorkflows } = project;
  const changes = await changesBetween(repository, range.claim, range.head);
  const workflow = pushesWorkflows ? undefined : findWorkflowFile(changes);
  if (workflow !== undefined) return { code: "protected", detail: workflowNotPushed(workflow) };
  const failure = violationFailure(changes, contract) ?? (await wayFailure(project, range, contract));
  if (failure !== undefined || pushesWorkflows) return failure;
  const isTouched = await isTouchedOnTheWay(repository, range, ".github/workflows");
  if (isTouched === false) return undefined;
  return { code: "protected", detail: isTouched ? workflowOnTheWay() : endlessOnTheWay() };
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
    usage: parseUsage(inputs["agent-usage"]),
  };
}

const VERDICTS = ["passed", "failed", "none", "unprepared"] as const;

export function verifyReport(inputs: PublishInputs): VerifyReport {
  return {
    result: inputs["verify-result"] || undefined,
    verdict: VERDICTS.find((verdict) => verdict === inputs["verify-verdict"]),
    detail: inputs["verify-detail"],
    output: settle(inputs["verify-output"]),
  };
}
