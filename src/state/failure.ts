import type { Usage } from "./facts.ts";

/** Why an attempt did not deliver. Each code has one sentence in text/failure.ts. */
export const FAILURE_CODES = [
  /** The agent's program ended with another exit code than 0, or by a signal. */
  "agent-exit",
  /** A set-up command of the configuration failed before the agent started. */
  "setup",
  /** The command of its pattern could not be started: no other agent could do better. */
  "pattern-start",
  /** The agent's program could not be started. */
  "agent-start",
  /** The agent's program is not there and could not be installed, which may be the registry's fault. */
  "install",
  /** The agent's vendor refused its login: no key, a wrong or an expired one. */
  "login",
  /** The vendor's usage limit, or the credit of the account, is used up. */
  "usage-cap",
  /** The agent was not allowed to use a tool that it needed, and changed nothing. */
  "denied",
  /** The model's service failed, or could not be reached. */
  "service",
  /** What an attempt or a workstream may spend is spent. */
  "budget",
  /** The time limit was reached. */
  "timeout",
  /** Exit 0 and nothing changed. */
  "no-change",
  /** A path outside the scope was changed. */
  "scope",
  /** A protected path, a link out of the repository, a submodule, a file over the size limit, or what git refuses. */
  "protected",
  /** An acceptance test failed. */
  "acceptance",
  /** The agent's commits do not descend from the claim. */
  "history",
  /** The delivered head conflicts with the moved base: a new attempt rebuilds it. */
  "conflict",
  /** The process or run that executed it is gone. */
  "dead",
  /** A person cancelled it. */
  "cancelled",
  /** A person pushed to the branch while it ran: their commits stay, its work is saved. */
  "taken-over",
  /** The repository's rules keep its branch from being pushed. */
  "push-refused",
  /** A fault of ours or of the machine, such as a full disk. */
  "internal",
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

export interface Failure {
  readonly code: FailureCode;
  /** One line of detail: an exit code, a path, a command. */
  readonly detail: string;
}

const OF_THE_AGENT: ReadonlySet<FailureCode> = new Set(["agent-start", "install", "login", "usage-cap"]);

/** Whether any work would have failed so on that agent: nothing that could tell of the work was done. */
export function isFaultOfAgent({ code }: Failure): boolean {
  return OF_THE_AGENT.has(code);
}

/** Whether an attempt that failed so counts against its workstream's limit: what costs something can't go on for ever. */
export function usesUpAttempt(failure: Failure, usage: Usage | undefined): boolean {
  return !isFaultOfAgent(failure) || (failure.code === "usage-cap" && hasCost(usage));
}

function hasCost(usage: Usage | undefined): boolean {
  return usage !== undefined && ((usage.usd ?? 0) > 0 || usage.inputTokens + usage.outputTokens > 0);
}
