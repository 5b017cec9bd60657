/** From what the jobs of one attempt said to its end. */
import type { Acceptance, End, Instant, Sha, Usage, Verdict } from "../state/facts.ts";
import { usesUpAttempt } from "../state/failure.ts";
import type { Failure } from "../state/failure.ts";

/** How GitHub says that a job ended; undefined: there was none. */
export type JobResult = "success" | "failure" | "cancelled" | "skipped" | undefined;

/** What the agent job left. */
export interface AgentReport {
  readonly result: JobResult;
  /** Why the agent did not do its work; undefined: it did, or the job said nothing. */
  readonly failure: Failure | undefined;
  /** What it left, as far as it could be read; undefined: nothing. */
  readonly head: Sha | undefined;
  readonly startedAt: Instant | undefined;
  /** The end of the agent's output. */
  readonly output: string;
  readonly usage: Usage | undefined;
}

/** What the verify job found of exactly the agent's head. */
export interface VerifyReport {
  readonly result: JobResult;
  /** `unprepared`: a set-up command failed on it. Undefined: the job gave none. */
  readonly verdict: "passed" | "failed" | "none" | "unprepared" | undefined;
  /** The command that failed, or what stopped the job. */
  readonly detail: string;
  readonly output: string;
}

export interface OutcomeInput {
  readonly agent: AgentReport;
  readonly verify: VerifyReport;
  /** What publish itself finds wrong with the head; undefined: nothing. */
  readonly refusal: Failure | undefined;
  readonly claimedAt: Instant;
  readonly now: Instant;
}

/**
 * An attempt has delivered only where the agent did its work, publish finds nothing wrong with it, and the verify job
 * says so of this very head. Each try costs a runner, and mostly a model: only what a person cancelled, and what the agent could
 * not even begin, does not count.
 */
export function decideOutcome(input: OutcomeInput): End {
  const { agent, verify, refusal } = input;
  if (agent.result === "cancelled" || verify.result === "cancelled") return cancelledOrLate(input);
  if (agent.failure !== undefined) return failedEnd(input, agent.failure, agent.output);
  if (agent.head === undefined) {
    const detail = `its agent job ended (${agent.result ?? "without a result"}) and left nothing`;
    return { ...failedEnd(input, { code: "dead", detail }, agent.output), outcome: "expired" };
  }
  if (refusal !== undefined) return failedEnd(input, refusal, agent.output);
  const { verdict } = verify;
  if (verdict === "failed") return failedEnd(input, { code: "acceptance", detail: verify.detail }, verify.output);
  if (verdict === "unprepared") return failedEnd(input, { code: "setup", detail: verify.detail }, verify.output);
  if (verify.result === "success" && verdict !== undefined) return deliveredEnd(input, agent.head, verdict);
  const why = verify.detail === "" ? `it ended (${verify.result ?? "without a result"})` : verify.detail;
  return failedEnd(input, { code: "internal", detail: `its verify job gave no verdict: ${why}` }, agent.output);
}

/** GitHub's word is the same where a person cancels a job and where it takes longer than a job may. */
function cancelledOrLate(input: OutcomeInput): End {
  const minutes = Math.floor((input.now - input.claimedAt) / MINUTE);
  if (minutes < LONGEST_JOB_MINUTES) return cancelledEnd(input);
  return failedEnd(
    input,
    { code: "timeout", detail: `${minutes} min, longer than a job may take` },
    input.agent.output,
  );
}

const MINUTE = 60_000;
/** GitHub's limit is 360 minutes. */
const LONGEST_JOB_MINUTES = 355;

function common({ agent, claimedAt, now }: OutcomeInput): Pick<End, "startedAt" | "at" | "usage"> {
  return { startedAt: agent.startedAt ?? claimedAt, at: now, usage: agent.usage };
}

function deliveredEnd(input: OutcomeInput, head: Sha, acceptance: Acceptance): End {
  const { output } = input.agent;
  return { ...common(input), outcome: "delivered", failure: undefined, counted: true, head, acceptance, output };
}

function failedEnd(input: OutcomeInput, failure: Failure, output: string): End {
  const acceptance = failure.code === "acceptance" ? "failed" : "none";
  const counted = usesUpAttempt(failure, input.agent.usage);
  return { ...common(input), outcome: "failed", failure, counted, head: undefined, acceptance, output };
}

function cancelledEnd(input: OutcomeInput): End {
  const failure = { code: "cancelled", detail: "with its run" } as const;
  const { output } = input.agent;
  return {
    ...common(input),
    outcome: "cancelled",
    failure,
    counted: false,
    head: undefined,
    acceptance: "none",
    output,
  };
}

/** What a verify-only job found of a head. */
export function decideVerdict({ result, verdict, detail }: VerifyReport): Verdict {
  if (result === "success" && (verdict === "passed" || verdict === "none")) return { acceptance: verdict, detail: "" };
  if (detail !== "") return { acceptance: "failed", detail };
  // Also where the job broke or was cancelled: to run it again and again without being asked would only cost.
  return {
    acceptance: "failed",
    detail: `its verify job ended (${result ?? "without a result"}); push to have it run again`,
  };
}
