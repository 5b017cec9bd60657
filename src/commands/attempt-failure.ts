/** How an agent's result, or what it left, becomes an attempt's failure. */
import type { AgentResult, AgentRun } from "../agents/agent.ts";
import { findViolation } from "../decide/contract.ts";
import type { CommitRange } from "../git/bundle.ts";
import { changesBetween } from "../git/diff.ts";
import { largestOnTheWay } from "../git/way.ts";
import type { Change, Contract, Sha } from "../state/facts.ts";
import type { Failure } from "../state/failure.ts";
import { endlessOnTheWay, largeOnTheWay } from "../text/failure.ts";
import { printGate } from "../text/gate.ts";
import type { Project } from "./project.ts";
import type { Salvaged } from "./salvage.ts";

/**
 * Why an attempt failed; undefined: it did not. `change`: what is wrong with what the agent left. What its own output says is
 * a reason where the program failed or nothing was changed, and never where there is work: that is judged by itself.
 * `pattern`: whose command it was, where it was not the agent's own.
 */
export function runFailure(
  { result, report }: AgentRun,
  change: Failure | undefined,
  pattern?: string,
): Failure | undefined {
  const { problem } = report;
  const failure = agentFailure(result, pattern);
  switch (failure?.code) {
    case undefined:
      return change?.code === "no-change" ? (problem ?? change) : change;
    case "agent-exit":
      return problem ?? failure;
    case "timeout":
      if (problem === undefined) return failure;
      if (problem.code === "login" || problem.code === "usage-cap") return problem;
      return { code: "timeout", detail: `${failure.detail}; its last trouble: ${problem.detail}` };
    default:
      return failure;
  }
}

/** How the program itself failed; undefined: it ended with 0, and the diff decides. */
function agentFailure(result: AgentResult, pattern: string | undefined): Failure | undefined {
  switch (result.kind) {
    case "stopped":
      return { code: "internal", detail: "it was stopped" };
    case "exited":
      return result.code === 0 ? undefined : { code: "agent-exit", detail: `exit code ${result.code}` };
    case "signalled":
      return { code: "agent-exit", detail: `signal ${result.signal}` };
    case "timed-out":
      return { code: "timeout", detail: `${result.minutes} min` };
    case "not-started":
      return startFailure(result, pattern);
    case "not-installed":
      return { code: "install", detail: result.message };
    default:
      return result satisfies never;
  }
}

/** No other agent could do better with a command that is the work's own. */
function startFailure(
  { message, cause }: Extract<AgentResult, { kind: "not-started" }>,
  pattern: string | undefined,
): Failure {
  const isOfPattern = pattern !== undefined && cause !== "machine";
  return { code: isOfPattern ? "pattern-start" : "agent-start", detail: message };
}

/** What is wrong with what an agent left, against the claim that it started from. */
export async function changeFailure(
  project: Pick<Project, "repository">,
  claim: Sha,
  contract: Contract,
  left: Salvaged,
): Promise<Failure | undefined> {
  if (left.kind === "kept") {
    const code = left.isRefused ? "protected" : "internal";
    return { code, detail: `${left.why}; what the agent left is in ${left.folder}` };
  }
  if (left.kind === "unchanged") return { code: "no-change", detail: "" };
  if (left.kind === "rewritten") return { code: "history", detail: left.head };
  const changes = await changesBetween(project.repository, claim, left.head);
  if (changes.length === 0) return { code: "no-change", detail: "" };
  return violationFailure(changes, contract) ?? wayFailure(project, { head: left.head, claim }, contract);
}

/** What the commits hold that must not be in the history, although it is gone again in the head. */
export async function wayFailure(
  { repository }: Pick<Project, "repository">,
  range: CommitRange,
  { maxFileBytes }: Contract,
): Promise<Failure | undefined> {
  const found = await largestOnTheWay(repository, range, maxFileBytes);
  switch (found.kind) {
    case "none":
      return undefined;
    case "file":
      return { code: "protected", detail: largeOnTheWay(found.bytes) };
    case "endless":
      return { code: "protected", detail: endlessOnTheWay() };
    default:
      return found satisfies never;
  }
}

/** What changes break of the contract, as a failure. */
export function violationFailure(changes: readonly Change[], contract: Contract): Failure | undefined {
  const violation = findViolation(changes, contract);
  if (violation === undefined) return undefined;
  return { code: violation.kind === "out-of-scope" ? "scope" : "protected", detail: printGate(violation) };
}
