import { agentTarget } from "../state/names.ts";
import type { Failure } from "../state/failure.ts";
import type { CancelCause, Reason } from "../state/lifecycle.ts";

/** Of a pull request: all its gates pass, one does not, or it conflicts with the base. */
export type GateState = "free" | "missing" | "conflict";

/** What a person can do about a workstream now, most useful first; empty where there is nothing to do. */
export function adviceFor(id: string, reason: Reason, gates: GateState = "free"): readonly string[] {
  const logs = `\`workstreams logs ${id}\` shows what the agent said`;
  const cancel = `\`workstreams cancel ${id}\` gives it up`;
  const retry = `\`workstreams retry ${id}\` starts a new attempt`;
  switch (reason.kind) {
    case "dependencies":
    case "ready":
    case "no-free-agent":
    case "claimed":
    case "landing":
      return [cancel];
    case "dependency":
      return [
        `\`workstreams explain ${reason.root}\` shows where it begins`,
        `\`workstreams retry ${reason.root}\` tries again`,
      ];
    case "invalid":
      return ["`workstreams validate` shows the place and how to put it right"];
    case "no-agent":
      return ["add an agent that takes it to the configuration, or change its tool or track"];
    case "workflow-files":
      return [
        "give a GitHub App's token as the secret WORKSTREAMS_TOKEN and set `token: app`",
        "or narrow its files_scope",
      ];
    case "agents-paused":
      return adviceForPaused(reason, retry);
    case "day-spent":
      return ["raise `budget.per_day` in the configuration, or wait for the next day", cancel];
    case "track-full":
      return ["raise its track's `max_parallel` in the configuration, or wait", cancel];
    case "spent":
      return [`${retry} with its whole budget before it`, logs];
    case "merge-gone":
      return [`bring the merge of #${reason.pull} back into the base, or give ${reason.dependency}'s work a new id`];
    case "on-purpose":
      return [
        `\`workstreams start ${id}\` starts it all the same`,
        `\`workstreams explain ${reason.ahead}\` shows what it waits for`,
      ];
    case "overlap":
    case "canary":
      return [`\`workstreams explain ${reason.holder}\` shows what it waits for`, cancel];
    case "paused":
      return [`\`workstreams resume ${id}\` lets it start`, "`workstreams resume` lets everything start"];
    case "running":
      return [logs, cancel];
    case "dead":
      return ["`workstreams run` ends the attempt and starts the next", logs];
    case "review":
      return adviceForReview(id, gates, retry);
    case "changes-requested":
      return [`push the changes to the branch workstreams/${id}`, retry];
    case "retry":
      return [...(ranNothing(reason.last) ? [] : [logs]), cancel];
    case "taken-over":
      return [`finish it on the branch workstreams/${id}`, `\`workstreams retry ${id}\` gives it back to an agent`];
    case "exhausted":
      return ranNothing(reason.last) ? [MEND_PATTERN, retry] : [logs, retry];
    case "cancelled":
      return adviceForCancelled(reason.cause, retry);
    case "merged":
    case "file-done":
      return [];
    default:
      return reason satisfies never;
  }
}

/** Nobody said anything that the logs could show. */
function ranNothing({ code }: Failure): boolean {
  return code === "pattern-start";
}

const MEND_PATTERN = "correct the `command` of its pattern in the configuration; `workstreams doctor` looks at it";

function adviceForReview(id: string, gates: GateState, retry: string): readonly string[] {
  const reject = `\`workstreams reject ${id}\` closes it`;
  switch (gates) {
    case "free":
      return [`\`workstreams merge ${id}\` merges it`, reject];
    case "missing":
      return ["what its gates say above has to change first", retry, reject];
    case "conflict":
      return [`resolve the conflict on the branch workstreams/${id}`, `${retry} on the newest base`, reject];
    default:
      return gates satisfies never;
  }
}

function adviceForPaused(
  { agents: [agent = ""], pause }: Extract<Reason, { kind: "agents-paused" }>,
  retry: string,
): readonly string[] {
  const resume = `\`workstreams resume ${agentTarget(agent)}\` lets ${agent} work again`;
  switch (pause.kind) {
    case "lacks":
      return ["mend what the agents lack: the next tick starts it"];
    case "person":
      return [resume];
    case "fault": {
      const said = `\`workstreams logs ${pause.id} --attempt ${pause.attempt}\` shows what ${agent} said`;
      return pause.until === undefined ? [said, `${resume} once that is mended`, retry] : [said, `${resume} at once`];
    }
    default:
      return pause satisfies never;
  }
}

function adviceForCancelled(cause: CancelCause, retry: string): readonly string[] {
  switch (cause.kind) {
    case "pull-closed":
      return [retry];
    case "skip":
      return [`remove \`status: skip\` from its file`];
    case "intent":
    case "branch-deleted":
    case "run-cancelled":
      return [retry];
    default:
      return cause satisfies never;
  }
}
