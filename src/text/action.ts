import type { Action } from "../decide/action.ts";
import { printFailure } from "./failure.ts";
import { printGate } from "./gate.ts";
import { plain } from "./plain.ts";

/** One line for `--dry-run` and the log: "claim ws-a attempt 1 for agent-1". */
export function printAction(action: Action): string {
  switch (action.kind) {
    case "claim":
      return (
        `claim ${action.id} attempt ${action.attempt} for ${plain(action.agent)}` +
        (action.pattern === undefined ? "" : ` by the pattern ${action.pattern}`) +
        printReplaced(action.replaces)
      );
    case "end":
      return (
        `end ${action.id} attempt ${action.attempt} as ${action.outcome}: ${printFailure(action.failure)}` +
        (action.counted ? "" : " (not counted)")
      );
    case "land":
      return `land ${action.id} attempt ${action.attempt} at ${short(action.head)}`;
    case "close":
      return `close #${action.pull} of ${action.id}: cancelled by ${plain(action.who)}`;
    case "verify":
      return `verify ${short(action.head)} of #${action.pull} for ${action.id}`;
    case "status":
      return `set ${action.context} of #${action.pull} to ${action.state}: ${printGate(action.reason)}`;
    case "comment":
      return `${action.how} the comment on #${action.pull} of ${action.id} about its gates`;
    case "start-ci":
      return `start ${plain(action.workflow)} on ${short(action.head)} of #${action.pull} for ${action.id}`;
    case "enqueue":
      return `give #${action.pull} of ${action.id} at ${short(action.head)} to GitHub's ${action.how}`;
    case "merge":
      return `merge #${action.pull} of ${action.id} at ${short(action.head)}`;
    default:
      return action satisfies never;
  }
}

function printReplaced(head: string | undefined): string {
  return head === undefined ? "" : `, replacing ${short(head)}`;
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
