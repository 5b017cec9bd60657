import type { Failure, FailureCode } from "../state/failure.ts";
import { plain } from "./plain.ts";

/** By code: the sentence without a detail, and what leads over to the detail where there is one. */
const FAILURES: Readonly<Record<FailureCode, readonly [alone: string, before: string]>> = {
  "agent-exit": ["the agent's program failed", "the agent's program failed: "],
  setup: ["a set-up command failed", "a set-up command failed: "],
  "pattern-start": ["the command of its pattern did not start", "the command of its pattern did not start: "],
  "agent-start": ["the agent's program did not start", "the agent's program did not start: "],
  install: ["the agent's program could not be installed", "the agent's program could not be installed: "],
  login: ["the agent's vendor refused its login", "the agent's vendor refused its login: "],
  "usage-cap": ["the agent's usage limit is reached", "the agent's usage limit is reached: "],
  denied: ["the agent was denied a permission", "the agent was denied a permission: "],
  service: ["the model's service failed", "the model's service failed: "],
  budget: ["its budget is spent", "its budget is spent: "],
  timeout: ["the time limit was reached", "the time limit was reached: "],
  "no-change": ["the agent changed nothing", "the agent changed nothing: "],
  scope: ["it changed paths outside its scope", "its change was refused: "],
  protected: ["it changed protected paths", "its change was refused: "],
  acceptance: ["an acceptance test failed", "an acceptance test failed: "],
  history: ["its commits do not descend from the claim", "its commits do not descend from the claim: "],
  conflict: ["it conflicts with the moved base", "it conflicts with the moved base in "],
  dead: ["what executed it is gone", "what executed it is gone: "],
  cancelled: ["it was cancelled", "it was cancelled "],
  "taken-over": ["somebody else pushed to its branch", "somebody else pushed to its branch: "],
  "push-refused": ["its branch can't be pushed", "its branch can't be pushed: "],
  internal: ["the machine or this program had a fault", "the machine or this program had a fault: "],
};

/** Why an attempt did not deliver, without a full stop: "an acceptance test failed: npm test". */
export function printFailure(failure: Failure): string {
  const [alone, before] = FAILURES[failure.code];
  const detail = plain(failure.detail);
  return detail === "" ? alone : before + detail;
}

/** Why work with a workflow file in it is refused before it is pushed. */
export function workflowNotPushed(path: string): string {
  return `${path}: the default token may not push workflow files; leave it alone, or give WORKSTREAMS_TOKEN`;
}

/** Why work is refused whose commits hold what its files do not: pushed, it would be in the history for good. */
export function largeOnTheWay(bytes: number): string {
  return `a commit on the way holds a file of ${Math.ceil(bytes / MEBIBYTE)} MiB, larger than a file may be; leave that commit out`;
}

const MEBIBYTE = 1024 * 1024;

/** The same where nobody could look for such files. */
export function endlessOnTheWay(): string {
  return "the commits on the way hold more than can be looked through; leave out what nobody asked for";
}

/** The same of a workflow file that is gone again, or as it was. */
export function workflowOnTheWay(): string {
  return "a commit on the way changes a workflow file, which the default token may not push; leave that commit out";
}
